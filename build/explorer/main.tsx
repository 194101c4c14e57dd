import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import type { Examples } from './journeys.js';
import { createJourneys } from './journeys.js';
import { createObserved } from './observed.js';
import { BillNotice, SpendingSwitch } from './spending-controls.js';
import { createCautiousFetcher } from './spending.js';
import { createStorage, seedFirstTab } from './storage.js';
import { provideWorkers } from './workers.js';

/** What the page learns from the server that serves it. */
type Settings = Readonly<{ examples: Examples; isSpendingReal: boolean }>;

/** Where nothing is known of the server, money is taken to be real. */
const cautiousSettings: Settings = { examples: { advertFlxId: '', agencyId: '', requestId: '' }, isSpendingReal: true };

async function fetchSettings(): Promise<Settings> {
  const response = await fetch('/graphiql/settings.json');
  if (!response.ok) throw new Error(`/graphiql/settings.json answered ${response.status}`);
  return (await response.json()) as Settings;
}

function open({ examples, isSpendingReal }: Settings): void {
  const container = document.getElementById('explorer');
  const [first, ...others] = createJourneys(examples, new Date());
  if (container === null || first === undefined) return;

  const storage = createStorage(localStorage, sessionStorage);
  seedFirstTab(storage, first);
  const isSpending = createObserved(!isSpendingReal);
  const response = createObserved('');
  const fetcher = createGraphiQLFetcher({ url: '/graphql', enableIncrementalDelivery: false });
  createRoot(container).render(
    <GraphiQL
      fetcher={createCautiousFetcher(fetcher, isSpending.get)}
      storage={storage}
      defaultTabs={[first, ...others]}
      defaultEditorToolsVisibility="variables"
      shouldPersistHeaders={false}
      onTabChange={({ tabs, activeTabIndex }) => {
        response.set(tabs[activeTabIndex]?.response ?? '');
      }}
      inputValueDeprecation
      schemaDescription
    >
      <GraphiQL.Logo>
        {isSpendingReal && <SpendingSwitch isSpending={isSpending} />}
        <span className="explorer-name">immograph</span>
      </GraphiQL.Logo>
      {isSpendingReal && (
        <GraphiQL.Footer>
          <BillNotice response={response} />
        </GraphiQL.Footer>
      )}
    </GraphiQL>,
  );
}

provideWorkers();
open(
  await fetchSettings().catch((error: unknown) => {
    console.warn('The settings could not be read; fill the identifiers in by hand.', error);
    return cautiousSettings;
  }),
);
