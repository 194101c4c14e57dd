import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { changedDraft } from '../../../src/domain/buyer-request-draft.js';
import { matchAdvert } from '../../../src/domain/matching.js';
import { toWriteBody } from '../../../src/upstream/apimo/write-wire.js';
import { UpstreamError } from '../../../src/upstream/errors.js';
import { aBuyerRequest, aMatchable, covers } from '../../support/buyer-request.js';
import { aPropertyDocument, aRequestDocument, play } from './apimo.js';
import type { Played } from './apimo.js';

/** What the fake answers next: one server for all runs. */
let body: unknown;
/** For all of its documents together, on a machine that has other things to do. */
const TIME_LIMIT_MS = 180_000;
let played: Played;
beforeAll(async () => {
  played = await play(() => ({ body }), TIME_LIMIT_MS);
});
afterAll(() => played.close());

const anything = fc.jsonValue({ maxDepth: 3 });
const oddId = fc.oneof(fc.constantFrom(1, '1', 2, '2', 3, '', null, true, -1, 1.5, '__proto__'), anything);
const oddRequest = fc
  .tuple(
    oddId,
    fc.dictionary(fc.constantFrom(...Object.keys(aRequestDocument()), '__proto__', 'constructor'), anything),
    fc.subarray(Object.keys(aRequestDocument())),
  )
  .map(([id, odd, absent]) => {
    const request: Record<string, unknown> = { ...aRequestDocument(), ...odd, id };
    return Object.fromEntries(Object.entries(request).filter(([key]) => key === 'id' || !absent.includes(key)));
  });
const oddCrossing = fc.record({ property_id: oddId, step_id: oddId, total: oddId }, { requiredKeys: [] });
const oddProperty = fc
  .tuple(
    oddId,
    fc.dictionary(fc.constantFrom(...Object.keys(aPropertyDocument()), '__proto__', 'constructor'), anything),
    fc.record({ hide: fc.oneof(fc.constantFrom(false, 0, '0', undefined), anything) }),
  )
  .map(([id, odd, hide]) => {
    const price = odd['price'] === undefined ? { value: 415_000, ...hide } : odd['price'];
    return { ...aPropertyDocument(), ...odd, id, price };
  });
const listed = (name: string, record: fc.Arbitrary<unknown>) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ [name]: fc.array(fc.oneof(record, anything), { maxLength: 6 }) }) },
    anything,
  );

const publishing: ReadonlySet<unknown> = new Set([true, 1, '1', 'true']);
const notHiding: ReadonlySet<unknown> = new Set([false, 0, '0', 'false', null, undefined]);

const idOf = (record: unknown): string | null => textOf(record, 'id');

describe('whatever Apimo answers', () => {
  it('every request is one of those sent, under its own identifier, or an error', async () => {
    await fc.assert(
      fc.asyncProperty(listed('requests', oddRequest), async (answer) => {
        body = answer;
        const list = await played.client.listRequests('771', {}, played.call).catch((error: unknown) => error);
        if (list instanceof UpstreamError) return;

        const { requests } = list as Awaited<ReturnType<typeof played.client.listRequests>> & object;
        const sent = (answer as { requests: unknown[] }).requests;
        const read = requests.flatMap((each) => (each instanceof UpstreamError ? [] : [each]));
        const ids = read.map(({ requestId }) => requestId);
        expect(new Set(ids).size).toBe(ids.length);
        for (const request of read) {
          const own = sent.filter((each) => idOf(each) === request.requestId);
          expect(own.length).toBeGreaterThan(0);
          expect(request.agencyId).toBe('771');
          expect(own.some((each) => textOf(each, 'comment') === request.comment)).toBe(true);
          expect(matchAdvert(request, aMatchable(), covers)?.score ?? 0).toBeLessThanOrEqual(100);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('every crossing is one of those sent or an error', async () => {
    await fc.assert(
      fc.asyncProperty(listed('crossings', oddCrossing), async (answer) => {
        body = answer;
        const crossings = await played.client
          .listCrossings('771', '1', {}, played.call)
          .catch((error: unknown) => error);
        if (crossings instanceof UpstreamError) return;

        for (const crossing of crossings as Awaited<ReturnType<typeof played.client.listCrossings>>) {
          if (crossing instanceof UpstreamError) continue;
          expect(crossing.score).toBeGreaterThanOrEqual(0);
          expect(crossing.score).toBeLessThanOrEqual(100);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('every listing is one of those sent, tells nothing that it hides, or is an error', async () => {
    await fc.assert(
      fc.asyncProperty(listed('properties', oddProperty), async (answer) => {
        body = answer;
        const list = await played.client.listProperties('771', {}, played.call).catch((error: unknown) => error);
        if (list instanceof UpstreamError) return;

        const sent = (answer as { properties: unknown[] }).properties;
        const { byId } = list as Awaited<ReturnType<typeof played.client.listProperties>> & object;
        for (const [id, property] of byId) {
          const own = sent.filter((each) => idOf(each) === id) as readonly Record<string, unknown>[];
          expect(own.length).toBeGreaterThan(0);
          if (property === null || property instanceof UpstreamError) continue;
          expect(property).toMatchObject({ agencyId: '771', agencyPropertyId: id });
          const isShown = own.some((each) => publishing.has(each['publish_address']));
          if (!isShown) expect([property.address, property.coordinates]).toEqual([null, null]);
          const isPriced = own.some(({ price }) => notHiding.has(hideOf(price)));
          if (!isPriced) expect(property.price).toBeNull();
          expect(matchAdvert(aBuyerRequest(), property, covers)?.score ?? 0).toBeLessThanOrEqual(100);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('what can be read can be written back, or is refused for its class or offer', async () => {
    await fc.assert(
      fc.asyncProperty(oddRequest, async (request) => {
        body = { requests: [request] };
        const list = await played.client.listRequests('771', {}, played.call);
        const read = list?.requests[0];
        if (read === undefined || read instanceof UpstreamError) return;
        try {
          JSON.stringify(toWriteBody(changedDraft(read, {})));
        } catch (error) {
          expect(error).toMatchObject({ name: 'Refusal', code: 'BAD_USER_INPUT' });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('an answer to a write is its identifier or an error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.record({ id: oddId }), anything), async (answer) => {
        const draft = changedDraft(await wholeRequest(), {});
        body = answer;
        const outcome = await played.client.createRequest('771', draft, played.call).catch((error: unknown) => error);
        if (outcome instanceof UpstreamError) expect(outcome.code).toBe('UPSTREAM_INVALID_RESPONSE');
        else expect(outcome).toMatchObject({ requestId: idOf(answer) });
      }),
      { numRuns: 200 },
    );
  });
});

async function wholeRequest() {
  body = { requests: [aRequestDocument()] };
  const request = (await played.client.listRequests('771', {}, played.call))?.requests[0];
  if (request === undefined || request instanceof UpstreamError) throw new Error('the document was not read');
  return request;
}

function textOf(record: unknown, key: string): string | null {
  const value = (record as Record<string, unknown> | null)?.[key];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

function hideOf(price: unknown): unknown {
  return (price as Record<string, unknown> | null)?.['hide'];
}
