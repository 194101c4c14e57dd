import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';
import { browseAdverts, isForSale, isWhole } from '../support/picked-adverts.js';
import type { PickedAdvert } from '../support/picked-adverts.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';
import type { Answer } from '../support/recorder.js';

const SIDE = '{ value { amount } range { lower { amount } upper { amount } } valuationDate dealType }';
const POSITIONS = 'askingPriceInDimexRange askingPriceInPriceHubbleRange';
const BOTH = `agreement spread askingPrice { amount } ${POSITIONS} dimex ${SIDE} priceHubble ${SIDE}`;

describe('a comparison', () => {
  let vendors: RecordedSandbox;
  let immograph: RunningImmograph;
  let flat: PickedAdvert;
  let letting: PickedAdvert;
  /** What the two vendors are made to answer: a value and its range, as shares of what they say themselves. */
  let scaled: Readonly<{ dimex: Scale; priceHubble: Scale }> | null = null;
  let failing: Readonly<{ vendor: Vendor; answer: Answer }> | null = null;

  beforeAll(async () => {
    vendors = await startRecordedSandbox({
      answer: (vendor, answer, { endpoint }) => {
        const isValuation = /hed-fr-(con|sfh)$|property_value$/.test(endpoint);
        if (!isValuation) return answer;
        if (vendor === failing?.vendor) return failing.answer;
        if (scaled === null) return answer;
        const body = vendor === 'dimex' ? dimexAnswer(scaled.dimex) : priceHubbleAnswer(scaled.priceHubble);
        return { ...answer, body: JSON.stringify(body) };
      },
    });
    // Each test has its own estimated: what another was told is not remembered.
    immograph = await startImmograph({ ...vendors.env, CACHE: 'off' });
    const { one } = await browseAdverts(immograph);
    flat = one(
      'complete flat',
      (advert) => isForSale(advert) && advert.propertyClass === 'FLAT' && isWhole(advert.dimex),
    );
    letting = one('letting', ({ offer, priceHubble }) => offer?.type === 'RENT' && isWhole(priceHubble));
  });
  beforeEach(() => {
    scaled = null;
    failing = null;
    vendors.forget();
  });
  afterAll(async () => {
    await immograph.stop();
    await vendors.close();
  });
  const compare = ({ flxId }: PickedAdvert, selection = BOTH, args = '') =>
    immograph.ask(`{ advert(flxId: "${flxId}") { price { amount } c: valuationComparison${args} { ${selection} } } }`);

  it('sets both valuations and the asking price side by side, each the same as on its own', async () => {
    const { data, errors } = await compare(flat);
    const alone = await immograph.ask(`{ advert(flxId: "${flat.flxId}") {
      dimex: valuation(provider: DIMEX) ${SIDE} priceHubble: valuation(provider: PRICEHUBBLE) ${SIDE}
    } }`);

    expect(errors).toBeUndefined();
    expect(data.advert.c).toMatchObject({ ...alone.data.advert, askingPrice: data.advert.price });
    const [one, other]: [number, number] = [data.advert.c.dimex.value.amount, data.advert.c.priceHubble.value.amount];
    expect(data.advert.c.spread).toBeCloseTo(Math.abs(one - other) / ((one + other) / 2), 10);
    expect(data.advert.c.agreement).toBe(agreementOf(data.advert.c));
    const { askingPrice, dimex, priceHubble } = data.advert.c;
    expect(data.advert.c).toMatchObject({
      askingPriceInDimexRange: positionOf(askingPrice, dimex),
      askingPriceInPriceHubbleRange: positionOf(askingPrice, priceHubble),
    });
  });

  it.each<readonly [string, string, Scale, Scale]>([
    ['BELOW', 'ABOVE', [2, 1.5, 3], [0.5, 0.4, 0.9]],
    ['WITHIN', 'WITHIN', [1, 1, 1], [2, 1, 3]],
    ['ABOVE', 'BELOW', [0.7, 0.6, 0.8], [1.3, 1.2, 1.4]],
  ])(
    'says %s in the range of Dimex and %s in that of PriceHubble',
    async (inDimex, inPriceHubble, dimex, priceHubble) => {
      const { data: told } = await compare(flat, 'askingPrice { amount }');
      const thousands = told.advert.price.amount / 1000;
      const timesPrice = ([value, lower, upper]: Scale): Scale => [
        value * thousands,
        lower * thousands,
        upper * thousands,
      ];
      scaled = { dimex: timesPrice(dimex), priceHubble: timesPrice(priceHubble) };
      const { data, errors } = await compare(flat, POSITIONS);

      expect(errors).toBeUndefined();
      expect(data.advert.c).toEqual({ askingPriceInDimexRange: inDimex, askingPriceInPriceHubbleRange: inPriceHubble });
    },
  );

  it.each<readonly [string, Vendor, Vendor]>([
    ['askingPriceInDimexRange', 'dimex', 'pricehubble'],
    ['askingPriceInPriceHubbleRange', 'pricehubble', 'dimex'],
  ])('has one side valued for %s', async (position, asked, spared) => {
    const { data, errors } = await compare(flat, position);

    expect(errors).toBeUndefined();
    expect(data.advert.c[position]).toMatch(/^(BELOW|WITHIN|ABOVE)$/);
    expect(vendors.calls(asked).filter(isValuation)).toHaveLength(1);
    expect(vendors.calls(spared)).toHaveLength(0);
  });

  it('holds the price of a life annuity against no range, and has nothing valued for that', async () => {
    const { data: found } = await immograph.ask(
      '{ adverts(first: 1, filter: { offerTypes: [LIFE_ANNUITY_SALE] }) { nodes { flxId price { amount } } } }',
    );
    const [advert] = found.adverts.nodes as readonly PickedAdvert[];
    if (advert === undefined) throw new Error('The sandbox has no life annuity.');
    const { data, errors } = await compare(advert, `askingPrice { amount } ${POSITIONS}`);

    expect(errors).toBeUndefined();
    expect(data.advert.c).toEqual({
      askingPrice: { amount: expect.any(Number) },
      askingPriceInDimexRange: null,
      askingPriceInPriceHubbleRange: null,
    });
    expect([...vendors.calls('dimex'), ...vendors.calls('pricehubble')].filter(isValuation)).toHaveLength(0);
  });

  it.each<readonly [string, Scale, Scale, number]>([
    ['CONSISTENT', [300, 260, 340], [320, 290, 350], 20 / 310],
    ['DIVERGENT', [300, 260, 340], [320, 310, 350], 20 / 310],
    ['CONFLICTING', [300, 280, 310], [400, 380, 420], 100 / 350],
    ['CONSISTENT', [300, 300, 300], [300, 300, 300], 0],
  ])('says %s of %j and %j', async (agreement, dimex, priceHubble, spread) => {
    scaled = { dimex, priceHubble };
    const { data, errors } = await compare(flat);

    expect(errors).toBeUndefined();
    expect(data.advert.c.agreement).toBe(agreement);
    expect(data.advert.c.spread).toBeCloseTo(spread, 10);
  });

  it.each<readonly [Vendor, Side, Side, Answer, object]>([
    ['dimex', 'dimex', 'priceHubble', { status: 500, body: '{}' }, { code: 'UPSTREAM_UNAVAILABLE' }],
    ['pricehubble', 'priceHubble', 'dimex', { status: 500, body: '{}' }, { code: 'UPSTREAM_UNAVAILABLE' }],
    ['dimex', 'dimex', 'priceHubble', { status: 403, body: '{}' }, { code: 'UPSTREAM_AUTH' }],
    ['pricehubble', 'priceHubble', 'dimex', { status: 200, body: '{}' }, { code: 'UPSTREAM_INVALID_RESPONSE' }],
    ['pricehubble', 'priceHubble', 'dimex', { status: 400, body: '{"message":"No."}' }, { code: 'VALUATION_REFUSED' }],
  ])(
    'keeps the other side where %s fails, with an error at its own path alone',
    async (vendor, failed, left, answer, extensions) => {
      failing = { vendor, answer };
      const { data, errors } = await compare(flat);

      expect(data.advert.c).toMatchObject({ [failed]: null, agreement: 'INCOMPLETE', spread: null });
      expect(data.advert.c[left].value.amount).toBeGreaterThan(0);
      expect(data.advert.c.askingPrice.amount).toBeGreaterThan(0);
      expect(data.advert.c[positionNames[failed]]).toBeNull();
      expect(data.advert.c[positionNames[left]]).toBe(positionOf(data.advert.c.askingPrice, data.advert.c[left]));
      expect(errors).toEqual([
        expect.objectContaining({
          path: ['advert', 'c', failed],
          extensions: expect.objectContaining({ ...extensions, upstream: vendor }),
        }),
      ]);
    },
  );

  it('fails a side that cannot be asked, for its own reason', async () => {
    const { data, errors } = await compare(flat, BOTH, '(overrides: { roomCount: 15 })');

    expect(data.advert.c).toMatchObject({ dimex: null, agreement: 'INCOMPLETE' });
    expect(data.advert.c.priceHubble.value.amount).toBeGreaterThan(0);
    expect(errors?.map(({ path, extensions: { code } }) => [path, code])).toEqual([
      [['advert', 'c', 'dimex'], 'BAD_USER_INPUT'],
    ]);
  });

  it('compares rents on a letting, where Dimex has no say and no error', async () => {
    const { data, errors } = await compare(letting);

    expect(errors).toBeUndefined();
    expect(data.advert.c).toMatchObject({
      dimex: null,
      priceHubble: { dealType: 'RENT' },
      askingPrice: data.advert.price,
      agreement: 'INCOMPLETE',
      spread: null,
      askingPriceInDimexRange: null,
      askingPriceInPriceHubbleRange: positionOf(data.advert.price, data.advert.c.priceHubble),
    });
    expect(data.advert.c.priceHubble.value.amount).toBeLessThan(50_000);
    expect(vendors.calls('dimex', 'hed-fr-con')).toHaveLength(0);
    expect(vendors.calls('dimex', 'hed-fr-sfh')).toHaveLength(0);
  });

  it.each<readonly [Side, Vendor, Vendor]>([
    ['dimex', 'dimex', 'pricehubble'],
    ['priceHubble', 'pricehubble', 'dimex'],
  ])('asks for %s alone where only that is wanted', async (side, asked, spared) => {
    const { errors } = await compare(flat, `${side} { value { amount } }`);

    expect(errors).toBeUndefined();
    expect(vendors.calls(asked).filter(isValuation)).toHaveLength(1);
    expect(vendors.calls(spared)).toHaveLength(0);
  });

  it('asks nobody for the asking price', async () => {
    const { data } = await compare(flat, 'askingPrice { amount }');

    expect(data.advert.c.askingPrice).toEqual(data.advert.price);
    expect([...vendors.calls('dimex'), ...vendors.calls('pricehubble')]).toHaveLength(0);
  });

  it('asks each provider once, however much of it is wanted and wherever else', async () => {
    const { data, errors } = await immograph.ask(`{ advert(flxId: "${flat.flxId}") {
      c: valuationComparison { ${BOTH} } again: valuationComparison { agreement }
      alone: valuation(provider: DIMEX) { value { amount } }
      property { d: valuationComparison { askingPrice { amount } } latestPrice { amount } }
    } }`);

    expect(errors).toBeUndefined();
    expect(data.advert.property.d.askingPrice).toEqual(data.advert.property.latestPrice);
    const billed = vendors.calls('dimex').filter(isValuation);
    expect(billed).toHaveLength(1);
    expect((billed[0]?.body as Json).requests).toHaveLength(1);
    expect(vendors.calls('pricehubble').filter(isValuation)).toHaveLength(1);
  });

  it('takes the day and the overrides for both', async () => {
    const { data } = await compare(flat, BOTH, '(date: "2024-06-01", overrides: { livingArea: 44 })');

    expect([data.advert.c.dimex.valuationDate, data.advert.c.priceHubble.valuationDate]).toEqual([
      '2024-06-01',
      '2024-06-01',
    ]);
    const dimex = vendors.calls('dimex').find(isValuation)?.body as Json;
    const priceHubble = vendors.calls('pricehubble').find(isValuation)?.body as Json;
    expect(dimex.requests[0].area.usableArea).toBe(44);
    expect(priceHubble.valuationInputs[0].property.livingArea).toBe(44);
  });
});

