import { expect, it } from '@jest/globals';
import { createDimexClient } from '../../src/upstream/dimex/client.js';
import { createApimoClient } from '../../src/upstream/apimo/client.js';
import { UpstreamError } from '../../src/upstream/errors.js';
import { createFluximmoClient } from '../../src/upstream/fluximmo/client.js';
import type { Door, DoorRequest } from '../../src/upstream/http.js';
import { createPriceHubbleClient } from '../../src/upstream/pricehubble/client.js';
import { createRandom, sizeOf } from '../money/sizes.js';
import { aMeteredCall } from '../support/upstream-call.js';
import { aRequestDocument, resolvePlace } from '../upstream/apimo/apimo.js';
import { aFlat, anAnswer, requestsOf, valueOf as dimexValueOf } from '../upstream/dimex/dimex.js';
import { aPropertyDocument, someStatistics } from '../upstream/fluximmo/fluximmo.js';
import { aSubject, valuationsFor, valueOf as priceHubbleValueOf } from '../upstream/pricehubble/pricehubble.js';
import type { Sent } from '../upstream/pricehubble/pricehubble.js';
import { reportFigures } from './measured.js';
import { mutateRows } from './mutated-rows.js';
import type { Alignment, Random, Rows } from './mutated-rows.js';

const ANSWERS = sizeOf('CHAOS_ANSWERS', 2_000);
const SEED = sizeOf('CHAOS_SEED', 7);

/** What came of one row that was asked for. */
type Outcome = 'OWN' | 'CHANGED' | 'NONE' | 'ERROR' | 'ANOTHERS';
type Batch = Readonly<{
  alignment: Alignment;
  /** Asks the real client for so many rows, through a door that changes the rows of what it answers. */
  ask: (rows: number, change: (rows: Rows) => Rows, random: Random) => Promise<readonly Outcome[]>;
}>;

const { call } = aMeteredCall({ timeoutMs: 3_600_000 });

