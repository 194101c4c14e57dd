import { describe, expect, it } from '@jest/globals';
import { prepareSubject, subjectKey } from '../../src/domain/valuation-subject.js';
import type { Preparation, SubjectOverrides } from '../../src/domain/valuation-subject.js';
import type { ValuationProvider } from '../../src/domain/valuation.js';
import { anAdvert, toldFlat, toldHouse } from './listing-samples.js';
import type { Told } from './listing-samples.js';

function prepare(provider: ValuationProvider, told: Told, overrides: SubjectOverrides = {}): Preparation {
  const sources = { overrides, advert: anAdvert(told), property: null };
  return prepareSubject(provider, sources, { dealType: 'SALE', today: '2026-11-21' });
}

function inputOf({ inputs }: Preparation, field: string): string | undefined {
  const found = inputs.find((input) => input.field === field);
  return found && `${found.value} ${found.origin}`;
}

/** What an advert tells of the things that have no place of their own in the samples. */
function withDetails(
  told: Told,
  details: Readonly<{ furniture?: string; renovationYear?: number; bedroomCount?: number; glazing?: string }>,
): Told {
  const { features, propertyCondition } = anAdvert(told).habitation ?? {};
  const { furniture, renovationYear = null, bedroomCount = null, glazing } = details;
  return {
    ...told,
    habitation: {
      bedroomCount,
      features: { ...features, furniture, glazingTypes: glazing === undefined ? null : [glazing] },
      propertyCondition: { ...propertyCondition, renovationYear },
    } as Told['habitation'],
  };
}

describe('the details of a property for PriceHubble', () => {
  it.each([
    ['FULLY_FURNISHED', 'true DERIVED'],
    ['UNFURNISHED', 'false DERIVED'],
    ['PARTIALLY_FURNISHED', undefined],
    ['UNKNOWN', undefined],
  ])('take an advert that says %s to be furnished: %s', (furniture, expected) => {
    expect(inputOf(prepare('PRICEHUBBLE', withDetails(toldFlat, { furniture })), 'isFurnished')).toBe(expected);
  });

  it('take the pool, the renovation and the bedrooms from the advert', () => {
    const told = withDetails(
      { ...toldFlat, characteristics: { hasPool: true } },
      { renovationYear: 2010, bedroomCount: 2 },
    );

    expect(inputOf(prepare('PRICEHUBBLE', told), 'hasPool')).toBe('true ADVERT');
    expect(inputOf(prepare('PRICEHUBBLE', told), 'renovationYear')).toBe('2010 ADVERT');
    expect(inputOf(prepare('PRICEHUBBLE', told), 'bedroomCount')).toBeUndefined();
    expect(inputOf(prepare('PRICEHUBBLE', told, { countryCode: 'be' }), 'bedroomCount')).toBe('2 ADVERT');
  });

  it.each<[string, Told, string]>([
    ['a renovation before the construction', withDetails(toldFlat, { renovationYear: 1960 }), 'renovationYear'],
    ['half a room', { ...toldFlat, roomCount: 2.5 }, 'roomCount'],
    ['a building lower than the floor', { ...toldFlat, floor: 6, floorCount: 4 }, 'floorCount'],
    ['more bathrooms than there are', { ...toldFlat, bathroomCount: 40 }, 'bathroomCount'],
  ])('leave out %s that an advert tells, instead of losing the valuation', (_what, told, field) => {
    const prepared = prepare('PRICEHUBBLE', told);

    expect(prepared.outcome).toBe('READY');
    expect(inputOf(prepared, field)).toBeUndefined();
  });

  it('take the label that a client gives before the letter of the advert', () => {
    const prepared = prepare('PRICEHUBBLE', toldFlat, { energyLabel: 'minergie' });

    expect(inputOf(prepared, 'energyLabel')).toBe('minergie OVERRIDE');
    expect(inputOf(prepared, 'energyGrade')).toBeUndefined();
  });

  it('are listed as what is sent, not as what that was derived from', () => {
    const prepared = prepare('PRICEHUBBLE', toldFlat, { flatType: 'DUPLEX' });

    expect(inputOf(prepared, 'propertySubtype')).toBe('MAISONETTE DERIVED');
    expect(inputOf(prepared, 'flatType')).toBeUndefined();
  });

  it('have no subtype where the client names a kind of house that PriceHubble does not tell apart', () => {
    const told: Told = { ...toldHouse, types: ['INDIVIDUAL'] };

    expect(inputOf(prepare('PRICEHUBBLE', told), 'propertySubtype')).toBe('DETACHED DERIVED');
    expect(inputOf(prepare('PRICEHUBBLE', told, { houseType: 'CHALET' }), 'propertySubtype')).toBeUndefined();
  });
});

