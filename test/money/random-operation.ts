import fc from 'fast-check';

/** The records that operations are made of. */
export type Records = Readonly<{ adverts: readonly string[]; properties: readonly string[] }>;

const provider = fc.constantFrom('DIMEX', 'PRICEHUBBLE', '$dimex', '$priceHubble');
const someDay = fc
  .tuple(fc.integer({ min: 2015, max: 2026 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([year, month, day]) => `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`);
/** Few, so that operations meet what others have bought. */
const commonDay = fc.constantFrom('2024-01-01', '2025-06-30');
const date = fc.oneof(fc.constant(null), commonDay, someDay);
const dealType = fc.oneof(
  { weight: 6, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom('SALE', 'RENT') },
);

/** Most of them make another estimation of a record; some are refused by us, and some by a provider. */
const overrides = fc.oneof(
  { weight: 5, arbitrary: fc.constant(null) },
  { weight: 3, arbitrary: fc.integer({ min: 2_000, max: 20_000 }).map((area) => `{ livingArea: ${area / 100} }`) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '{ livingArea: 45 }',
      '{ livingArea: 45.0, floor: 2 }',
      '{ conditionScore: 4, hasLift: true }',
      '{ address: "1 rue du Port, 99123 Nullepart" }',
      '{ livingArea: 9000 }',
      '{ energyGrade: NOT_CONCERNED }',
      '{ propertyClass: SHOP }',
    ),
  },
);
const described = fc
  .record({
    propertyClass: fc.constantFrom('FLAT', 'HOUSE'),
    number: fc.integer({ min: 1, max: 30 }),
    place: fc.constantFrom('92140 Clamart', '06600 Antibes', '75007 Paris', '99123 Nullepart'),
    livingArea: fc.constantFrom(31, 62.5, 110),
    roomCount: fc.integer({ min: 1, max: 5 }),
  })
  .map(
    ({ propertyClass, number, place, livingArea, roomCount }) =>
      `{ propertyClass: ${propertyClass}, address: "${number} rue Pasteur, ${place}",
         postalCode: "${place.slice(0, 5)}", city: "${place.slice(6)}", livingArea: ${livingArea}, roomCount: ${roomCount},
         constructionYear: 1975, energyGrade: D, floor: 1, floorCount: 2, conditionScore: 3, landArea: 300 }`,
  );

type Args = Readonly<Record<string, string | null>>;

function written(args: Args): string {
  const given = Object.entries(args).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  return given.length === 0 ? '' : `(${given.join(', ')})`;
}

const quoted = (day: string | null) => (day === null ? null : `"${day}"`);
const VALUE = '{ value { amount } }';
const question = fc.record({ provider, date: date.map(quoted), dealType, overrides });

/** A field of an advert or a property that values it. */
const valuing = fc.oneof(
  { weight: 4, arbitrary: question.map((args) => `valuation${written(args)} ${VALUE}`) },
  {
    weight: 2,
    arbitrary: fc
      .record({
        provider,
        dates: fc.array(fc.oneof(commonDay, someDay), { minLength: 1, maxLength: 4 }),
        dealType,
        overrides,
      })
      .map(({ dates, ...rest }) => `valuations${written({ ...rest, dates: JSON.stringify(dates) })} ${VALUE}`),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        args: fc.record({ date: date.map(quoted), overrides }),
        fields: fc.subarray(
          [`dimex ${VALUE}`, `priceHubble ${VALUE}`, 'agreement', 'spread', 'askingPriceInDimexRange'],
          {
            minLength: 1,
          },
        ),
      })
      .map(({ args, fields }) => `valuationComparison${written(args)} { ${fields.join(' ')} }`),
  },
);

/** How a field is written down: plainly, in a fragment, or so that it is not asked for at all. */
const wrapped = fc
  .tuple(valuing, fc.constantFrom('PLAIN', 'PLAIN', 'PLAIN', 'INLINE', 'NAMED', 'SKIPPED', 'INCLUDED'))
  .map(([field, how]) => ({ field, how }));
const selection = fc.array(wrapped, { minLength: 1, maxLength: 3 });
type Selection = readonly Readonly<{ field: string; how: string }>[];

type Root = (write: (on: string, selection: Selection) => string) => string;

