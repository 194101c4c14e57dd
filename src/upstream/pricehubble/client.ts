import { chunk, packByWeight } from '../../domain/batch-packing.js';
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
  /** Whether valuations are billed: then their answers are waited for, whoever leaves. */
  isBilled: boolean;
  /** Milliseconds of a clock that only goes forward. */
  now?: () => number;
}>;

/** Properties × dates of one call. */
const MAX_VALUATIONS = 50;
/** Refusals of what a request says, which one bad property among many may have caused. */
const poisonedStatuses: ReadonlySet<number> = new Set([400, 413, 422]);
/** So late that halves still find a few bad valuations of fifty, one in 13 calls; fifty bad ones take 65, not 99. */
const REFUSALS_BEFORE_SINGLES = 8;

type Result = PriceHubbleEstimate | UpstreamError;
/** A property, asked for once however often it occurs, and what came back for each of its dates. */
type Entry = Readonly<{ subject: PriceHubbleSubject; results: Map<string, Result | null> }>;
/** What all the calls that come of one packed call share. */
type Asked = Readonly<{ dealType: DealType; call: UpstreamCall; progress: { refused: number; isAnswered: boolean } }>;

export function createPriceHubbleClient(door: Door, options: PriceHubbleOptions): PriceHubbleClient {
  const { username, password, isBilled, now } = options;
  const session = createPriceHubbleSession(door, { username, password }, now);

  /** The results date after date, property after property. */
  async function valueTogether(inputs: readonly PriceHubbleInput[], asked: Asked): Promise<readonly Result[]> {
    const { dealType, call, progress } = asked;
    const weight = weightOf(inputs);
    try {
      const body = toRequestBody(inputs, dealType);
      const path = '/api/v1/valuation/property_value';
      const answer = await session.request(
        {
          endpoint: 'property value',
          method: 'POST',
          effect: isBilled ? 'BILLED' : 'READ',
          path,
          body,
          questions: weight,
        },
        call,
      );
      if (answer.status >= 400) {
        // What is too large says nothing against its members.
        if (answer.status !== 413) progress.refused += 1;
        if (weight === 1 || !poisonedStatuses.has(answer.status)) throw refused(answer.status, answer.body);
        return await valueApart(inputs, asked);
      }
      progress.isAnswered = true;
      return toResults(answer.body, inputs, dealType);
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      return Array.from({ length: weight }, () => error);
    }
  }

  /**
   * One bad valuation must not cost the others theirs. What was refused was not billed, so it may be asked again; what
   * was sent and not answered is not. Nothing but a refusal of its own tells that a valuation is bad, so that a call of
   * bad ones only takes a call for each: once that is likely, no more are spent on halves.
   */
  async function valueApart(inputs: readonly PriceHubbleInput[], asked: Asked): Promise<readonly Result[]> {
    const { progress } = asked;
    const isHopeless = !progress.isAnswered && progress.refused >= REFUSALS_BEFORE_SINGLES;
    const parts = cut(inputs, isHopeless ? 1 : Math.ceil(weightOf(inputs) / 2));
    const results = await Promise.all(parts.map((part) => valueTogether(part, asked)));
    return results.flat();
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
          const results = await valueTogether(inputs, { dealType, call, progress: { refused: 0, isAnswered: false } });
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
    const weighted = { key: entry, dates: [...entry.results.keys()] };
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [weighted]);
    else members.push(weighted);
  }
  return [...groups.values()];
}

function weightOf(inputs: readonly PriceHubbleInput[]): number {
  return inputs.reduce((sum, { dates }) => sum + dates.length, 0);
}

/** Parts of `size` valuations, in order, the last one lighter; the dates of a property may fall into two. */
function cut(inputs: readonly PriceHubbleInput[], size: number): readonly (readonly PriceHubbleInput[])[] {
  const valuations = inputs.flatMap((input) => input.dates.map((date) => ({ input, date })));
  return chunk(valuations, size).map((part) => {
    const dates = new Map<PriceHubbleInput, string[]>();
    for (const { input, date } of part) dates.set(input, [...(dates.get(input) ?? []), date]);
    return [...dates].map(([{ subject }, own]) => ({ subject, dates: own }));
  });
}

function refused(status: number, body: unknown): UpstreamError {
  const message = readRefusal(body) ?? `PriceHubble turned the valuation down with status ${status}.`;
  return new UpstreamError('pricehubble', 'VALUATION_REFUSED', message, { status });
}