const positionNames = {
  dimex: 'askingPriceInDimexRange',
  priceHubble: 'askingPriceInPriceHubbleRange',
} as const;

type Vendor = 'dimex' | 'pricehubble';
type Side = 'dimex' | 'priceHubble';
/** Value, lower and upper bound, in thousands of euros. */
type Scale = readonly [value: number, lower: number, upper: number];

function isValuation({ endpoint }: { endpoint: string }): boolean {
  return /hed-fr-(con|sfh)$|property_value$/.test(endpoint);
}

function dimexAnswer([value, lower, upper]: Scale): unknown {
  const result = {
    index: 1,
    marketValueBeforeCorrection: value * 1000,
    statisticalPriceRangeMin: lower * 1000,
    statisticalPriceRangeMax: upper * 1000,
  };
  return { results: [result] };
}

function priceHubbleAnswer([value, lower, upper]: Scale): unknown {
  const range = { lower: lower * 1000, upper: upper * 1000 };
  return { valuations: [[{ salePrice: value * 1000, salePriceRange: range, currency: 'EUR', confidence: 'good' }]] };
}

function positionOf({ amount }: Json, { range }: Json): string {
  if (amount < range.lower.amount) return 'BELOW';
  return amount > range.upper.amount ? 'ABOVE' : 'WITHIN';
}

