import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BuyerRequest } from '../../src/domain/buyer-request.js';
import type { MatchableAdvert } from '../../src/domain/matchable-advert.js';
import { compareMatches, matchAdvert } from '../../src/domain/matching.js';
import { matchRules } from '../../src/domain/matching-score.js';
import { euros } from '../../src/domain/money.js';
import { createRequestIndex } from '../../src/domain/request-index.js';
import type { RequestChange, RequestIndex } from '../../src/domain/request-index.js';
import { fieldsOfRule } from '../../src/domain/request-index-parts.js';
import { squareOf, squaresAround } from '../../src/domain/request-index-squares.js';
import { distanceKm } from '../../src/domain/location.js';
import { aBuyerRequest, aMatchable, aPlace, covers } from '../support/buyer-request.js';
import { aRequest, anAdvert } from './arbitrary-matches.js';

const paris = ['75101', '75107', '75116'];
const communes = {
  covers,
  parentOf: (code: string) => (paris.includes(code) ? '75056' : null),
  arrondissementsOf: (code: string) => (code === '75056' ? paris : []),
};

function anIndex(requests: readonly BuyerRequest[] = []): RequestIndex {
  const index = createRequestIndex('771', communes);
  index.apply(requests);
  return index;
}

/** What a scan of all requests finds. */
function scan(requests: Iterable<BuyerRequest>, advert: MatchableAdvert, minScore: number) {
  return [...requests]
    .filter(({ isActive }) => isActive)
    .flatMap((request) => {
      const match = matchAdvert(request, advert, covers, minScore);
      return match === null ? [] : [{ ...match, request }];
    })
    .sort((one, other) => compareMatches(rankOf(one), rankOf(other)));
}

function rankOf({ score, request }: Readonly<{ score: number; request: BuyerRequest }>) {
  return { score, updatedAt: request.updatedAt, id: `${request.agencyId} ${request.requestId}` };
}

const text = fc.option(
  fc.oneof(fc.string(), fc.constantFrom('7', '07', 'l’épouse', 'œuvre 🏡', '\ud83c', 'BUY', '__proto__')),
  { nil: null },
);
const instant = fc.constantFrom(
  null,
  '2024-01-01T00:00:00.000Z',
  '2024-01-01T00:00:00.001Z',
  '2023-06-01T12:00:00.000Z',
  '2023-06-01T12:00:00Z',
);
const requestId = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 40 }).map(String) },
  fc.constantFrom('07', 'x7', 'b', ''),
);
const aKeptRequest: fc.Arbitrary<BuyerRequest> = fc
  .tuple(
    aRequest,
    fc.record({
      requestId,
      isActive: fc.boolean(),
      comment: text,
      contactId: text,
      updatedAt: instant,
      createdAt: instant,
      beyond: fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }),
    }),
  )
  .map(([request, kept]) => ({ ...request, ...kept }));
const aChange: fc.Arbitrary<RequestChange> = fc.oneof(
  { weight: 5, arbitrary: aKeptRequest },
  requestId.map((removed) => ({ removed })),
);
const increments = fc.array(fc.array(aChange, { maxLength: 12 }), { minLength: 1, maxLength: 5 });

function changed(known: Map<string, BuyerRequest>, changes: readonly RequestChange[]): void {
  for (const change of changes) {
    if ('removed' in change) known.delete(change.removed);
    else known.set(change.requestId, change);
  }
}

