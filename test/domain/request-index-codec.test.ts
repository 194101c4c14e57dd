import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BuyerRequest } from '../../src/domain/buyer-request.js';
import { createRequestCodec } from '../../src/domain/request-index-codec.js';
import { packInstant, unpackInstant } from '../../src/domain/request-index-texts.js';
import { aBuyerRequest } from '../support/buyer-request.js';
import { aRequest } from './arbitrary-matches.js';

function roundTrip(request: BuyerRequest): BuyerRequest {
  const codec = createRequestCodec(['services']);
  const { bytes, length } = codec.encode(request);
  return codec.decode({ bytes: Buffer.from(bytes.subarray(0, length)), start: 0 });
}

const pair = fc.integer({ min: 0, max: 99 }).map((number) => String(number).padStart(2, '0'));
const anInstantLike = fc
  .tuple(pair, pair, pair, pair, pair, pair, pair, pair, fc.integer({ min: 0, max: 9 }))
  .map(
    ([a, b, month, day, hour, minute, second, c, d]) =>
      `${a}${b}-${month}-${day}T${hour}:${minute}:${second}.${c}${d}Z`,
  );

describe('a request as bytes', () => {
  it('reads as it was written, its fields in their order', () => {
    fc.assert(
      fc.property(aRequest, fc.dictionary(fc.string(), fc.jsonValue()), (request, beyond) => {
        const kept = roundTrip({ ...request, beyond });
        expect(kept).toEqual({ ...request, beyond });
        expect(Object.keys(kept)).toEqual(Object.keys({ ...request, beyond }));
      }),
    );
  });

  it('reads as it was written where its fields stand in another order, are fewer or are more', () => {
    const { agencyId, comment, ...others } = aBuyerRequest({ comment: 'Rappeler' });
    const turned = { ...others, comment, agencyId, more: { 2: 'two', 1: 'one' } };
    expect(JSON.stringify(roundTrip(turned))).toBe(JSON.stringify(turned));
    expect(JSON.stringify(roundTrip({ ...others, agencyId } as BuyerRequest))).toBe(
      JSON.stringify({ ...others, agencyId }),
    );
  });

  it('keeps no field that is another’s', () => {
    const inherited: unknown = Object.assign(Object.create({ inherited: 1 }) as object, { own: 2 });
    const kept = roundTrip(aBuyerRequest({ beyond: { inherited } }));
    expect(JSON.stringify(kept.beyond)).toBe('{"inherited":{"own":2}}');
    expect(Object.keys(kept.beyond['inherited'] as object)).toEqual(['own']);
  });

  it('tells which bytes a field has, and that two that are alike have the same', () => {
    const codec = createRequestCodec(['services', 'margin']);
    const notedBytes = (request: BuyerRequest) => {
      const { bytes, noted } = codec.encode(request);
      return [0, 2].map((at) => bytes.toString('hex', noted[at], noted[at + 1]));
    };
    const one = notedBytes(aBuyerRequest({ services: [{ kind: 'LIFT', count: 1 }], margin: 10, comment: 'a' }));
    const other = notedBytes(aBuyerRequest({ services: [{ kind: 'LIFT', count: 1 }], margin: 5, comment: 'bcd' }));
    expect(other[0]).toBe(one[0]);
    expect(other[1]).not.toBe(one[1]);
  });

  it('writes instants as numbers in the order of time, and what looks like one alone as it is', () => {
    fc.assert(
      fc.property(anInstantLike, anInstantLike, (one, other) => {
        const [packed, otherPacked] = [packInstant(one), packInstant(other)];
        if (packed !== null) expect(unpackInstant(packed)).toBe(one);
        if (packed !== null && otherPacked !== null) expect(packed < otherPacked).toBe(one < other);
        const kept = roundTrip(aBuyerRequest({ createdAt: one, comment: other }));
        expect([kept.createdAt, kept.comment]).toEqual([one, other]);
      }),
    );
    expect(packInstant('2024-02-30T24:61:61.999Z')).not.toBeNull();
    for (const text of [
      '2024-13-01T0a:00:00.000Z',
      '2024-01-01T00:00:00.00xZ',
      '2024-01-01T00:00:00Z',
      '-024-01-01T00:00:00.000Z',
    ]) {
      expect(packInstant(text)).toBeNull();
    }
  });

  it('refuses what JSON does not keep', () => {
    expect(() => roundTrip(aBuyerRequest({ beyond: { call: () => 1 } }))).toThrow(TypeError);
  });
});