describe('the details of a home for Dimex', () => {
  it('leave out a building that an advert makes lower than the floor, and refuse one that the client does', () => {
    const told: Told = { ...toldFlat, floor: 6, floorCount: 4 };

    expect(inputOf(prepare('DIMEX', told), 'floorCount')).toBeUndefined();
    expect(inputOf(prepare('DIMEX', { ...told, floorCount: 6 }), 'floorCount')).toBe('6 ADVERT');
    expect(inputOf(prepare('DIMEX', { ...told, floor: 2 }, { floor: 5 }), 'floorCount')).toBeUndefined();
    expect(prepare('DIMEX', told, { floorCount: 4 })).toMatchObject({
      outcome: 'OUT_OF_RANGE',
      problems: [{ field: 'floorCount', value: '4', origin: 'OVERRIDE' }],
    });
  });

  it('take what the client measured before what the advert says of it', () => {
    const told: Told = { ...toldHouse, characteristics: { hasBalcony: false, hasTerrace: true } };
    const prepared = prepare('DIMEX', told, { balconyArea: 4, terraceArea: 0 });

    expect(inputOf(prepared, 'hasBalcony')).toBe('true DERIVED');
    expect(inputOf(prepared, 'hasTerrace')).toBe('false DERIVED');
  });

  it('have no terrace where the client says so, whatever the advert measured', () => {
    const told: Told = { ...toldFlat, surface: { total: 60, terraces: 12, balconies: 5 } };
    const prepared = prepare('DIMEX', told, { hasTerrace: false, hasBalcony: false });

    expect(inputOf(prepared, 'terraceArea')).toBe('0 DERIVED');
    expect(inputOf(prepared, 'balconyArea')).toBe('0 DERIVED');
  });

  it('take single glazing for another kind, and what the client says before that', () => {
    const told = withDetails(toldFlat, { glazing: 'SIMPLE' });

    expect(inputOf(prepare('DIMEX', told), 'glazingType')).toBe('OTHER DERIVED');
    expect(inputOf(prepare('DIMEX', told, { glazingType: 'TRIPLE' }), 'glazingType')).toBe('TRIPLE OVERRIDE');
  });

  it('assume a standard flat only where no kind of habitation is told', () => {
    expect(inputOf(prepare('DIMEX', toldFlat), 'flatType')).toBe('STANDARD DEFAULT');
    expect(inputOf(prepare('DIMEX', { ...toldFlat, types: ['T3'] }), 'flatType')).toBe('STANDARD DERIVED');
  });

  it('hold no grade of the advert against a client that says there is none', () => {
    expect(prepare('DIMEX', toldFlat, { energyGrade: 'NOT_CONCERNED' })).toMatchObject({
      outcome: 'OUT_OF_RANGE',
      problems: [{ field: 'energyGrade', value: 'NOT_CONCERNED', origin: 'OVERRIDE' }],
    });
    expect(inputOf(prepare('DIMEX', toldFlat, { energyGrade: 'UNKNOWN' }), 'energyGrade')).toBe('D ADVERT');
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1])(
    'never take %s for a measure',
    (value) => {
      for (const field of ['livingArea', 'landArea', 'roomCount', 'floorCount'] as const) {
        expect(prepare('DIMEX', toldHouse, { [field]: value })).toMatchObject({ problems: [{ field }] });
      }
      for (const field of ['terraceArea', 'balconyArea', 'gardenArea', 'garageSpaces'] as const) {
        expect(prepare('DIMEX', toldFlat, { [field]: value })).toMatchObject({ problems: [{ field }] });
      }
      for (const field of ['livingArea', 'landArea', 'balconyArea', 'renovationYear'] as const) {
        expect(prepare('PRICEHUBBLE', toldHouse, { [field]: value })).toMatchObject({ problems: [{ field }] });
      }
    },
  );

  it('tell a mistake of the client before what is missing, and of a record after it', () => {
    const { constructionYear: _year, ...undated } = toldFlat;

    expect(prepare('DIMEX', undated, { floor: 99 })).toMatchObject({ problems: [{ field: 'floor' }] });
    expect(prepare('DIMEX', { ...undated, floor: 99 })).toMatchObject({ missing: ['constructionYear'] });
  });
});