describe('an index of requests', () => {
  it('finds what a scan finds, in its order and words, after any increments', () => {
    let pairs = 0;
    fc.assert(
      fc.property(
        increments,
        fc.array(anAdvert, { minLength: 12, maxLength: 12 }),
        fc.constantFrom(0, 49, 50, 50, 50, 80),
        fc.constantFrom(0, 1, 3, 100),
        (batches, adverts, minScore, first) => {
          const index = anIndex();
          const known = new Map<string, BuyerRequest>();
          for (const batch of batches) {
            index.apply(batch);
            changed(known, batch);
          }
          const found = index.match(adverts, { minScore, first });
          for (const [at, advert] of adverts.entries()) {
            const all = scan(known.values(), advert, minScore);
            pairs += known.size;
            expect(found[at]?.matches).toEqual(all.slice(0, first));
            expect(found[at]?.totalCount).toBe(all.length);
            const counts = Array.from({ length: 101 }, () => 0);
            for (const { score } of all) counts[score] = (counts[score] ?? 0) + 1;
            expect([...(found[at]?.countByScore ?? [])]).toEqual(counts);
          }
        },
      ),
      { numRuns: 150 },
    );
    expect(pairs).toBeGreaterThan(10_000);
  });

  it('finds after every increment what a scan finds, where few of many that name no place change', () => {
    const aWanderer = fc.tuple(aKeptRequest, fc.integer({ min: 1, max: 90 })).map(([request, id]) => ({
      ...request,
      requestId: String(id),
      offerType: 'BUY' as const,
      propertyClasses: [],
      isActive: true,
      ...(id % 9 === 0 ? {} : { locations: [], around: null }),
    }));
    const aStep = fc.oneof(
      { weight: 4, arbitrary: aWanderer },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 90 }).map((id) => ({ removed: String(id) })) },
    );
    fc.assert(
      fc.property(
        fc.array(aWanderer, { minLength: 80, maxLength: 120 }),
        fc.array(fc.array(aStep, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 }),
        anAdvert.map((advert) => ({ ...advert, offerType: 'BUY' as const })),
        fc.constantFrom(1, 2, 7, 20),
        (requests, batches, advert, first) => {
          const index = anIndex(requests);
          const known = new Map<string, BuyerRequest>();
          changed(known, requests);
          for (const batch of [[], ...batches]) {
            index.apply(batch);
            changed(known, batch);
            const [found] = index.match([advert], { minScore: 50, first });
            const all = scan(known.values(), advert, 50);
            expect(found?.matches).toEqual(all.slice(0, first));
            expect(found?.totalCount).toBe(all.length);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('ranks by the update alone where all score the same, whatever it was before', () => {
    const at = (minute: number) => `2024-01-01T00:${String(minute).padStart(2, '0')}:00.000Z`;
    const requests = Array.from({ length: 50 }, (_, minute) =>
      aBuyerRequest({ requestId: String(minute), locations: [], updatedAt: at(minute) }),
    );
    const index = anIndex(requests);
    const ids = () =>
      index.match([aMatchable()], { minScore: 50, first: 3 })[0]?.matches.map((each) => each.request.requestId);

    expect(ids()).toEqual(['49', '48', '47']);
    index.apply([aBuyerRequest({ requestId: '7', locations: [], updatedAt: at(59) })]);
    expect(ids()).toEqual(['7', '49', '48']);
    index.apply([aBuyerRequest({ requestId: '49', locations: [], updatedAt: at(48) })]);
    expect(ids()).toEqual(['7', '48', '49']);
    index.apply([aBuyerRequest({ requestId: '48', locations: [], updatedAt: null })]);
    expect(ids()).toEqual(['7', '49', '47']);
  });

  it('goes on after any match, whether it is still there or not', () => {
    fc.assert(
      fc.property(fc.array(aKeptRequest, { maxLength: 30 }), aKeptRequest, anAdvert, (requests, other, advert) => {
        const known = new Map<string, BuyerRequest>();
        changed(known, requests);
        const index = anIndex(requests);
        const all = scan(known.values(), advert, 0);
        const seen = [...all.map(rankOf), { ...rankOf({ score: 60, request: other }) }];
        for (const after of seen) {
          const [found] = index.match([advert], { minScore: 0, first: 5, after });
          const rest = all.filter((match) => compareMatches(rankOf(match), after) > 0);
          expect(found?.matches).toEqual(rest.slice(0, 5));
          expect(found?.totalCount).toBe(all.length);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('names as candidates all that score more than a wrong place allows', () => {
    fc.assert(
      fc.property(fc.array(aKeptRequest, { maxLength: 30 }), anAdvert, (requests, advert) => {
        const index = anIndex(requests);
        const ids = [...index.candidates(advert)].map((request) => request.requestId);
        const known = new Map<string, BuyerRequest>();
        changed(known, requests);
        const found = scan(known.values(), advert, 50).map(({ request }) => request.requestId);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids).toEqual(expect.arrayContaining(found));
      }),
      { numRuns: 300 },
    );
  });

  it('knows of each rule the fields that it reads', () => {
    fc.assert(
      fc.property(aRequest, anAdvert, (request, advert) => {
        for (const { kind, judge } of matchRules) {
          const read = new Set<string | symbol>();
          const watched = new Proxy(request, {
            get: (target, field) => {
              read.add(field);
              return Reflect.get(target, field) as unknown;
            },
          });
          judge(watched, advert, covers);
          expect(fieldsOfRule[kind]).toEqual(expect.arrayContaining([...read]));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('reaches every square that a search around a point may want something of', () => {
    const degrees = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
    fc.assert(
      fc.property(
        degrees(90),
        degrees(179),
        degrees(1),
        degrees(1),
        fc.double({ min: 0, max: 150, noNaN: true }),
        (...at) => {
          const [latitude, longitude, north, east, radiusKm] = at;
          const coordinates = { latitude, longitude };
          const other = { latitude: Math.max(-90, Math.min(90, latitude + north)), longitude: longitude + east };
          const squares = squaresAround({ coordinates, radius: null, radiusKm });
          if (squares === null || distanceKm(coordinates, other) > radiusKm + 10) return;
          expect(squares).toContain(squareOf(other));
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('finds who looks around a point, near and far, known and unknown', () => {
    const nice = { latitude: 43.7, longitude: 7.27 };
    const looks = (requestId: string, radiusKm: number | null) =>
      aBuyerRequest({ requestId, around: { coordinates: nice, radius: radiusKm, radiusKm } });
    const index = anIndex([looks('1', 5), looks('2', 90), looks('3', 900), looks('4', null)]);
    const ids = (more: Partial<MatchableAdvert>) =>
      index.match([aMatchable(more)], { minScore: 50, first: 9 })[0]?.matches.map(({ request }) => request.requestId);

    expect(ids({ coordinates: { latitude: 43.71, longitude: 7.26 } })).toEqual(['1', '2', '3', '4']);
    expect(ids({ coordinates: { latitude: 43.3, longitude: 6.5 } })).toEqual(['2', '3', '4']);
    expect(ids({ coordinates: { latitude: 48.85, longitude: 2.35 } })).toEqual(['3', '4']);
    expect(ids({ coordinates: null })).toEqual(['1', '2', '3', '4']);
  });

  it('gives back each request as it was given, and none that was removed', () => {
    fc.assert(
      fc.property(increments, (batches) => {
        const index = anIndex();
        const known = new Map<string, BuyerRequest>();
        for (const batch of batches) {
          index.apply(batch);
          changed(known, batch);
          expect(index.size()).toBe(known.size);
          for (const change of batch) {
            const id = 'removed' in change ? change.removed : change.requestId;
            expect(index.get(id)).toEqual(known.get(id) ?? null);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('finds each request by its identifier, and none by another, however unevenly these are given out', () => {
    const id = fc.oneof(
      fc.integer({ min: 0, max: 20 }).map((exponent) => String(2 ** (2 * exponent) + exponent)),
      fc.integer({ min: 0, max: 300 }).map(String),
      fc.constantFrom('07', 'x', '999999999999999', '1000000000000000'),
    );
    fc.assert(
      fc.property(fc.uniqueArray(id, { maxLength: 60 }), fc.array(id), (ids, others) => {
        const index = anIndex(ids.map((requestId) => aBuyerRequest({ requestId })));
        for (const requestId of [...ids, ...others]) {
          expect(index.get(requestId)?.requestId).toBe(ids.includes(requestId) ? requestId : undefined);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('counts what an increment changed, and nothing for what reads as before', () => {
    const index = anIndex([aBuyerRequest(), aBuyerRequest({ requestId: '2' })]);

    const again = [aBuyerRequest(), aBuyerRequest({ requestId: '2', comment: 'Pressé.' }), { removed: '3' }];

    expect(index.apply(again)).toBe(1);
    expect(index.apply([{ removed: '2' }, aBuyerRequest({ requestId: '4' })])).toBe(2);
    expect(index.size()).toBe(2);
  });

  it('matches a request no more once it is deactivated, and where it looks now once it has moved', () => {
    const advert = aMatchable({ price: euros(300_000) });
    const index = anIndex([
      aBuyerRequest({ requestId: '1', locations: [aPlace()] }),
      aBuyerRequest({ requestId: '2', locations: [aPlace()] }),
    ]);
    const ids = () =>
      index.match([advert], { minScore: 50, first: 10 })[0]?.matches.map((each) => each.request.requestId);

    expect(ids()).toEqual(['1', '2']);
    index.apply([aBuyerRequest({ requestId: '1', locations: [aPlace()], isActive: false })]);
    expect(ids()).toEqual(['2']);
    index.apply([aBuyerRequest({ requestId: '2', locations: [aPlace({ inseeCodes: ['06088'] })] })]);
    expect(ids()).toEqual([]);
  });

  it('refuses another agency’s request and takes nothing of what came with it', () => {
    const index = anIndex();

    expect(() => index.apply([aBuyerRequest(), aBuyerRequest({ agencyId: '772' })])).toThrow(
      'Request 156488 is agency 772’s, not 771’s.',
    );
    expect(index.size()).toBe(0);
  });

  it('keeps the request that it has where the new one cannot be kept', () => {
    const index = anIndex([aBuyerRequest()]);

    expect(() => index.apply([aBuyerRequest({ beyond: { at: 1n } })])).toThrow(TypeError);
    expect(index.get('156488')).toEqual(aBuyerRequest());
    expect(index.match([aMatchable()], { minScore: 50, first: 1 })[0]?.totalCount).toBe(1);
  });
});

describe('a full list', () => {
  it('drops what it does not name, but not what changed while it was read', () => {
    const ids = ['1', '2', '3', 'x'];
    const index = anIndex(ids.map((each) => aBuyerRequest({ requestId: each })));

    const listing = index.startListing();
    listing.list([aBuyerRequest({ requestId: '1' })]);
    index.apply([aBuyerRequest({ requestId: '9' })]);
    listing.list([aBuyerRequest({ requestId: '3', comment: 'new' })]);

    expect(listing.finish()).toEqual(['2', 'x']);
    expect(index.page({ first: 10 }).requests.map((request) => request.requestId)).toEqual(['1', '3', '9']);
  });

  it('replaces all that there was', () => {
    fc.assert(
      fc.property(fc.array(aKeptRequest), fc.array(aKeptRequest), anAdvert, (before, after, advert) => {
        const index = anIndex(before);
        index.replaceAll(after);
        const known = new Map<string, BuyerRequest>();
        changed(known, after);
        expect(index.size()).toBe(known.size);
        expect(index.match([advert], { minScore: 0, first: 100 })[0]?.matches).toEqual(scan(known.values(), advert, 0));
      }),
      { numRuns: 100 },
    );
  });
});

describe('what was removed', () => {
  const secret = 'Mme Lefèvre-Duvalquin';
  const traces = (index: RequestIndex, trace: string) =>
    index
      .memory()
      .flatMap((bytes) => ['latin1', 'utf8', 'utf16le'].map((encoding) => [bytes, encoding as BufferEncoding] as const))
      .filter(([bytes, encoding]) => Buffer.from(bytes.buffer).includes(Buffer.from(trace, encoding)));

  it.each([
    ['a name', secret],
    ['a name in characters of many alphabets', `${secret} ☎`],
    ['a text that fills more than a chunk', secret.repeat(4000)],
  ])('leaves no bytes of %s behind', (_what, comment) => {
    const others = Array.from({ length: 500 }, (_, at) => aBuyerRequest({ requestId: String(at) }));
    const index = anIndex([...others, aBuyerRequest({ requestId: '600', comment })]);

    expect(traces(index, secret)).not.toEqual([]);
    index.apply([{ removed: '600' }]);
    expect(traces(index, secret)).toEqual([]);
  });

  it('leaves none of what a request said before it changed', () => {
    const index = anIndex([aBuyerRequest({ comment: secret, contactId: 'contact-17' })]);

    index.apply([aBuyerRequest({ comment: null, contactId: 'c' })]);
    expect([...traces(index, secret), ...traces(index, 'contact-17')]).toEqual([]);
    index.apply([aBuyerRequest({ comment: `${secret}, longer than before`, contactId: 'contact-18' })]);
    index.apply([aBuyerRequest({ comment: `other, and ${'much '.repeat(50)} longer` })]);
    expect(traces(index, secret)).toEqual([]);
  });

  it('leaves none when records move together', () => {
    const many = Array.from({ length: 9000 }, (_, at) =>
      aBuyerRequest({ requestId: String(at), comment: `${secret} ${at} ${'x'.repeat(200)}` }),
    );
    const index = anIndex(many);
    const kept = many.filter((_, at) => at % 7 === 0).map((request) => ({ ...request, comment: 'kept' }));

    index.replaceAll(kept);

    expect(traces(index, secret)).toEqual([]);
    expect(index.page({ first: 10_000 }).requests).toEqual(kept);
  });

  it('makes room for what comes', () => {
    const index = anIndex();
    const requests = (from: number) =>
      Array.from({ length: 5000 }, (_, at) =>
        aBuyerRequest({ requestId: String(from + at), comment: 'x'.repeat(200) }),
      );
    index.replaceAll(requests(0));
    const weight = index.memory().length;

    for (let day = 1; day <= 10; day++) index.replaceAll(requests(day * 100));

    expect(index.memory().length).toBeLessThanOrEqual(weight * 2);
  });
});
