import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PriceHubblePropertyType } from '../../../src/domain/pricehubble-subject.js';
import type { DealType } from '../../../src/domain/valuation.js';
import { createPriceHubbleClient } from '../../../src/upstream/pricehubble/client.js';
import { aMeteredCall } from '../../support/upstream-call.js';
import { createPlayedDoor, sentWeight } from './played-door.js';
import { aSubject, datesOf, outcomeOf, valuationsFor, valueOf } from './pricehubble.js';
import type { Document, Sent } from './pricehubble.js';

const MAX_VALUATIONS = 50;
const RUNS = 10_000;

type Wanted = Readonly<{ country: string; type: PriceHubblePropertyType; days: readonly string[] }>;
type Ask = Readonly<{ subject: ReturnType<typeof aSubject>; date: string }>;

const day = fc.integer({ min: 0, max: 74 }).map((index) => {
  const month = 1 + Math.floor(index / 25);
  return `2025-${String(month).padStart(2, '0')}-${String(1 + (index % 25)).padStart(2, '0')}`;
});
/** Most of a day or a few, as pages are; some of more than a call holds, as series are. */
const days = fc.oneof(
  { weight: 9, arbitrary: fc.uniqueArray(day, { minLength: 1, maxLength: 3 }) },
  { weight: 2, arbitrary: fc.uniqueArray(day, { minLength: 1, maxLength: 20 }) },
  { weight: 1, arbitrary: fc.uniqueArray(day, { minLength: 40, maxLength: 75, size: 'max' }) },
);
const wanted: fc.Arbitrary<Wanted> = fc.record({
  country: fc.constantFrom('FR', 'FR', 'FR', 'CH'),
  type: fc.constantFrom('APARTMENT', 'HOUSE', 'APARTMENT', 'MULTI_FAMILY_HOUSE'),
  days,
});

/** Every property under a year of its own; the asks in any order, some of them twice. */
function asksFor(mix: readonly Wanted[], shuffle: (asks: readonly Ask[]) => readonly Ask[]): readonly Ask[] {
  const asks = mix.flatMap(({ country, type, days: own }, index) => {
    const location = { kind: 'ADDRESS', postalCode: '75011', city: 'Paris', street: null, houseNumber: null } as const;
    const subject = aSubject({ countryCode: country, propertyType: type, constructionYear: 1700 + index, location });
    return own.map((date) => ({ subject, date }));
  });
  return shuffle([...asks, ...asks.slice(0, 2)]);
}

/** A call holds fifty valuations of one country and kind: nothing can do with fewer calls than this. */
function fewestCalls(mix: readonly Wanted[]): number {
  const weights = new Map<string, number>();
  for (const { country, type, days: own } of mix) {
    const group = `${country} ${String(type === 'MULTI_FAMILY_HOUSE')}`;
    weights.set(group, (weights.get(group) ?? 0) + own.length);
  }
  return [...weights.values()].reduce((sum, weight) => sum + Math.ceil(weight / MAX_VALUATIONS), 0);
}

/** What PriceHubble's document does not allow of a call. */
function flawsOf(sent: Sent): readonly string[] {
  const weights = sent.valuationInputs.map((input) => datesOf(sent, input).length);
  const codes = sent.valuationInputs.map(({ property }) => (property['propertyType'] as Document)['code']);
  const blocks = codes.filter((code) => code === 'multi_family_house').length;
  const flaws = {
    'too many valuations': sentWeight(sent) > MAX_VALUATIONS,
    'a property without a date': weights.length === 0 || weights.includes(0),
    'a mix of blocks and homes': blocks !== 0 && blocks !== codes.length,
    'a property twice':
      new Set(sent.valuationInputs.map(({ property }) => property['buildingYear'])).size < codes.length,
  };
  return Object.entries(flaws).flatMap(([flaw, isFound]) => (isFound ? [flaw] : []));
}

describe('valuations of properties on their own days', () => {
  it(`need no call more than the fewest there can be, and none is lost or doubled, in ${RUNS} mixes`, async () => {
    const { door, sent } = createPlayedDoor((received) => ({
      status: 200,
      body: { valuations: valuationsFor(received) },
    }));
    const client = createPriceHubbleClient(door, { username: 'someone', password: 'secret', isBilled: false });
    const { call } = aMeteredCall({ timeoutMs: 600_000 });
    const mixes = fc.array(wanted, { minLength: 1, maxLength: 9 });
    const dealTypes = fc.constantFrom<DealType>('SALE', 'RENT');

    await fc.assert(
      fc.asyncProperty(mixes, dealTypes, fc.infiniteStream(fc.nat()), async (mix, dealType, ranks) => {
        sent.length = 0;
        const asks = asksFor(mix, (each) => inOrderOf(ranks, each));
        const results = await client.value(asks, dealType, call);

        const own = asks.map(({ subject, date }) => valueOf(subject.constructionYear ?? 0, date));
        const asked = mix.reduce((sum, each) => sum + each.days.length, 0);
        expect(results.map(outcomeOf)).toEqual(own);
        expect(sent.flatMap(flawsOf)).toEqual([]);
        expect(sent.reduce((sum, each) => sum + sentWeight(each), 0)).toBe(asked);
        expect(sent.length).toBe(fewestCalls(mix));
      }),
      { numRuns: RUNS },
    );
  });
});

function inOrderOf<T>(ranks: Iterator<number>, items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, rank: Number(ranks.next().value) }))
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ item }) => item);
}
