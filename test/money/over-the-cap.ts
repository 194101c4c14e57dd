import { expect } from '@jest/globals';
import { scopes } from '../../src/access/caller.js';
import { startBillingDimex } from '../support/billing-dimex.js';
import type { BillingDimex } from '../support/billing-dimex.js';
import { writeClientsFile } from '../support/clients-file.js';
import type { ClientsFile } from '../support/clients-file.js';
import type { Answered } from '../support/immograph.js';
import { deploy } from './deployment.js';
import type { Deployment, Env } from './deployment.js';
import { valuationOf } from './described-home.js';
import { reckon } from './reckoning.js';
import type { Entry } from './reckoning.js';
import { reportCounts } from './sizes.js';

export type CappedDeployment = Readonly<{
  cap: number;
  deployment: Deployment;
  dimex: BillingDimex;
  clients: ClientsFile;
  close: () => Promise<void>;
}>;

const PROCESSES = 3;

/** Three processes; the client `limited` may have `cap` estimations billed a day, and all clients together twice that. */
export async function deployCapped(cap: number, env: Env = {}): Promise<CappedDeployment> {
  const dimex = await startBillingDimex();
  const clients = writeClientsFile([
    { id: 'limited', scopes, billedEstimationsPerDay: cap },
    { id: 'unlimited', scopes },
  ]);
  const deployment = await deploy(PROCESSES, {
    ...dimex.env,
    CLIENTS_FILE: clients.path,
    SPEND_CAP_ESTIMATIONS_PER_DAY: String(2 * cap),
    // Only limits on spending are to stand in anybody's way, on however slow a machine.
    REQUEST_DEADLINE_MS: '120000',
    OVERLOAD_MIN_IN_FLIGHT: '1000',
    ...env,
  });
  return {
    cap,
    deployment,
    dimex,
    clients,
    close: async () => {
      await deployment.close();
      clients.remove();
      await dimex.close();
    },
  };
}

/** Expects ten times as many requests as either cap grants to have exactly that billed, and all else answered. */
export async function expectExactCaps(
  capped: CappedDeployment,
  { store, readEntries }: Readonly<{ store: string; readEntries: () => Promise<readonly Entry[]> }>,
): Promise<void> {
  const { cap, dimex } = capped;
  await rush(capped, { clientId: 'limited', from: 0 });
  expect(await spendOf(capped, 'limited')).toEqual({ limit: cap, used: cap, unresolved: 0, remaining: 0 });
  expect(await spendOf(capped, 'unlimited')).toEqual({ limit: 2 * cap, used: 0, unresolved: 0, remaining: cap });

  const from = 100_000;
  await rush(capped, { clientId: 'unlimited', from });
  expect(await spendOf(capped, 'unlimited')).toEqual({ limit: 2 * cap, used: cap, unresolved: 0, remaining: 0 });

  const again = await askForBought(capped, { clientId: 'limited', from });
  expect(again).toHaveLength(cap);
  expect(again.every(({ data, errors }) => data.valuation !== null && errors === undefined)).toBe(true);

  const reckoning = reckon(dimex.bill, await readEntries());
  expect(reckoning).toMatchObject({ billed: 2 * cap, spent: 2 * cap, unresolved: 0, reserved: 0, faults: [] });
  reportCounts(`caps, ${store}`, { processes: PROCESSES, cap, requests: 20 * cap, billed: dimex.bill.length });
}

type Rush = Readonly<{ clientId: string; from: number }>;

/** Sends ten times as many different estimations as are granted, at once and to all servers. */
async function rush({ cap, deployment, dimex, clients }: CappedDeployment, { clientId, from }: Rush): Promise<void> {
  const before = dimex.bill.length;
  const answers = await Promise.all(
    Array.from({ length: 10 * cap }, (_, index) =>
      deployment.ask(`{ viewer { clientId } ${valuationOf(from + index)} }`, {
        headers: clients.as(clientId),
        server: index,
      }),
    ),
  );

  const valued = answers.filter(({ data }) => data.valuation !== null);
  expect(valued).toHaveLength(cap);
  expect(dimex.bill.length - before).toBe(cap);
  expect(new Set(dimex.bill.slice(before).map(({ home }) => home)).size).toBe(cap);
  expect(valued.every(({ errors }) => errors === undefined)).toBe(true);
  // Each is refused on the field over the cap, and everything else is answered.
  const refused = answers.filter(({ data }) => data.valuation === null);
  expect(refused.map(problemsIn)).toEqual(refused.map(() => [['valuation', 'SPEND_LIMIT_EXCEEDED']]));
  expect(answers.every(({ data }) => data.viewer.clientId === clientId)).toBe(true);
}

function problemsIn({ errors }: Answered): readonly (readonly [path: string, code: string])[] {
  return (errors ?? []).map(({ path, extensions }) => [path?.join('.') ?? '', extensions.code]);
}

async function spendOf({ deployment, clients }: CappedDeployment, clientId: string): Promise<unknown> {
  const query = '{ viewer { spend { limit used unresolved remaining } } }';
  const { data } = await deployment.ask(query, { headers: clients.as(clientId) });
  return data.viewer.spend;
}

/** Asks anew for what a rush had valued, by whomever. */
async function askForBought(
  { cap, deployment, dimex, clients }: CappedDeployment,
  { clientId, from }: Rush,
): Promise<readonly Answered[]> {
  const numbers = Array.from({ length: 10 * cap }, (_, index) => from + index);
  const bought = numbers.filter((number) => dimex.bill.some(({ home }) => home.includes(`"${number} rue des Carnets`)));
  return Promise.all(
    bought.map((number, index) =>
      deployment.ask(`{ ${valuationOf(number)} }`, { headers: clients.as(clientId), server: index }),
    ),
  );
}
