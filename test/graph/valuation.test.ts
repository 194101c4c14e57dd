import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parisDayOf } from '../../src/domain/calendar.js';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';
import { browseAdverts, isForSale, isWhole } from '../support/picked-adverts.js';
import type { PickedAdvert } from '../support/picked-adverts.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';

const INPUTS = 'inputs { field value origin }';
const PROVIDERS = ['DIMEX', 'PRICEHUBBLE'] as const;

describe('a valuation', () => {
  let vendors: RecordedSandbox;
  let immograph: RunningImmograph;
  let flat: PickedAdvert;
  let lacking: PickedAdvert;
  let incomplete: PickedAdvert;
  let letting: PickedAdvert;
  let land: PickedAdvert;
  let overseas: PickedAdvert;
  /** By the end of the endpoint: what the vendor's answer becomes. */
  let changes: Record<string, (body: Json) => unknown> = {};
  let answers: Json[] = [];

  beforeAll(async () => {
    vendors = await startRecordedSandbox({
      answer: (_vendor, answer, { endpoint }) => {
        answers.push(JSON.parse(answer.body));
        const change = Object.entries(changes).find(([end]) => endpoint.endsWith(end))?.[1];
        return change === undefined ? answer : { ...answer, body: JSON.stringify(change(JSON.parse(answer.body))) };
      },
    });
    // Each test has its own estimated: what another was told is not remembered.
    immograph = await startImmograph({ ...vendors.env, CACHE: 'off' });
    const { one } = await browseAdverts(immograph);
    const isFlat = ({ propertyClass }: PickedAdvert) => propertyClass === 'FLAT';
    flat = one('complete flat', (advert) => isForSale(advert) && isFlat(advert) && isWhole(advert.dimex));
    lacking = one(
      'flat whose property knows more',
      (advert) => isForSale(advert) && isFlat(advert) && advert.dimex.isReady && !isWhole(advert.dimex),
    );
    incomplete = one(
      'flat of unknown age',
      (advert) => isForSale(advert) && isFlat(advert) && advert.dimex.missing.length > 0,
    );
    letting = one('letting', (advert) => advert.offer?.type === 'RENT' && advert.priceHubble.isReady);
    land = one('plot', ({ propertyClass }) => propertyClass === 'LAND');
    overseas = one(
      'house overseas',
      ({ propertyClass, location }) => propertyClass === 'HOUSE' && location?.inseeCode.startsWith('97') === true,
    );
  });
  beforeEach(() => {
    changes = {};
    answers = [];
    vendors.forget();
  });
  afterAll(async () => {
    await immograph.stop();
    await vendors.close();
  });

  const ofAdvert = (advert: PickedAdvert | string, selection: string, variables: Record<string, unknown> = {}) => {
    const overrides = selection.includes('$overrides') ? ', $overrides: ValuationSubjectInput' : '';
    const flxId = typeof advert === 'string' ? advert : advert.flxId;
    return immograph.ask(`query ($flxId: ID!${overrides}) { advert(flxId: $flxId) { ${selection} } }`, {
      variables: { flxId, ...variables },
    });
  };
  const providerCalls = () => [
    ...vendors.calls('dimex', 'hed-fr-sfh'),
    ...vendors.calls('dimex', 'hed-fr-con'),
    ...vendors.calls('pricehubble', 'property_value'),
  ];
  const sentToPriceHubble = (): Json => vendors.calls('pricehubble', 'property_value')[0]?.body;
  const sentToDimex = (): Json => (vendors.calls('dimex', 'hed-fr-con')[0]?.body as Json).requests[0];

  describe('of an advert', () => {
    it('is a sale for what is sold and a rent for what is let, unless it is asked otherwise', async () => {
      const sold = await ofAdvert(flat, `v: valuation(provider: PRICEHUBBLE) { dealType value { amount } }`);
      const let_ = await ofAdvert(letting, `v: valuation(provider: PRICEHUBBLE) { dealType value { amount } }`);
      const asked = await ofAdvert(
        flat,
        `v: valuation(provider: PRICEHUBBLE, dealType: RENT) { dealType value { amount } }`,
      );

      expect([sold, let_, asked].map(({ errors }) => errors)).toEqual([undefined, undefined, undefined]);
      expect([sold, let_, asked].map(({ data }) => data.advert.v.dealType)).toEqual(['SALE', 'RENT', 'RENT']);
      expect(sold.data.advert.v.value.amount).toBeGreaterThan(20 * asked.data.advert.v.value.amount);
      expect(
        vendors.calls('pricehubble', 'property_value').map(({ body }) => (body as { dealType: string }).dealType),
      ).toEqual(['sale', 'rent', 'rent']);
    });

    it('takes what the client says over what the advert says, and says so', async () => {
      const { data, errors } = await ofAdvert(
        flat,
        `dimex: valuation(provider: DIMEX, overrides: $overrides) { ${INPUTS} }
         priceHubble: valuation(provider: PRICEHUBBLE, overrides: $overrides) { ${INPUTS} }`,
        { overrides: { livingArea: 61.5, floor: 3 } },
      );

      expect(errors).toBeUndefined();
      for (const { inputs } of [data.advert.dimex, data.advert.priceHubble]) {
        expect(inputs).toContainEqual({ field: 'livingArea', value: '61.5', origin: 'OVERRIDE' });
        expect(inputs).toContainEqual({ field: 'floor', value: '3', origin: 'OVERRIDE' });
        expect(inputs).toContainEqual(expect.objectContaining({ field: 'constructionYear', origin: 'ADVERT' }));
      }
      expect(sentToDimex()).toMatchObject({ area: { usableArea: 61.5 }, floor: 3 });
      expect(sentToPriceHubble().valuationInputs[0].property).toMatchObject({ livingArea: 61.5, floorNumber: 3 });
    });

    it.each(PROVIDERS)('tells of every value that %s was sent, and of no other', async (provider) => {
      const { data } = await ofAdvert(flat, `valuation(provider: ${provider}) { ${INPUTS} }`);

      const said = data.advert.valuation.inputs.map(({ value }: { value: string }) => value.toLowerCase());
      const sent =
        provider === 'DIMEX' ? { ...sentToDimex(), index: null } : sentToPriceHubble().valuationInputs[0].property;
      const numbers = leavesOf(sent).filter((leaf) => typeof leaf === 'number');
      for (const number of numbers) expect(said).toContain(String(number));
    });

    it('reads the property only where the advert lacks a value, and marks what it took from there', async () => {
      const whole = await ofAdvert(flat, `valuation(provider: DIMEX) { ${INPUTS} }`);
      expect(whole.errors).toBeUndefined();
      expect(vendors.calls('fluximmo', '_many')).toHaveLength(0);

      const { data, errors } = await ofAdvert(lacking, `valuation(provider: DIMEX) { ${INPUTS} }`);
      expect(errors).toBeUndefined();
      expect(vendors.calls('fluximmo', '_many')).toHaveLength(1);
      const origins = new Set(data.advert.valuation.inputs.map(({ origin }: { origin: string }) => origin));
      expect(origins).toContain('PROPERTY');
      expect(origins).toContain('ADVERT');
    });

    it('takes from the property what was cut out of the advert, and not where the client says it', async () => {
      changes[`adverts/${walkAdvertFlxId}`] = ({ data }) => ({
        data: { ...data, habitation: { ...data.habitation, roomCount: null } },
      });
      const { data } = await ofAdvert(walkAdvertFlxId, `valuation(provider: DIMEX) { ${INPUTS} }`);

      expect(fromOrigin(data.advert.valuation, 'PROPERTY')).toContain('roomCount');
      expect(fromOrigin(data.advert.valuation, 'PROPERTY')).not.toContain('livingArea');
      expect(vendors.calls('fluximmo', '_many')).toHaveLength(1);
      vendors.forget();

      const told = await ofAdvert(walkAdvertFlxId, `valuation(provider: DIMEX, overrides: $overrides) { ${INPUTS} }`, {
        overrides: { roomCount: 3 },
      });
      expect(fromOrigin(told.data.advert.valuation, 'OVERRIDE')).toEqual(['roomCount']);
      expect(fromOrigin(told.data.advert.valuation, 'PROPERTY')).toEqual([]);
      expect(vendors.calls('fluximmo', '_many')).toHaveLength(0);
    });

    it('fails with the error of Fluximmo where the property that is needed cannot be read', async () => {
      changes['properties/_many'] = () => ({ nonsense: true });
      const { data, errors } = await ofAdvert(lacking, `flxId valuation(provider: DIMEX) { value { amount } }`);

      expect(data.advert).toEqual({ flxId: lacking.flxId, valuation: null });
      expect(errors).toEqual([
        expect.objectContaining({
          path: ['advert', 'valuation'],
          extensions: expect.objectContaining({ code: 'UPSTREAM_INVALID_RESPONSE', upstream: 'fluximmo' }),
        }),
      ]);
      expect(providerCalls()).toHaveLength(0);
    });

    it.each(PROVIDERS)('names what %s lacks and asks nobody', async (provider) => {
      const { data, errors } = await ofAdvert(incomplete, `valuation(provider: ${provider}) { value { amount } }`);

      expect(data.advert.valuation).toBeNull();
      expect(errors).toHaveLength(1);
      expect(errors?.[0]?.extensions).toEqual({
        code: 'VALUATION_INPUT_INCOMPLETE',
        missing: incomplete.dimex.missing,
      });
      expect(errors?.[0]?.message).toContain('constructionYear');
      expect(providerCalls()).toHaveLength(0);
    });

    it('is had where the client gives what was missing', async () => {
      const { data, errors } = await ofAdvert(
        incomplete,
        `valuation(provider: DIMEX, overrides: $overrides) { value { amount } }`,
        { overrides: { constructionYear: 1972 } },
      );

      expect(errors).toBeUndefined();
      expect(data.advert.valuation.value.amount).toBeGreaterThan(0);
    });

    it('refuses an override out of range by its name, value and range, and asks nobody', async () => {
      const { errors } = await ofAdvert(
        flat,
        `valuation(provider: DIMEX, overrides: $overrides) { value { amount } }`,
        {
          overrides: { livingArea: 800, floor: -2 },
        },
      );

      expect(errors).toHaveLength(1);
      expect(errors?.[0]?.message).toBe(
        'livingArea is 800, but the provider takes a number from 9 to 275. ' +
          'floor is -2, but the provider takes a whole number from -1 to 30.',
      );
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: ['livingArea', 'floor'] });
      expect(providerCalls()).toHaveLength(0);
    });

    it('counts a value of the record that is out of range as one that is missing', async () => {
      changes[`adverts/${walkAdvertFlxId}`] = ({ data }) => ({
        data: { ...data, habitation: { ...data.habitation, surface: { ...data.habitation.surface, total: 800 } } },
      });
      const { errors } = await ofAdvert(walkAdvertFlxId, `valuation(provider: DIMEX) { value { amount } }`);

      expect(errors?.[0]?.extensions).toMatchObject({ code: 'VALUATION_INPUT_INCOMPLETE', missing: ['livingArea'] });
      expect(errors?.[0]?.message).toContain('livingArea is 800');
      expect(providerCalls()).toHaveLength(0);
    });

    it.each<readonly [string, () => PickedAdvert, string]>([
      ['a rent by Dimex', () => flat, 'valuation(provider: DIMEX, dealType: RENT)'],
      ['a letting by Dimex', () => letting, 'valuation(provider: DIMEX)'],
      ['a home abroad by Dimex', () => flat, 'valuation(provider: DIMEX, overrides: { countryCode: "DE" })'],
      ['land by Dimex', () => land, 'valuation(provider: DIMEX)'],
      ['land by PriceHubble', () => land, 'valuation(provider: PRICEHUBBLE)'],
      ['a rent overseas by PriceHubble', () => overseas, 'valuation(provider: PRICEHUBBLE, dealType: RENT)'],
    ])('says that %s is not supported, and asks nobody', async (_what, advert, field) => {
      const { data, errors } = await ofAdvert(advert(), `valuation: ${field} { value { amount } }`);

      expect(data.advert.valuation).toBeNull();
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['VALUATION_NOT_SUPPORTED']);
      expect(providerCalls()).toHaveLength(0);
    });

    it('is for today in Paris, or for the day that is asked', async () => {
      const before = parisDayOf(new Date());
      const { data } = await ofAdvert(
        flat,
        `now: valuation(provider: DIMEX) { valuationDate } then: valuation(provider: DIMEX, date: "2024-02-29") { valuationDate }`,
      );

      expect([before, parisDayOf(new Date())]).toContain(data.advert.now.valuationDate);
      expect(data.advert.then.valuationDate).toBe('2024-02-29');
    });

    it('refuses a day that there is not', async () => {
      const { errors } = await ofAdvert(flat, `valuation(provider: DIMEX, date: "2025-02-30") { value { amount } }`);

      expect(errors?.map(({ extensions }) => extensions.code)).not.toContain('INTERNAL_SERVER_ERROR');
      expect(errors).toHaveLength(1);
      expect(providerCalls()).toHaveLength(0);
    });
  });

  describe('on several days', () => {
    it('comes in the order asked, days that are asked twice included, and is sent once a day', async () => {
      const { data, errors } = await ofAdvert(
        flat,
        `valuations(provider: PRICEHUBBLE, dates: ["2025-01-01", "2023-06-30", "2025-01-01"]) { valuationDate value { amount } }`,
      );

      expect(errors).toBeUndefined();
      const { valuations } = data.advert;
      expect(valuations.map((each: Json) => each.valuationDate)).toEqual(['2025-01-01', '2023-06-30', '2025-01-01']);
      expect(valuations[2]).toEqual(valuations[0]);
      expect(valuations[1].value.amount).not.toBe(valuations[0].value.amount);
      expect(vendors.calls('pricehubble', 'property_value')).toHaveLength(1);
      expect(sentToPriceHubble().valuationDates).toEqual(['2025-01-01', '2023-06-30']);
    });

    it('fails day by day', async () => {
      changes['property_value'] = ({ valuations: [[first, , third]] }) => ({
        valuations: [[first, { status: { code: 400, message: 'No prices are known for that day.' } }, third]],
      });
      const { data, errors } = await ofAdvert(
        flat,
        `valuations(provider: PRICEHUBBLE, dates: ["2023-01-01", "2024-01-01", "2025-01-01"]) { valuationDate }`,
      );

      expect(data.advert.valuations).toEqual([{ valuationDate: '2023-01-01' }, null, { valuationDate: '2025-01-01' }]);
      expect(errors).toEqual([
        expect.objectContaining({
          message: 'No prices are known for that day.',
          path: ['advert', 'valuations', 1],
          extensions: expect.objectContaining({ code: 'VALUATION_REFUSED', upstream: 'pricehubble' }),
        }),
      ]);
    });

    it('refuses no days at all', async () => {
      const { data, errors } = await ofAdvert(flat, `valuations(provider: PRICEHUBBLE, dates: []) { valuationDate }`);

      expect(data.advert.valuations).toBeNull();
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'dates' });
    });
  });

  describe('of what the client describes', () => {
    const described = {
      propertyClass: 'FLAT',
      address: '12 rue Oberkampf, 75011 Paris',
      livingArea: 54,
      roomCount: 3,
      constructionYear: 1930,
      energyGrade: 'D',
      floor: 4,
    };
    const ask = (argumentsText: string, subject: Record<string, unknown>) =>
      immograph.ask(
        `query ($subject: ValuationSubjectInput!) {
          valuation(${argumentsText}, subject: $subject) { provider dealType value { amount currency } ${INPUTS} }
        }`,
        { variables: { subject } },
      );

    it.each(PROVIDERS)('comes from %s without an advert', async (provider) => {
      const { data, errors } = await ask(`provider: ${provider}`, described);

      expect(errors).toBeUndefined();
      expect(data.valuation).toMatchObject({ provider, dealType: 'SALE', value: { currency: 'EUR' } });
      expect(fromOrigin(data.valuation, 'OVERRIDE')).toEqual(
        expect.arrayContaining(['livingArea', 'roomCount', 'floor']),
      );
      expect(fromOrigin(data.valuation, 'ADVERT')).toEqual([]);
      expect(vendors.calls('fluximmo')).toHaveLength(0);
    });

    it('is a rent where that is asked', async () => {
      const { data } = await ask('provider: PRICEHUBBLE, dealType: RENT', described);

      expect(data.valuation).toMatchObject({ dealType: 'RENT' });
    });

    const house = { ...described, propertyClass: 'HOUSE', landArea: 300, floorCount: 2, floor: undefined };
    const block = { ...described, propertyClass: 'BUILDING', livingArea: 900, numberOfUnits: 12, floor: undefined };
    const houseIn = (postalCode: string, city: string) => ({ ...house, address: `${postalCode} ${city}` });

    it.each<readonly [string, string, Record<string, unknown>]>([
      ['Guadeloupe', '97100', houseIn('97100', 'Basse-Terre')],
      ['Martinique', '97200', houseIn('97200', 'Fort-de-France')],
      ['Guyane', '97300', houseIn('97300', 'Cayenne')],
      ['La Réunion', '97400', houseIn('97400', 'Saint-Denis')],
      ['La Réunion, for PriceHubble alone', '97400', { ...houseIn('97400', 'Saint-Denis'), inseeCode: '97411' }],
    ])('is a sale in %s, and never a rent', async (_territory, postCode, subject) => {
      const sale = await ask('provider: PRICEHUBBLE', subject);
      expect(sale.errors).toBeUndefined();
      expect(sale.data.valuation).toMatchObject({ dealType: 'SALE', value: { currency: 'EUR' } });
      expect(sentToPriceHubble()).toMatchObject({
        dealType: 'sale',
        countryCode: 'FR',
        valuationInputs: [{ property: { location: { address: { postCode } } } }],
      });
      vendors.forget();

      const rent = await ask('provider: PRICEHUBBLE, dealType: RENT', subject);
      expect(rent.errors?.map(({ extensions }) => extensions.code)).toEqual(['VALUATION_NOT_SUPPORTED']);
      expect(rent.errors?.[0]?.message).toBe('PriceHubble gives no rents in overseas France.');
      expect(providerCalls()).toHaveLength(0);
    });

    it.each<readonly [string, Record<string, unknown>]>([
      ['Mayotte', houseIn('97600', 'Mamoudzou')],
      ['Mayotte, by its INSEE code', { ...house, address: undefined, inseeCode: '97611' }],
      ['Saint-Barthélemy', houseIn('97133', 'Gustavia')],
      ['Saint-Martin', houseIn('97150', 'Marigot')],
      ['Saint-Pierre-et-Miquelon', houseIn('97500', 'Saint-Pierre')],
      ['French Polynesia', houseIn('98714', 'Papeete')],
      ['New Caledonia', houseIn('98800', 'Nouméa')],
      ['Wallis-et-Futuna', houseIn('98600', 'Mata-Utu')],
    ])('is not to be had in %s', async (_territory, subject) => {
      for (const dealType of ['SALE', 'RENT']) {
        const { errors } = await ask(`provider: PRICEHUBBLE, dealType: ${dealType}`, subject);

        expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['VALUATION_NOT_SUPPORTED']);
      }
      expect(providerCalls()).toHaveLength(0);
    });

    it.each<readonly [string, string, Record<string, unknown>, string]>([
      ['a flat by Dimex', 'DIMEX', described, 'sales only'],
      ['a house by Dimex', 'DIMEX', house, 'sales only'],
      ['a block of flats', 'PRICEHUBBLE', block, 'no rents for multi-family houses'],
      ['a flat in Japan', 'PRICEHUBBLE', { ...described, countryCode: 'JP' }, 'no gross rents in Japan'],
    ])('is no rent of %s', async (_what, provider, subject, reason) => {
      const { data, errors } = await ask(`provider: ${provider}, dealType: RENT`, subject);

      expect(data.valuation).toBeNull();
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['VALUATION_NOT_SUPPORTED']);
      expect(errors?.[0]?.message).toContain(reason);
      expect(providerCalls()).toHaveLength(0);
    });

    it('is a sale of a block of flats, which goes in a call of its own', async () => {
      const { data, errors } = await immograph.ask(
        `query ($block: ValuationSubjectInput!, $flat: ValuationSubjectInput!) {
          block: valuation(provider: PRICEHUBBLE, subject: $block) { value { amount } }
          flat: valuation(provider: PRICEHUBBLE, subject: $flat) { value { amount } }
        }`,
        { variables: { block, flat: { ...described, livingArea: 55 } } },
      );

      expect(errors).toBeUndefined();
      expect(data.block.value.amount).toBeGreaterThan(data.flat.value.amount);
      const codes = vendors
        .calls('pricehubble', 'property_value')
        .map(({ body }) => (body as Json).valuationInputs.map(({ property }: Json) => property.propertyType.code));
      expect(codes.toSorted()).toEqual([['apartment'], ['multi_family_house']]);
    });

    it.each<readonly [string, object, object]>([
      [
        'francs, gross and net',
        {
          rentGross: 2000,
          rentGrossRange: { lower: 1900, upper: 2100 },
          rentNet: 1700,
          rentNetRange: { lower: 1600, upper: 1800 },
        },
        {
          value: { amount: 2000, currency: 'CHF' },
          range: { lower: { amount: 1900, currency: 'CHF' }, upper: { amount: 2100, currency: 'CHF' } },
          netRent: { amount: 1700, currency: 'CHF' },
          netRentRange: { lower: { amount: 1600, currency: 'CHF' }, upper: { amount: 1800, currency: 'CHF' } },
        },
      ],
      [
        'francs, without a net rent',
        { rentGross: 2000, rentGrossRange: { lower: 1900, upper: 2100 } },
        { value: { amount: 2000, currency: 'CHF' }, netRent: null, netRentRange: null },
      ],
      [
        'francs, by the name that PriceHubble gave up',
        { value: 2000, valueRange: { lower: 1900, upper: 2100 } },
        {
          value: { amount: 2000, currency: 'CHF' },
          range: { lower: { amount: 1900, currency: 'CHF' } },
          netRent: null,
        },
      ],
    ])('is a rent in the currency that is answered: %s', async (_what, answered, told) => {
      changes['property_value'] = () => ({ valuations: [[{ currency: 'CHF', confidence: 'good', ...answered }]] });
      const { data, errors } = await immograph.ask(
        `query ($subject: ValuationSubjectInput!) {
          valuation(provider: PRICEHUBBLE, dealType: RENT, subject: $subject) {
            dealType value { amount currency } range { lower { amount currency } upper { amount currency } }
            ... on PriceHubbleValuation {
              netRent { amount currency } netRentRange { lower { amount currency } upper { amount currency } }
            }
          }
        }`,
        {
          variables: {
            subject: { ...described, countryCode: 'CH', address: 'Nordstrasse 391, 8037 Zurich' },
          },
        },
      );

      expect(errors).toBeUndefined();
      expect(data.valuation).toMatchObject({ dealType: 'RENT', ...told });
    });

    it.each<readonly [string, Record<string, unknown>, readonly string[]]>([
      ['DIMEX', {}, ['propertyClass', 'address', 'livingArea', 'roomCount', 'constructionYear', 'energyGrade']],
      ['PRICEHUBBLE', {}, ['propertyClass', 'address', 'livingArea', 'constructionYear']],
      ['PRICEHUBBLE', { ...described, propertyClass: 'HOUSE' }, ['landArea']],
    ])('names what %s lacks of %j', async (provider, subject, missing) => {
      const { errors } = await ask(`provider: ${provider}`, subject);

      expect(errors?.[0]?.extensions).toEqual({ code: 'VALUATION_INPUT_INCOMPLETE', missing });
      expect(providerCalls()).toHaveLength(0);
    });
  });

  it('is sent once where one operation asks for it by aliases, by another root and through the property, however its town is spelled', async () => {
    const { data, errors } = await immograph.ask(
      `query ($flxId: ID!, $same: ValuationSubjectInput!) {
        one: advert(flxId: $flxId) {
          id
          a: valuation(provider: DIMEX, overrides: $same) { value { amount } }
          b: valuation(provider: DIMEX, overrides: $same) { value { amount } }
          property { valuation(provider: DIMEX, overrides: $same) { value { amount } ${INPUTS} } }
        }
        two: advert(flxId: $flxId) { c: valuation(provider: DIMEX, overrides: $same) { value { amount } } }
      }`,
      { variables: { flxId: walkAdvertFlxId, same: { livingArea: 70 } } },
    );

    expect(errors).toBeUndefined();
    const amounts = [data.one.a, data.one.b, data.one.property.valuation, data.two.c].map(({ value }) => value.amount);
    expect(new Set(amounts).size).toBe(1);
    expect(fromOrigin(data.one.property.valuation, 'PROPERTY')).toContain('roomCount');
    expect((vendors.calls('dimex', 'hed-fr-con')[0]?.body as Json).requests).toHaveLength(1);
    expect(providerCalls()).toHaveLength(1);
  });

  describe('is quoted', () => {
    const QUOTE = `{ provider isReady missing problems billedEstimations price { amount currency } ${INPUTS} }`;

    it('without a call to any provider, with what it would cost', async () => {
      const { data, errors, extensions } = await ofAdvert(
        flat,
        `dimex: valuationQuote(provider: DIMEX) ${QUOTE} priceHubble: valuationQuote(provider: PRICEHUBBLE) ${QUOTE}`,
      );

      expect(errors).toBeUndefined();
      const ready = { isReady: true, missing: [], problems: [] };
      expect(data.advert.dimex).toMatchObject({
        ...ready,
        provider: 'DIMEX',
        billedEstimations: 1,
        price: { amount: 0.2, currency: 'EUR' },
      });
      expect(data.advert.priceHubble).toMatchObject({ ...ready, billedEstimations: 0, price: { amount: 0 } });
      expect(Object.keys(extensions['upstreams'])).toEqual(['fluximmo']);
      expect(vendors.calls('dimex')).toHaveLength(0);
      expect(vendors.calls('pricehubble')).toHaveLength(0);
    });

    it('with the very inputs that a valuation then uses', async () => {
      const { data } = await ofAdvert(
        lacking,
        `valuationQuote(provider: DIMEX) { ${INPUTS} } valuation(provider: DIMEX) { ${INPUTS} }`,
      );

      expect(data.advert.valuationQuote.inputs).toEqual(data.advert.valuation.inputs);
    });

    it.each<readonly [string, () => PickedAdvert, string, object]>([
      ['what is missing', () => incomplete, 'provider: DIMEX', { missing: ['constructionYear'] }],
      [
        'what is out of range',
        () => flat,
        'provider: DIMEX, overrides: { roomCount: 2.5 }',
        { missing: [], problems: ['roomCount is 2.5, but the provider takes a whole number from 1 to 10.'] },
      ],
      [
        'what is not valued at all',
        () => land,
        'provider: PRICEHUBBLE',
        { missing: [], problems: [expect.stringContaining('LAND')] },
      ],
    ])('saying %s, without an error and without a price', async (_what, advert, argumentsText, said) => {
      const { data, errors } = await ofAdvert(advert(), `valuationQuote(${argumentsText}) ${QUOTE}`);

      expect(errors).toBeUndefined();
      expect(data.advert.valuationQuote).toMatchObject({ isReady: false, billedEstimations: 0, price: null, ...said });
      expect(data.advert.valuationQuote.problems).toHaveLength(1);
    });
  });

  describe('tells', () => {
    const COMMON = `__typename provider dealType valuationDate value { amount currency }
      range { lower { amount currency } upper { amount currency } } confidence coordinates { latitude longitude } computedAt`;

    it('all that Dimex answered', async () => {
      const before = new Date().toISOString();
      const { data, errors } = await ofAdvert(
        flat,
        `valuation(provider: DIMEX, date: "2025-05-05") { ${COMMON}
           ... on DimexValuation { model address macroLocation { inseeCode name } microLocationScore typicality } }`,
      );

      expect(errors).toBeUndefined();
      const answered = answers.at(-1).results[0];
      const euros = (amount: number) => ({ amount, currency: 'EUR' });
      expect(data.advert.valuation).toEqual({
        __typename: 'DimexValuation',
        provider: 'DIMEX',
        dealType: 'SALE',
        valuationDate: '2025-05-05',
        value: euros(answered.marketValueBeforeCorrection),
        range: { lower: euros(answered.statisticalPriceRangeMin), upper: euros(answered.statisticalPriceRangeMax) },
        confidence: expect.stringMatching(/^(GOOD|MEDIUM|POOR)$/),
        coordinates: { latitude: answered.lat, longitude: answered.lon },
        computedAt: expect.any(String),
        model: (vendors.calls('dimex', 'hed-fr-con')[0]?.body as Json).model,
        address: answered.address,
        macroLocation: {
          inseeCode: String(answered.macroLocation.code).padStart(5, '0'),
          name: answered.macroLocation.name,
        },
        microLocationScore: answered.microLocationValue,
        typicality: expect.stringMatching(/^(TYPICAL|ATYPICAL|VERY_ATYPICAL)$/),
      });
      expect(data.advert.valuation.computedAt >= before).toBe(true);
      expect(data.advert.valuation.computedAt <= new Date().toISOString()).toBe(true);
    });

    it('all that PriceHubble answered for a rent', async () => {
      const { data, errors } = await ofAdvert(
        letting,
        `valuation(provider: PRICEHUBBLE) { ${COMMON}
           ... on PriceHubbleValuation { netRent { amount } netRentRange { lower { amount } upper { amount } } locationScore } }`,
      );

      expect(errors).toBeUndefined();
      const answered = answers.at(-1).valuations[0][0];
      expect(data.advert.valuation).toMatchObject({
        __typename: 'PriceHubbleValuation',
        provider: 'PRICEHUBBLE',
        dealType: 'RENT',
        value: { amount: answered.rentGross, currency: 'EUR' },
        range: {
          lower: { amount: answered.rentGrossRange.lower, currency: 'EUR' },
          upper: { amount: answered.rentGrossRange.upper, currency: 'EUR' },
        },
        confidence: answered.confidence.toUpperCase(),
        coordinates: answered.coordinates,
        netRent: { amount: answered.rentNet },
        netRentRange: {
          lower: { amount: answered.rentNetRange.lower },
          upper: { amount: answered.rentNetRange.upper },
        },
        locationScore: null,
      });
    });

    it('no net rent of a sale', async () => {
      const { data } = await ofAdvert(
        flat,
        `valuation(provider: PRICEHUBBLE) { ... on PriceHubbleValuation { netRent { amount } netRentRange { lower { amount } } } }`,
      );

      expect(data.advert.valuation).toEqual({ netRent: null, netRentRange: null });
    });
  });

  describe('that the provider turns down', () => {
    it.each(PROVIDERS)('fails with the words of %s, and the others of the batch stand', async (provider) => {
      const { data, errors } = await ofAdvert(
        flat,
        `good: valuation(provider: ${provider}) { value { amount } }
         bad: valuation(provider: ${provider}, overrides: { address: "1 rue du Port, 99123 Nullepart" }) { value { amount } }
         other: valuation(provider: ${provider}, date: "2024-01-01") { value { amount } }`,
      );

      expect(data.advert.good.value.amount).toBeGreaterThan(0);
      expect(data.advert.other.value.amount).toBeGreaterThan(0);
      expect(data.advert.bad).toBeNull();
      expect(errors).toEqual([
        expect.objectContaining({
          path: ['advert', 'bad'],
          message: expect.stringMatching(/address could not be (located|resolved)|location/),
          extensions: { code: 'VALUATION_REFUSED', upstream: provider.toLowerCase(), retryable: false },
        }),
      ]);
    });

    it('alone fails with the message of the whole refusal', async () => {
      const { errors } = await ofAdvert(
        flat,
        'valuation(provider: PRICEHUBBLE, overrides: { livingArea: 4 }) { value { amount } }',
      );

      expect(errors).toHaveLength(1);
      expect(errors?.[0]?.message).toBe('livingArea: Must be between 5 and 1000.');
      expect(errors?.[0]?.extensions.code).toBe('VALUATION_REFUSED');
    });
  });

  afterEach(() => {
    expect(immograph.logs.filter((line) => line.includes('unexpected error'))).toEqual([]);
  });
});

type Sent = null | string | number | boolean | readonly Sent[] | { readonly [name: string]: Sent };

function leavesOf(value: Sent): readonly Sent[] {
  if (typeof value !== 'object' || value === null) return [value];
  return Object.values(value).flatMap(leavesOf);
}

function fromOrigin(valuation: { inputs: { field: string; origin: string }[] }, origin: string): readonly string[] {
  return valuation.inputs.filter((input) => input.origin === origin).map(({ field }) => field);
}