describe('the key of a subject', () => {
  const keyOf = (overrides: SubjectOverrides): string => {
    const prepared = prepare('PRICEHUBBLE', toldFlat, overrides);
    if (prepared.outcome !== 'READY') throw new Error(JSON.stringify(prepared));
    return subjectKey(prepared.subject);
  };

  const placeKeyOf = (overrides: SubjectOverrides): string =>
    keyOf({ latitude: null, longitude: null, street: 'rue de Rome', postalCode: '75011', city: 'Paris', ...overrides });
  const lineKeyOf = (address: string): string => {
    const prepared = prepare('DIMEX', toldFlat, { address });
    if (prepared.outcome !== 'READY') throw new Error(JSON.stringify(prepared));
    return subjectKey(prepared.subject);
  };

  it.each<[SubjectOverrides, SubjectOverrides]>([
    [{ city: 'Paris' }, { city: 'PARIS 11e' }],
    [{ city: 'Paris' }, { city: 'Paris 11ème arrondissement' }],
    [
      { postalCode: '69003', city: 'Lyon' },
      { postalCode: '69003', city: 'LYON 3' },
    ],
    [{ city: 'Saint-Étienne' }, { city: 'saint etienne' }],
    [{ houseNumber: '12 bis' }, { houseNumber: '12BIS' }],
  ])('is the same for one place, spelled %j and %j', (one, other) => {
    expect(placeKeyOf(one)).toBe(placeKeyOf(other));
  });

  it.each<[SubjectOverrides, SubjectOverrides]>([
    [
      { postalCode: '13000', city: 'Marseille 1er' },
      { postalCode: '13000', city: 'Marseille 8e' },
    ],
    [
      { postalCode: '75011', city: 'Paris 11e' },
      { postalCode: '75011', city: 'Paris 12e' },
    ],
    [{ street: "rue de l'Isle" }, { street: 'rue de Lisle' }],
    [{ street: '千代田' }, { street: '丸の内' }],
    [{ street: 'Σταδίου' }, { street: 'Πειραιώς' }],
    [{ street: 'улица Мира' }, { street: 'улица Мира 2' }],
    [{ houseNumber: '12' }, { houseNumber: '12 bis' }],
  ])('is another for another place: %j and %j', (one, other) => {
    expect(placeKeyOf(one)).not.toBe(placeKeyOf(other));
  });

  it.each([
    ['5 rue de Charonne, 75011 Paris', '5, RUE DE CHARONNE 75011 PARIS 11e'],
    ['5 rue de Charonne, 75011 Paris', '5 rue de Charonne, 75011 Paris, France'],
    ['12 bis rue de Rome, 75008 Paris', '12bis rue de Rome, 75008 Paris'],
  ])('is the same for the lines "%s" and "%s"', (one, other) => {
    expect(lineKeyOf(one)).toBe(lineKeyOf(other));
  });

  it.each([
    ['1 rue de Rome, 13000 Marseille 1er', '1 rue de Rome, 13000 Marseille 8e'],
    ['1 rue de Rome, 75000 Paris 16e', '1 rue de Rome, 75000 Paris 19e'],
    ["4 rue d'Arcy, 21000 Dijon", '4 rue Darcy, 21000 Dijon'],
    ['Bât D, 3 rue Royale, 75008 Paris', 'Bât D3, rue Royale, 75008 Paris'],
    ['9 rue Royale, 75008 Paris', '9 rue Royale, 75008 Paris Москва'],
    ['1 rue de Rome, 75011 Paris', '11 rue de Rome, 75011 Paris'],
  ])('is another for the lines "%s" and "%s"', (one, other) => {
    expect(lineKeyOf(one)).not.toBe(lineKeyOf(other));
  });

  it('is of no text that nobody would write', () => {
    expect(
      prepare('PRICEHUBBLE', toldFlat, { street: 'x'.repeat(301), postalCode: '75011', city: 'Paris' }),
    ).toMatchObject({
      outcome: 'OUT_OF_RANGE',
      problems: [{ field: 'street', allowed: 'a text of at most 300 characters' }],
    });
  });

  it('is the same however a number is written, and whether nothing is said or null', () => {
    expect(keyOf({ livingArea: Number('90.0') })).toBe(keyOf({ livingArea: 90 }));
    expect(keyOf({ balconyArea: -0 })).toBe(keyOf({ balconyArea: 0 }));
    expect(keyOf({ hasPool: null, kitchenQuality: null, energyLabel: null })).toBe(keyOf({}));
  });

  it.each<SubjectOverrides>([
    { hasPool: false },
    { hasSauna: true },
    { isFurnished: true },
    { renovationYear: 2001 },
    { energyLabel: 'd' },
    { propertySubtype: 'PENTHOUSE' },
    { kitchenCondition: 'WELL_MAINTAINED' },
    { windowCondition: 'WELL_MAINTAINED' },
    { windowQuality: 'NORMAL' },
  ])('is another with %j', (overrides) => {
    expect(keyOf(overrides)).not.toBe(keyOf({}));
  });
});
