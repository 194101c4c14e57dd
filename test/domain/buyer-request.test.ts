import { describe, expect, it } from '@jest/globals';
import type { BuyerRequest } from '../../src/domain/buyer-request.js';
import { findDifferences } from '../../src/domain/buyer-request-differences.js';
import { changedDraft, checkDraft, newDraft } from '../../src/domain/buyer-request-draft.js';
import type { BuyerRequestChanges } from '../../src/domain/buyer-request-draft.js';
import { Refusal } from '../../src/domain/refusal.js';
import { aBuyerRequest, aPlace } from '../support/buyer-request.js';

const complete: BuyerRequestChanges = {
  contactId: '5155262',
  userId: '3896',
  offerType: 'BUY',
  propertyClasses: ['FLAT', 'HOUSE'],
  countryCode: 'FR',
  locations: ['Antibes', 'Nice'],
  maxPrice: 400_000,
  minArea: 100,
  rooms: { operator: 'AT_LEAST', value: 4 },
  minBedrooms: 2,
  margin: 10,
  comment: 'Visits on Saturdays',
};

describe('a new draft', () => {
  it('is active and asks for what was given alone', () => {
    expect(newDraft(complete)).toMatchObject({
      isActive: true,
      offerType: 'BUY',
      locations: ['Antibes', 'Nice'],
      price: { min: null, max: 400_000, currency: 'EUR' },
      area: { min: 100, max: null },
      freeCriteria: null,
      floor: null,
    });
  });

  it('takes a comma for the end of a place, and 0 for what is not asked', () => {
    const draft = newDraft({ ...complete, locations: [' Antibes,  Nice ', 'Nice', ''], minBedrooms: 0, minPrice: 0 });

    expect(draft.locations).toEqual(['Antibes', 'Nice']);
    expect(draft.minBedrooms).toBeNull();
    expect(draft.price?.min).toBeNull();
  });
});

describe('a changed draft', () => {
  const request = aBuyerRequest({
    locations: [aPlace(), aPlace({ name: 'Nice', inseeCodes: ['06088'] })],
    price: { min: 100_000, max: 200_000, currency: 'CHF' },
    margin: 10,
    comment: 'Quiet',
    beyond: { ranking: 5 },
  });

  it('leaves what was not mentioned as it is', () => {
    expect(changedDraft(request, {})).toMatchObject({
      locations: ['Antibes', 'Nice'],
      price: { min: 100_000, max: 200_000, currency: 'CHF' },
      margin: 10,
      comment: 'Quiet',
      beyond: { ranking: 5 },
    });
  });

  it('takes away what is set to null', () => {
    const draft = changedDraft(request, { minPrice: null, maxPrice: null, comment: null, locations: null });

    expect(draft).toMatchObject({ price: null, comment: null, locations: [], margin: 10 });
  });

  it('changes one bound of a range and keeps the other and its currency', () => {
    expect(changedDraft(request, { maxPrice: 250_000 }).price).toEqual({ min: 100_000, max: 250_000, currency: 'CHF' });
  });

  it('stays active, and what it is offered for, where these are set to null', () => {
    expect(changedDraft(request, { isActive: null, offerType: null })).toMatchObject({
      isActive: true,
      offerType: 'BUY',
    });
  });
});

describe('checking a draft', () => {
  it('lets a complete one pass', () => {
    expect(() => checkDraft(newDraft(complete))).not.toThrow();
  });

  it('names every required field that is missing', () => {
    const refusal = refusalOf(() => checkDraft(newDraft({ maxPrice: 1, contactId: ' ' })));

    expect(refusal.code).toBe('BAD_USER_INPUT');
    expect(refusal.details['missing']).toEqual(['contactId', 'userId', 'offerType', 'countryCode']);
    expect(refusal.message).toContain('contactId, userId, offerType, countryCode');
  });

  it.each<readonly [string, BuyerRequestChanges, string]>([
    ['a least price above the top price', { minPrice: 500_000 }, 'minPrice'],
    ['a least area above the greatest', { maxArea: 50 }, 'minArea'],
    ['a price below nothing', { maxPrice: -1 }, 'maxPrice'],
    ['a price that is no number', { maxPrice: Number.NaN }, 'maxPrice'],
    ['rooms below nothing', { rooms: { operator: 'EQUAL', value: -1 } }, 'rooms'],
    ['a margin without end', { margin: Infinity }, 'margin'],
    ['a country in words', { countryCode: 'France' }, 'countryCode'],
  ])('refuses %s', (_name, changes, argument) => {
    const refusal = refusalOf(() => checkDraft(newDraft({ ...complete, ...changes })));

    expect(refusal.code).toBe('BAD_USER_INPUT');
    expect(refusal.details['argument']).toBe(argument);
  });
});

