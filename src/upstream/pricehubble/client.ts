import { packByWeight } from '../../domain/batch-packing.js';
import type { Weighted } from '../../domain/batch-packing.js';
import type { PriceHubbleSubject } from '../../domain/pricehubble-subject.js';
import { subjectKey } from '../../domain/valuation-subject.js';
import type { DealType, PriceHubbleEstimate } from '../../domain/valuation.js';
import type { UpstreamCall } from '../call.js';
import { UpstreamError, invalidResponse } from '../errors.js';
import type { Door } from '../http.js';
import { readRefusal } from '../vendor-message.js';
import { toResults } from './answer-wire.js';
import { createPriceHubbleSession } from './session.js';
import { toRequestBody } from './wire.js';
import type { PriceHubbleInput } from './wire.js';

/** One valuation: a property on a day, `YYYY-MM-DD`. */
type PriceHubbleAsk = Readonly<{ subject: PriceHubbleSubject; date: string }>;

export interface PriceHubbleClient {
  /** Logs in ahead of a valuation, so that it need not wait for that; no call where a token is still valid. */
  logIn(call: UpstreamCall): Promise<void>;
  /**
   * Values properties in as few calls as can be, sent side by side: at most 50 valuations in one, of one country, blocks
   * of flats apart; the same property on the same day is asked once. Each entry of the answer is for the request in its
   * place: its estimate, or why there is none. What PriceHubble turned down is `VALUATION_REFUSED` with its own message.
   */
  value(
    requests: readonly PriceHubbleAsk[],
    dealType: DealType,
    call: UpstreamCall,
  ): Promise<readonly (PriceHubbleEstimate | UpstreamError)[]>;
}

export type PriceHubbleOptions = Readonly<{
  username: string;
  password: string;
  /** For one estimation; above 0 they are billed. */
  priceEur: number;
  /** Milliseconds of a clock that only goes forward. */
  now?: () => number;
}>;

/** Properties × dates of one call. */
const MAX_VALUATIONS = 50;
/** Refusals of what a request says, which one bad property among many may have caused. */
const poisonedStatuses: ReadonlySet<number> = new Set([400, 413, 422]);

type Result = PriceHubbleEstimate | UpstreamError;
/** A property, asked for once however often it occurs, and what came back for each of its dates. */
type Entry = Readonly<{ subject: PriceHubbleSubject; results: Map<string, Result | null> }>;

export function createPriceHubbleClient(door: Door, options: PriceHubbleOptions): PriceHubbleClient {
  const { username, password, priceEur, now } = options;
  const session = createPriceHubbleSession(door, { username, password }, now);

  /** The results date after date, property after property. */
  async function valueTogether(
    inputs: readonly PriceHubbleInput[],
    dealType: DealType,
    call: UpstreamCall,
  ): Promise<readonly Result[]> {
    const weight = weightOf(inputs);
    try {
      const body = toRequestBody(inputs, dealType);
      const path = '/api/v1/valuation/property_value';
      const isBilled = priceEur > 0;
      const answer = await session.request({ endpoint: 'property value', method: 'POST', path, body, isBilled }, call);
      if (answer.status >= 400) {
        if (weight === 1 || !poisonedStatuses.has(answer.status)) throw refused(answer.status, answer.body);
        return await valueHalves(inputs, dealType, call);
      }
      const results = toResults(answer.body, inputs, dealType);
      const billed = results.filter((result) => result.isBilled).length;
      if (isBilled && billed > 0) call.meter.billed('pricehubble', billed, priceEur);
      return results.map(({ result }) => result);
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      return Array.from({ length: weight }, () => error);
    }
  }

  /** One bad property must not cost the others theirs. What was refused was not billed, so it may be asked again. */
  async function valueHalves(
    inputs: readonly PriceHubbleInput[],
    dealType: DealType,
    call: UpstreamCall,
  ): Promise<readonly Result[]> {
    const halves = await Promise.all(halve(inputs).map((half) => valueTogether(half, dealType, call)));
    return halves.flat();
  }

  return {
    logIn: (call) => session.logIn(call),
    value: async (requests, dealType, call) => {
      const keys = requests.map(({ subject }) => subjectKey(subject));
      const entries = toEntries(requests, keys);
      const packs = groupEntries([...entries.values()]).flatMap((group) => packByWeight(group, MAX_VALUATIONS));
      await Promise.all(
        packs.map(async (pack) => {
          const inputs = pack.map(({ key: { subject }, dates }) => ({ subject, dates }));
          const results = await valueTogether(inputs, dealType, call);
          const places = pack.flatMap(({ key, dates }) => dates.map((date) => ({ key, date })));
          places.forEach(({ key, date }, position) => key.results.set(date, results[position] ?? null));
        }),
      );
      return requests.map(
        ({ date }, position) =>
          entries.get(keys[position] ?? '')?.results.get(date) ??
          invalidResponse('pricehubble', 'left out a property that was asked for'),
      );
    },
  };
}

function toEntries(requests: readonly PriceHubbleAsk[], keys: readonly string[]): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  requests.forEach(({ subject, date }, position) => {
    const key = keys[position] ?? '';
    const entry = entries.get(key) ?? { subject, results: new Map() };
    entry.results.set(date, null);
    entries.set(key, entry);
  });
  return entries;
}

/** What may share a call: one country, and multi-family houses not mixed with others. */
function groupEntries(entries: readonly Entry[]): readonly (readonly Weighted<Entry>[])[] {
  const groups = new Map<string, Weighted<Entry>[]>();
  for (const entry of entries) {
    const { countryCode, propertyType } = entry.subject;
    const group = `${countryCode} ${propertyType === 'MULTI_FAMILY_HOUSE' ? 'blocks' : 'homes'}`;
    groups.set(group, [...(groups.get(group) ?? []), { key: entry, dates: [...entry.results.keys()] }]);
  }
  return [...groups.values()];
}

function weightOf(inputs: readonly PriceHubbleInput[]): number {
  return inputs.reduce((sum, { dates }) => sum + dates.length, 0);
}

/** Two non-empty halves, in order; the dates of a single property where there is no other to part from. */
function halve(inputs: readonly PriceHubbleInput[]): readonly (readonly PriceHubbleInput[])[] {
  const [only] = inputs;
  if (inputs.length === 1 && only !== undefined) {
    const middle = Math.ceil(only.dates.length / 2);
    return [[{ ...only, dates: only.dates.slice(0, middle) }], [{ ...only, dates: only.dates.slice(middle) }]];
  }
  const middle = Math.ceil(inputs.length / 2);
  return [inputs.slice(0, middle), inputs.slice(middle)];
}

function refused(status: number, body: unknown): UpstreamError {
  const message = readRefusal(body) ?? `PriceHubble turned the valuation down with status ${status}.`;
  return new UpstreamError('pricehubble', 'VALUATION_REFUSED', message, { status });
}