function doorOf(upstream: Door['upstream'], answer: (request: DoorRequest) => unknown): Door {
  return {
    upstream,
    // What travels is text.
    request: (request) =>
      Promise.resolve({ status: 200, body: JSON.parse(JSON.stringify(answer(request))) as unknown }),
    close: () => Promise.resolve(),
  };
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** `told` is what a result says of whose it is; where that is what no row of the batch says, it was changed itself. */
function outcomeOf(result: unknown, told: unknown, own: unknown, all: readonly unknown[]): Outcome {
  if (result instanceof UpstreamError) return 'ERROR';
  if (result === null || result === undefined) return 'NONE';
  if (told === own) return 'OWN';
  return all.includes(told) ? 'ANOTHERS' : 'CHANGED';
}

/** Every row's content says which one it is, so that a value in another's place is seen. */
const batches: Readonly<Record<string, Batch>> = {
  'Fluximmo properties': {
    alignment: 'BY_KEY',
    ask: async (rows, change) => {
      const flxIds = numbers(rows).map((row) => `prop_${row}`);
      const data = flxIds.map((flxId) => aPropertyDocument({ flxId, title: flxId }));
      const client = createFluximmoClient(
        doorOf('fluximmo', () => ({ data: change(data) })),
        { apiKey: 'key' },
      );
      const found = await settled(rows, client.findProperties(flxIds, call));
      return found.map((each, row) => outcomeOf(each, titleOf(each), flxIds[row], flxIds));
    },
  },
  'Fluximmo statistics': {
    alignment: 'BY_POSITION',
    ask: (rows, change) => askStatistics(rows, change, () => ({})),
  },
  'Fluximmo statistics that name their zone': {
    alignment: 'BY_KEY',
    ask: (rows, change) => askStatistics(rows, change, (inseeCode) => ({ inseeCode })),
  },
  'Dimex estimations': { alignment: 'BY_KEY', ask: (rows, change) => askDimex(rows, change) },
  'PriceHubble valuations': {
    alignment: 'BY_KEY',
    ask: (rows, change, random) => askPriceHubble(rows, random() < 0.5 ? change : inside(change, random)),
  },
  'Apimo requests': {
    alignment: 'BY_KEY',
    ask: async (rows, change) => {
      const requests = numbers(rows).map((row) => aRequestDocument({ id: row + 1, price: { max: (row + 1) * 1000 } }));
      const prices = numbers(rows).map((row) => (row + 1) * 1000);
      const answer = { total_items: null, timestamp: 1, requests: change(requests) };
      const client = createApimoClient(
        doorOf('apimo', () => answer),
        { provider: '1', token: 't', resolvePlace },
      );
      const list = await client.listRequests('771', {}, call).catch(asUpstreamError);
      if (list instanceof UpstreamError || list === null) return [list === null ? 'NONE' : 'ERROR'];
      return list.requests.map((each) =>
        each instanceof UpstreamError
          ? 'ERROR'
          : outcomeOf(each, each.price?.max ?? null, Number(each.requestId) * 1000, prices),
      );
    },
  },
};

async function askStatistics(
  rows: number,
  change: (rows: Rows) => Rows,
  echo: (inseeCode: string) => Record<string, unknown>,
): Promise<readonly Outcome[]> {
  const zones = numbers(rows).map((row) => ({
    inseeCode: String(33_000 + row),
    propertyClass: 'FLAT' as const,
    offerType: 'BUY' as const,
  }));
  let isFirst = true;
  const door = doorOf('fluximmo', ({ body }) => {
    const asked = (body as { studiedData: { inseeCode: string }[] }).studiedData;
    const data = asked.map(({ inseeCode }) => someStatistics({ median: Number(inseeCode), ...echo(inseeCode) }));
    // Zones that are asked about again, one by one, are answered well, or badly again.
    const changed = isFirst || asked.length === 1 ? change(data) : data;
    isFirst = false;
    return { data: changed };
  });
  const client = createFluximmoClient(door, { apiKey: 'key' });
  const found = await settled(rows, client.priceStatistics(zones, call));
  const medians = zones.map(({ inseeCode }) => Number(inseeCode));
  return found.map((each, row) => outcomeOf(each, isRead(each) ? each.median : null, medians[row], medians));
}

async function askDimex(rows: number, change: (rows: Rows) => Rows): Promise<readonly Outcome[]> {
  const subjects = numbers(rows).map((row) => aFlat({ constructionYear: 1900 + row }));
  const door = doorOf('dimex', ({ body }) => ({
    results: change(requestsOf(body).map((request) => anAnswer(request, { externalId: request['externalId'] }))),
  }));
  const client = createDimexClient(door, { token: 't', isBilled: true });
  const asks = subjects.map((subject, row) => ({ subject, date: '2026-01-01', reference: `row-${row}` }));
  const found = await settled(rows, client.estimate({ kind: 'FLAT', model: '2026Q2' }, asks, call));
  const values = subjects.map(dimexValueOf);
  return found.map((each, row) => outcomeOf(each, isRead(each) ? each.value.amount : null, values[row], values));
}

const DATES = ['2026-01-01', '2026-02-01'];

async function askPriceHubble(rows: number, change: (rows: Rows) => Rows): Promise<readonly Outcome[]> {
  const asks = numbers(rows).flatMap((row) =>
    DATES.map((date) => ({ subject: aSubject({ constructionYear: 1900 + row * 5 }), date })),
  );
  const door = doorOf('pricehubble', ({ endpoint, body }) =>
    endpoint === 'login'
      ? { access_token: 'token', expires_in: 43_200 }
      : { valuations: change(valuationsFor(JSON.parse(JSON.stringify(body)) as Sent)) },
  );
  const client = createPriceHubbleClient(door, { username: 'u', password: 'p', isBilled: true });
  const found = await settled(asks.length, client.value(asks, 'SALE', call));
  const values = asks.map(({ subject, date }) => priceHubbleValueOf(subject.constructionYear ?? 0, date));
  return found.map((each, row) => outcomeOf(each, isRead(each) ? each.value.amount : null, values[row], values));
}

/** Changes how many dates a property is answered for. */
function inside(change: (rows: Rows) => Rows, random: Random): (rows: Rows) => Rows {
  return (rows) => {
    const at = Math.floor(random() * rows.length);
    const dates = rows[at] as Rows;
    const changed = change(dates);
    // Dates carry no key at all: what has as many of them in another order cannot be told from what was asked.
    return changed.length === dates.length ? rows : rows.with(at, changed);
  };
}

async function settled<T>(rows: number, asked: Promise<readonly T[]>): Promise<readonly (T | UpstreamError)[]> {
  const found = await asked.catch(asUpstreamError);
  return found instanceof UpstreamError ? Array.from({ length: rows }, () => found) : found;
}

function asUpstreamError(error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  throw error;
}

function isRead<T>(found: T | UpstreamError | null): found is T & object {
  return found !== null && !(found instanceof UpstreamError);
}

function titleOf(found: unknown): unknown {
  return typeof found === 'object' && found !== null && 'title' in found ? found.title : null;
}

it.each(Object.entries(batches))(
  '%s that come in every wrong way are never given to another than they are for',
  async (name, { alignment, ask }) => {
    const random = createRandom(SEED);
    const answers = Math.ceil(ANSWERS / Object.keys(batches).length);
    const outcomes: Record<Outcome, number> = { OWN: 0, CHANGED: 0, NONE: 0, ERROR: 0, ANOTHERS: 0 };
    for (let answer = 0; answer < answers; answer += 1) {
      const rows = 2 + Math.floor(random() * 8);
      const seen = await ask(rows, (given) => mutateRows(given, alignment, random), random);
      for (const outcome of seen) outcomes[outcome] += 1;
    }
    reportFigures('misaligned rows', { batch: name, seed: SEED, answers, ...outcomes });

    expect(outcomes.ANOTHERS).toBe(0);
    // It was neither all refused nor all let through.
    expect(outcomes.OWN).toBeGreaterThan(answers / 10);
    expect(outcomes.NONE + outcomes.ERROR).toBeGreaterThan(answers / 10);
  },
  30_000 + ANSWERS * 10,
);