function rootOf({ adverts, properties }: Records): fc.Arbitrary<Root> {
  const advert = fc.constantFrom(...adverts);
  const property = fc.constantFrom(...properties);
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.tuple(advert, selection).map(
        ([flxId, fields]): Root =>
          (write) =>
            `advert(flxId: "${flxId}") { flxId ${write('Advert', fields)} }`,
      ),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(property, selection).map(
        ([flxId, fields]): Root =>
          (write) =>
            `property(flxId: "${flxId}") { flxId ${write('Property', fields)} }`,
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(advert, selection, selection).map(
        ([flxId, own, home]): Root =>
          (write) =>
            `advert(flxId: "${flxId}") { ${write('Advert', own)} property { ${write('Property', home)} } }`,
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(property, selection).map(
        ([flxId, fields]): Root =>
          (write) =>
            `property(flxId: "${flxId}") { adverts(first: 3) { nodes { ${write('Advert', fields)} } } }`,
      ),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(fc.integer({ min: 1, max: 12 }), fc.constantFrom('BUY', 'RENT'), selection).map(
        ([first, offer, fields]): Root =>
          (write) =>
            `adverts(first: ${first}, filter: { offerTypes: [${offer}], isOnline: true }) { nodes { ${write('Advert', fields)} } }`,
      ),
    },
    {
      weight: 2,
      arbitrary: fc.record({ provider, date: date.map(quoted), dealType, subject: described }).map(
        (args): Root =>
          () =>
            `valuation${written(args)} ${VALUE}`,
      ),
    },
    {
      weight: 2,
      arbitrary: fc
        .record({
          provider,
          subjects: fc.array(described, { minLength: 1, maxLength: 4 }),
          dates: fc.array(fc.oneof(commonDay, someDay), { minLength: 1, maxLength: 3 }),
          dealType,
          fields: fc.subarray([`valuation ${VALUE}`, 'status', 'problems'], { minLength: 1 }),
        })
        .map(
          ({ provider: whom, subjects, dates, dealType: deal, fields }): Root =>
            () =>
              `valuationBatch${written({
                provider: whom,
                subjects: `[${subjects.join()}]`,
                dates: JSON.stringify(dates),
                dealType: deal,
              })} { entries { ${fields.join(' ')} } }`,
        ),
    },
  );
}

/** Any operation that has things valued, whatever way there is to ask for that. */
export function randomOperation(records: Records): fc.Arbitrary<string> {
  return fc.array(rootOf(records), { minLength: 1, maxLength: 4 }).map((roots) => {
    const fragments: string[] = [];
    let aliases = 0;
    const write = (on: string, fields: Selection): string =>
      fields.map(({ field, how }) => writeField(on, `f${(aliases += 1)}: ${field}`, how, fragments)).join(' ');
    const body = roots.map((root, index) => `r${index}: ${root(write)}`).join('\n');
    const operation = `query Random($dimex: ValuationProvider! = DIMEX, $priceHubble: ValuationProvider! = PRICEHUBBLE,
      $yes: Boolean! = true) { ${body} ${USES_OF_VARIABLES} }`;
    return [operation, ...fragments].join('\n');
  });
}

/** Every variable has to be used somewhere. */
const USES_OF_VARIABLES = `unused: agencies @skip(if: $yes) { id }
  also: valuation(provider: $dimex, subject: {}) @skip(if: $yes) { dealType }
  too: valuation(provider: $priceHubble, subject: {}) @skip(if: $yes) { dealType }`;

function writeField(on: string, field: string, how: string, fragments: string[]): string {
  switch (how) {
    case 'INLINE':
      return `... on ${on} { ${field} }`;
    case 'NAMED': {
      const name = `Part${fragments.length}`;
      fragments.push(`fragment ${name} on ${on} { ${field} }`);
      return `...${name} ...${name}`;
    }
    case 'SKIPPED':
      return `... @skip(if: $yes) { ${field} }`;
    case 'INCLUDED':
      return `... @include(if: $yes) { ${field} }`;
    default:
      return field;
  }
}

/** Single valuations of adverts, each of them with its quote: one field apart, the same arguments. */
export function randomSingles(records: Records): fc.Arbitrary<readonly Readonly<{ flxId: string; args: string }>[]> {
  const single = fc
    .tuple(
      fc.constantFrom(...records.adverts),
      fc.constantFrom('DIMEX', 'PRICEHUBBLE'),
      date.map(quoted),
      dealType,
      overrides,
    )
    .map(([flxId, whom, day, deal, more]) => ({
      flxId,
      args: written({ provider: whom, date: day, dealType: deal, overrides: more }),
    }));
  return fc.array(single, { minLength: 1, maxLength: 8 });
}
