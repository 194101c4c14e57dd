import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import type { Examples } from './journeys.js';
import { createJourneys } from './journeys.js';
import { createStorage, seedFirstTab } from './storage.js';
import { provideWorkers } from './workers.js';

async function fetchExamples(): Promise<Examples> {
  const response = await fetch('/graphiql/examples.json');
  if (!response.ok) throw new Error(`/graphiql/examples.json answered ${response.status}`);
  return (await response.json()) as Examples;
}

function open(examples: Examples): void {
  const container = document.getElementById('explorer');
  const [first, ...others] = createJourneys(examples, new Date());
  if (container === null || first === undefined) return;

  const storage = createStorage(localStorage, sessionStorage);
  seedFirstTab(storage, first);
  createRoot(container).render(
    <GraphiQL
      fetcher={createGraphiQLFetcher({ url: '/graphql', enableIncrementalDelivery: false })}
      storage={storage}
      defaultTabs={[first, ...others]}
      defaultEditorToolsVisibility="variables"
      shouldPersistHeaders={false}
      inputValueDeprecation
      schemaDescription
    >
      <GraphiQL.Logo>
        <span className="explorer-name">immograph</span>
      </GraphiQL.Logo>
    </GraphiQL>,
  );
}

provideWorkers();
open(
  await fetchExamples().catch((error: unknown) => {
    console.warn('The example identifiers could not be read; fill them in by hand.', error);
    return { advertFlxId: '', agencyId: '', requestId: '' };
  }),
);