/** As the schema defines it. */
function agreementOf({ dimex, priceHubble }: Json): string {
  const holds = ({ range }: Json, amount: number) => range.lower.amount <= amount && amount <= range.upper.amount;
  if (holds(dimex, priceHubble.value.amount) && holds(priceHubble, dimex.value.amount)) return 'CONSISTENT';
  const isOverlap =
    dimex.range.lower.amount <= priceHubble.range.upper.amount &&
    priceHubble.range.lower.amount <= dimex.range.upper.amount;
  return isOverlap ? 'DIVERGENT' : 'CONFLICTING';
}

describe('a page of 100 adverts with both valuations', () => {
  let vendors: RecordedSandbox;
  let immograph: RunningImmograph;
  beforeAll(async () => {
    vendors = await startRecordedSandbox();
    immograph = await startImmograph({ ...vendors.env, MAX_BILLED_PER_OPERATION: '200' });
  });
  afterAll(async () => {
    await immograph.stop();
    await vendors.close();
  });

  it('costs two calls of PriceHubble, and one of Dimex a kind of home; asked again, none', async () => {
    const page = `{
      adverts(first: 100, filter: { offerTypes: [BUY], propertyClasses: [FLAT, HOUSE], isOnline: true }) {
        nodes { propertyClass valuationComparison { ${BOTH} } }
      }
    }`;
    const { data, errors } = await immograph.ask(page);

    const nodes = data.adverts.nodes as readonly Json[];
    expect(nodes).toHaveLength(100);
    const both = nodes.filter(
      ({ valuationComparison: { dimex, priceHubble } }) => dimex !== null && priceHubble !== null,
    );
    expect(both.length).toBeGreaterThan(60);
    expect(new Set(both.map(({ propertyClass }) => propertyClass))).toEqual(new Set(['FLAT', 'HOUSE']));
    expect(both.every(({ valuationComparison: { agreement } }) => agreement !== 'INCOMPLETE')).toBe(true);
    expect(new Set(errors?.map(({ extensions: { code } }) => code))).toEqual(new Set(['VALUATION_INPUT_INCOMPLETE']));
    expect(vendors.calls('pricehubble').filter(isValuation)).toHaveLength(2);
    expect(
      vendors
        .calls('dimex')
        .filter(isValuation)
        .map(({ endpoint }) => endpoint)
        .toSorted(),
    ).toEqual(['POST /v0/hed-fr-con', 'POST /v0/hed-fr-sfh']);
    vendors.forget();

    const again = await immograph.ask(page);
    expect(again.data).toEqual(data);
    expect([...vendors.calls('dimex'), ...vendors.calls('pricehubble')].filter(isValuation)).toEqual([]);
  });
});
