import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { zones } from '../../src/sandbox/zones.js';
import type { PriceHubbleSession } from './pricehubble-session.js';
import { anApartment, openPriceHubble, parisCoordinates } from './pricehubble-session.js';

describe('the PriceHubble of the sandbox', () => {
  let session: PriceHubbleSession;

  beforeEach(async () => {
    session = await openPriceHubble();
  });
  afterEach(() => session.close());

  it('takes coordinates before an address', async () => {
    const address = { postCode: '59000', city: 'Lille' };

    const { body } = await session.value([
      anApartment({ location: { coordinates: parisCoordinates, address } }),
      anApartment(),
      anApartment({ location: { address } }),
    ]);

    expect(body.valuations[0]).toEqual(body.valuations[1]);
    expect(body.valuations[2][0].salePrice).toBeLessThan(body.valuations[0][0].salePrice);
  });

  it('finds every zone by coordinates and by postal code and city', async () => {
    const byPoint = zones.map(({ latitude, longitude }) =>
      anApartment({ location: { coordinates: { latitude, longitude } } }),
    );
    const byTown = zones.map(({ postalCode, city }) => {
      return anApartment({
        location: { address: { postCode: postalCode, city, street: 'rue de la Paix', houseNumber: '3' } },
      });
    });

    const answers = [await session.value(byPoint), await session.value(byTown)];

    expect(answers.flatMap(({ body }) => body.valuations.flat()).filter((valuation) => 'status' in valuation)).toEqual(
      [],
    );
  });

  it.each([
    ['Guadeloupe', { postCode: '97110', city: 'Pointe-à-Pitre' }, { latitude: 16.2411, longitude: -61.5331 }],
    ['Martinique', { postCode: '97200', city: 'Fort-de-France' }, { latitude: 14.6037, longitude: -61.0667 }],
    ['Guyane', { postCode: '97300', city: 'Cayenne' }, { latitude: 4.9224, longitude: -52.3135 }],
    ['Réunion', { postCode: '97410', city: 'Saint-Pierre' }, { latitude: -21.3393, longitude: 55.4781 }],
  ])('values sales in %s, but no lettings', async (_territory, address, coordinates) => {
    const homes = [anApartment({ location: { address } }), anApartment({ location: { coordinates } })];

    const sale = await session.value(homes);
    const rent = await session.value(homes, { dealType: 'rent' });

    expect(sale.body.valuations.flat()).toEqual([
      expect.objectContaining({ currency: 'EUR', salePrice: expect.any(Number) }),
      expect.objectContaining({ currency: 'EUR', salePrice: expect.any(Number) }),
    ]);
    expect(rent.body.valuations.flat()).toEqual([{ status: expect.anything() }, { status: expect.anything() }]);
  });

  it.each([
    ['Mayotte', { postCode: '97600', city: 'Mamoudzou' }],
    ['Saint-Barthélemy, which has a postal code of Guadeloupe', { postCode: '97133', city: 'Saint-Barthélemy' }],
    ['Nouvelle-Calédonie', { postCode: '98800', city: 'Nouméa' }],
  ])('values nothing in %s', async (_territory, address) => {
    await expect(session.value([anApartment({ location: { address } })])).resolves.toMatchObject({ status: 400 });
  });

  it.each([
    ['CH', 'CHF'],
    ['DE', 'EUR'],
    ['AT', 'EUR'],
    ['CZ', 'CZK'],
    ['GB', 'GBP'],
    ['UK', 'GBP'],
    ['JP', 'JPY'],
  ])('values in the currency of %s', async (countryCode, currency) => {
    const { body } = await session.value([anApartment({ buildingYear: undefined })], { countryCode });

    expect(body.valuations[0][0]).toMatchObject({ currency, salePrice: expect.any(Number) });
  });

  it('scores locations in Switzerland alone, and not when asked not to', async () => {
    const swiss = anApartment({
      location: { address: { postCode: '8037', city: 'Zurich', street: 'Nordstrasse', houseNumber: '391' } },
      numberOfRooms: 3.5,
    });

    const scored = await session.value([swiss], { countryCode: 'CH' });
    const unscored = await session.value([swiss], { countryCode: 'CH', returnScores: false });
    const french = await session.value([anApartment()], { returnScores: true });

    expect(scored.body.valuations[0][0].scores.location).toBeGreaterThanOrEqual(0);
    expect(scored.body.valuations[0][0].scores.location).toBeLessThanOrEqual(1);
    expect(unscored.body.valuations[0][0]).not.toHaveProperty('scores');
    expect(french.body.valuations[0][0]).not.toHaveProperty('scores');
  });

  it('gives no gross rent in Japan and no net rent in Austria', async () => {
    const japan = await session.value([anApartment()], { countryCode: 'JP', dealType: 'rent' });
    const austria = await session.value([anApartment()], { countryCode: 'AT', dealType: 'rent' });

    expect(japan.body.valuations[0][0]).not.toHaveProperty('rentGross');
    expect(japan.body.valuations[0][0]).toHaveProperty('rentNet');
    expect(austria.body.valuations[0][0]).toHaveProperty('rentGross');
    expect(austria.body.valuations[0][0]).not.toHaveProperty('rentNet');
  });
});
