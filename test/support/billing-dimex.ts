import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sandboxCredentials } from '../../src/sandbox/sandbox.js';

/**
 * One estimation on Dimex's bill. `externalId` is what the caller knows it by; `home` and `date` say what was estimated,
 * and are the same text for the same thing.
 */
export type BilledEstimation = Readonly<{ externalId: string | null; home: string; date: string }>;

/**
 * What Dimex makes of one call. ANSWER bills and answers; LOSE bills, and cuts the connection; RESET cuts it before it
 * has read the body; FAIL answers 500, billed or not; REFUSE turns the whole call down. What bills waits for `until`
 * before it says so.
 */
export type DimexBehaviour =
  | Readonly<{ kind: 'ANSWER' | 'LOSE'; until?: Promise<unknown> }>
  | Readonly<{ kind: 'RESET' }>
  | Readonly<{ kind: 'FAIL'; isBilled: boolean }>
  | Readonly<{ kind: 'REFUSE'; status: 400 | 403 | 429 }>;

export type BillingDimex = Readonly<{
  origin: string;
  /** What immograph is to be started with. */
  env: Readonly<Record<string, string>>;
  /** Everything billed, in order. */
  bill: BilledEstimation[];
  /** How many calls for estimations came in, billed or not. */
  calls: () => number;
  /** From now on; it is asked once a call, before anything of its body is read. */
  behave: (behaviour: () => DimexBehaviour) => void;
  /** Resolves when another `count` estimations have been billed. */
  billed: (count: number) => Promise<void>;
  close: () => Promise<void>;
}>;

const MODEL = '2026Q2';

/** Dimex over real HTTP as far as money goes: it keeps a bill, line by line, and loses answers as it is told. */
export async function startBillingDimex(): Promise<BillingDimex> {
  const bill: BilledEstimation[] = [];
  const waiting: { until: number; resolve: () => void }[] = [];
  let calls = 0;
  let behaviour: () => DimexBehaviour = () => ({ kind: 'ANSWER' });

  function charge(kind: string, requests: readonly Request[]): void {
    bill.push(...requests.map((request) => toBilled(kind, request)));
    for (const each of waiting.filter(({ until }) => bill.length >= until)) each.resolve();
  }

  async function estimate(kind: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    calls += 1;
    const behaved = behaviour();
    if (behaved.kind === 'RESET') {
      incoming.socket.destroy();
      return;
    }
    const { requests } = JSON.parse(await readBody(incoming)) as Readonly<{ requests: readonly Request[] }>;
    switch (behaved.kind) {
      case 'ANSWER':
        charge(kind, requests);
        await behaved.until;
        send(outgoing, 200, { results: requests.map((request) => answerFor(kind, request)) });
        break;
      case 'LOSE':
        charge(kind, requests);
        await behaved.until;
        incoming.socket.destroy();
        break;
      case 'FAIL':
        if (behaved.isBilled) charge(kind, requests);
        send(outgoing, 500, { message: 'Internal Server Error' });
        break;
      case 'REFUSE':
        send(outgoing, behaved.status, { message: 'Turned down' });
        break;
    }
  }

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    switch (`${incoming.method ?? ''} ${incoming.url ?? ''}`) {
      case 'GET /v0/hed-fr-available-models':
        send(outgoing, 200, MODEL);
        break;
      case 'POST /v0/hed-fr-sfh':
        await estimate('house', incoming, outgoing);
        break;
      case 'POST /v0/hed-fr-con':
        await estimate('flat', incoming, outgoing);
        break;
      default:
        send(outgoing, 404, { message: 'Not Found' });
    }
  }

  const server = createServer((incoming, outgoing) => {
    // A caller that was killed takes its connection along: its bill stands.
    answer(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    env: { DIMEX_URL: origin, DIMEX_TOKEN: sandboxCredentials.dimex.token },
    bill,
    calls: () => calls,
    behave: (next) => {
      behaviour = next;
    },
    billed: (count) =>
      new Promise((resolve) => {
        waiting.push({ until: bill.length + count, resolve });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

type Request = Readonly<{ index: number; externalId?: string; valuationDate: string } & Record<string, unknown>>;

function toBilled(kind: string, { index: _index, externalId, valuationDate, ...home }: Request): BilledEstimation {
  return { externalId: externalId ?? null, home: `${kind} ${canonical(home)}`, date: valuationDate };
}

function answerFor(kind: string, request: Request): unknown {
  const { home, date } = toBilled(kind, request);
  const value = 100_000 + 1_000 * (sumOf(`${home} ${date}`) % 900);
  return {
    index: request.index,
    error: null,
    lon: 2.26,
    lat: 48.79,
    address: request['address'],
    marketValueBeforeCorrection: value,
    macroLocation: { code: 92_023, name: 'Clamart' },
    microLocationValue: 3,
    statisticalPriceRangeMin: value - 10_000,
    statisticalPriceRangeMax: value + 10_000,
    statisticalTrafficLight: { trafficLight: 1, classificationText: 'GREEN' },
    messages: [],
  };
}

/** Objects with their fields in the order of their names. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value);
  const sorted = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${sorted.map(([name, each]) => `${name}:${canonical(each)}`).join()}}`;
}

function sumOf(text: string): number {
  return Buffer.from(text).reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 7);
}

function send(outgoing: ServerResponse, status: number, body: unknown): void {
  outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
