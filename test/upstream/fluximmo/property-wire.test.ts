import { describe, expect, it } from '@jest/globals';
import { toProperty } from '../../../src/upstream/fluximmo/property-wire.js';
import { aPropertyDocument } from './fluximmo.js';

describe('a property', () => {
  it('is read in our words', () => {
    expect(toProperty(aPropertyDocument())).toMatchObject({
      flxId: 'prop_1',
      propertyClass: 'FLAT',
      initialPrice: { amount: 450000, currency: 'EUR' },
      latestPrice: { amount: 435000, currency: 'EUR' },
      pricePerArea: { amount: 5800, currency: 'EUR' },
      priceVariation: { sincePublished: -3.33, absoluteSincePublished: 3.33, sinceLastModified: null },
      isOnline: true,
      firstSeenAt: '2025-04-22T09:11:00.000Z',
      totallyOfflineAt: null,
      location: { coordinates: { latitude: 48.857, longitude: 2.376 } },
    });
  });

  it('gives its adverts its own identifier and their latest price', () => {
    const property = toProperty(aPropertyDocument());

    expect(property?.adverts).toEqual([
      expect.objectContaining({
        flxId: 'adv_1',
        propertyFlxId: 'prop_1',
        price: { amount: 435000, currency: 'EUR' },
        pricePerArea: { amount: 5800, currency: 'EUR' },
        isOnline: true,
        medias: null,
      }),
    ]);
  });

  it('leaves out adverts that cannot be read and repeats', () => {
    const adverts = [
      { flxId: 'adv_1', title: 'one' },
      null,
      'junk',
      { title: 'who?' },
      { flxId: 'adv_1', title: 'two' },
    ];

    expect(toProperty(aPropertyDocument({ adverts }))?.adverts.map(({ title }) => title)).toEqual(['one']);
  });

  it.each([
    [true, false],
    [false, true],
    ['true', false],
    [null, null],
    ['perhaps', null],
  ])('whose adverts are all offline: %j, is online: %j', (isTotallyOffline, isOnline) => {
    expect(toProperty(aPropertyDocument({ meta: { isTotallyOffline } }))?.isOnline).toBe(isOnline);
  });

  it('that says nothing but who it is has no adverts, and every other field null', () => {
    const { flxId, adverts, ...others } = toProperty({ flxId: 'prop_1', adverts: 'none' }) ?? {};

    expect([flxId, adverts]).toEqual(['prop_1', []]);
    expect(new Set(Object.values(others))).toEqual(new Set([null]));
  });

  it('has no price in a currency that nobody knows', () => {
    const property = toProperty(aPropertyDocument({ price: { currency: 'CURRENCY_XAF', latest: { value: 1 } } }));

    expect([property?.latestPrice, property?.initialPrice]).toEqual([null, null]);
  });

  it.each([null, 3, [], {}, { flxId: [] }])('is not read from %j', (document) => {
    expect(toProperty(document)).toBeNull();
  });
});