describe('what was not kept of a written request', () => {
  const kept = aBuyerRequest({
    ...newDraft(complete),
    locations: [aPlace({ name: 'Nice', inseeCodes: ['06088'] }), aPlace({ name: 'ANTIBES' })],
  });
  const codes: Readonly<Record<string, readonly string[]>> = { Antibes: ['06004'], Nice: ['06088'] };
  const resolveName = (name: string) => codes[name] ?? [];
  const differences = (more: Partial<BuyerRequest>, changes: BuyerRequestChanges = {}) =>
    findDifferences(newDraft({ ...complete, ...changes }), { ...kept, ...more }, resolveName);

  it('is nothing where all of it reads back', () => {
    expect(differences({})).toEqual([]);
  });

  it.each<readonly [string, Partial<BuyerRequest>, BuyerRequestChanges]>([
    ['the order of classes', { propertyClasses: ['HOUSE', 'FLAT'] }, {}],
    ['white space in text', { comment: ' Visits  on Saturdays\n' }, {}],
    [
      'a place that is written otherwise',
      { locations: [aPlace({ name: 'Antibes (06)' })] },
      { locations: ['Antibes'] },
    ],
    [
      'capitals and accents of a place that nobody understands',
      { locations: [aPlace({ name: 'COTE D AZUR', inseeCodes: [], resolution: 'UNRESOLVED' })] },
      { locations: ['Côte d’Azur'] },
    ],
    ['an area that went through feet and back', { area: { min: 99.96, max: null } }, {}],
    ['blank text and none', { comment: null }, { comment: '' }],
    ['no margin and a margin of 0', { margin: null }, { margin: 0 }],
  ])('does not count %s', (_name, more, changes) => {
    expect(differences(more, changes)).toEqual([]);
  });

  it.each<readonly [string, Partial<BuyerRequest>]>([
    ['contactId', { contactId: '1' }],
    ['userId', { userId: null }],
    ['isActive', { isActive: false }],
    ['offerType', { offerType: 'RENT' }],
    ['propertyClasses', { propertyClasses: ['FLAT'] }],
    ['countryCode', { countryCode: 'MC' }],
    ['locations', { locations: [aPlace()] }],
    ['minPrice', { price: { min: 1, max: 400_000, currency: 'EUR' } }],
    ['maxPrice', { price: null }],
    ['currency', { price: { min: null, max: 400_000, currency: 'CHF' } }],
    ['minArea', { area: { min: 90, max: null } }],
    ['maxArea', { area: { min: 100, max: 120 } }],
    ['rooms', { rooms: { operator: 'EQUAL', value: 4 } }],
    ['minBedrooms', { minBedrooms: null }],
    ['margin', { margin: null }],
    ['floor', { floor: { kind: 'TOP' } }],
    ['condition', { condition: 'GOOD' }],
    ['standing', { standing: 'LUXURY' }],
    ['outdoorAreas', { outdoorAreas: [{ kind: 'TERRACE', count: 1, minAreaM2: null }] }],
    ['services', { services: [{ kind: 'LIFT', count: 1 }] }],
    ['comment', { comment: 'Visits on Sundays' }],
    ['freeCriteria', { freeCriteria: 'Calm' }],
  ])('names %s', (field, more) => {
    expect(differences(more)).toEqual([field]);
  });

  it('names every field of a request of which nothing was kept', () => {
    const nothing = aBuyerRequest({ contactId: null, userId: null, propertyClasses: [], countryCode: null });

    expect(findDifferences(newDraft(complete), nothing, resolveName)).toEqual([
      'contactId',
      'userId',
      'propertyClasses',
      'countryCode',
      'locations',
      'maxPrice',
      'minArea',
      'rooms',
      'minBedrooms',
      'margin',
      'comment',
    ]);
  });
});

function refusalOf(act: () => void): Refusal {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
