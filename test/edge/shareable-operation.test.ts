import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { getNamedType, getOperationAST, isInterfaceType, isLeafType, isObjectType, parse, validate } from 'graphql';
import { createShareability, isSharedField, isSharedType } from '../../src/edge/shareable-operation.js';
import { createGraphSchema } from '../../src/graph/schema.js';

const sdl = readdirSync('schema')
  .sort()
  .map((name) => readFileSync(`schema/${name}`, 'utf8'))
  .join('\n');
const schema = createGraphSchema(sdl);

/** By type, the fields that lead to a type, or take arguments: what is left is a plain value of a record. */
const links: Readonly<Record<string, string>> = {
  Query: 'advert advertByUrl adverts property propertyByUrl properties valuation zoneStatistics',
  Advert:
    'property mainAdvert source seller price pricePerArea charges warrantyDeposit offer location habitation land parking medias zoneStatistics pricePosition valuation valuations',
  Property:
    'adverts initialPrice latestPrice pricePerArea priceVariation warrantyDeposit offer location habitation land parking medias similarProperties zoneStatistics pricePosition valuation valuations',
};
const plain: Readonly<Record<string, string>> = {
  Query: '',
  Advert:
    'id flxId propertyClass title description isOnline isPro isExclusive isAuction isUrgent hasAnomaly firstSeenAt lastSeenAt lastModifiedAt pricing tags fetchedAt isStale',
  Property:
    'id flxId propertyClass title description isAuction tags isUrgent hasAnomaly isOnline firstSeenAt lastSeenAt lastPublishedAt lastUpdatedAt totallyOfflineAt fetchedAt isStale',
};

function sharedFieldsOf(name: string, isPlain: boolean): string {
  const type = schema.getType(name);
  if (!isObjectType(type) && !isInterfaceType(type)) throw new Error(`There is no type ${name}.`);
  return Object.values(type.getFields())
    .filter((field) => isSharedField(type, field) && isLeafType(getNamedType(field.type)) === isPlain)
    .map((field) => field.name)
    .join(' ');
}

describe('fields that are the same for all who may have them', () => {
  // Whoever adds a field of an advert or a property says here whether it is everybody's.
  it.each(['Query', 'Advert', 'Property'])('of %s are these, and no others', (name) => {
    expect(sharedFieldsOf(name, false)).toBe(links[name]);
    expect(sharedFieldsOf(name, true)).toBe(plain[name]);
  });

  it('lead to no type that asks for rights beyond those to read the market', () => {
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isSharedType(type.name)) continue;
      const asked = JSON.stringify(
        type.astNode?.directives?.filter(({ name }) => name.value === 'requiresScopes') ?? [],
      );
      const named = [...asked.matchAll(/"value":"(\w+:\w+)"/g)].map(([, scope]) => scope);
      expect(['adverts:read', 'valuations:read', undefined]).toContain(named[0]);
      expect(named.length).toBeLessThanOrEqual(1);
    }
  });
});

const ADVERT = 'advert(flxId: "a")';
const free = { dimex: 0, pricehubble: 0 };
const billed = { dimex: 0.2, pricehubble: 0.1 };

function isShareable(
  text: string,
  options: { priceEur?: typeof free; variables?: object; name?: string } = {},
): boolean {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document, options.name);
  if (!operation) throw new Error('There is no such operation.');
  const ask = createShareability(schema, options.priceEur ?? free);
  const resolved = { document, operation, variables: { ...options.variables } };
  const [first, again] = [ask(resolved), ask(resolved)];
  expect(again).toBe(first);
  return first;
}

describe('an operation is the same for all of the same rights', () => {
  it.each([
    [
      'where all that it selects is on the market',
      `{ ${ADVERT} { title property { title adverts { nodes { title } } } } }`,
    ],
    ['by whatever interface', `{ ${ADVERT} { ... on Node { id } ... on Sourced { isStale } __typename } }`],
    [
      'through fragments',
      `{ ${ADVERT} { ...A ...A } } fragment A on Advert { title ...B } fragment B on Advert { flxId }`,
    ],
    [
      'where its valuations are free',
      `{ ${ADVERT} { valuation(provider: PRICEHUBBLE) { ... on PriceHubbleValuation { netRent { amount } } ... on DimexValuation { model } } } }`,
    ],
    ['of whom else the document has an operation', `query A { ${ADVERT} { title } } query B { viewer { clientId } }`],
  ])('%s', (_what, text) => {
    expect(isShareable(text, text.includes('query A') ? { name: 'A' } : {})).toBe(true);
  });

  it.each([
    [
      'a mutation is not',
      'mutation { updateBuyerRequest(input: { agencyId: "1", requestId: "1", clientMutationId: "1" }) { buyerRequest { id } } }',
    ],
    ['a contact is not', `{ ${ADVERT} { contactInCharge { email } } }`],
    [
      'a contact in a fragment is not',
      `{ ${ADVERT} { ...A } } fragment A on Advert { property { adverts { nodes { ...B } } } } fragment B on Advert { contactInCharge { email } }`,
    ],
    ['buyers are not', `{ ${ADVERT} { matchingBuyerRequests { totalCount } } }`],
    ['their summary is not', `{ properties { nodes { matchSummary { atLeast60 } } } }`],
    ['the other operation of a document is not', `query A { viewer { clientId } } query B { ${ADVERT} { title } }`],
    ['a node is not', '{ node(id: "1") { ... on Advert { title } } }'],
    ['a quote is not', `{ ${ADVERT} { valuationQuote(provider: PRICEHUBBLE) { isReady } } }`],
    ['a valuation of Dimex is not', `{ ${ADVERT} { valuation(provider: DIMEX) { provider } } }`],
    ['nor are several', `{ ${ADVERT} { valuations(provider: DIMEX, dates: []) { provider } } }`],
  ])('but %s', (_what, text) => {
    expect(isShareable(text, text.includes('query A') ? { name: 'A' } : {})).toBe(false);
  });

  it('and a valuation by whom a variable names where that one is free', () => {
    const text = `query ($of: ValuationProvider! = PRICEHUBBLE) { ${ADVERT} { valuation(provider: $of) { provider } } }`;

    expect(isShareable(text)).toBe(true);
    expect(isShareable(text, { variables: { of: 'DIMEX' } })).toBe(false);
    expect(isShareable(text, { priceEur: billed })).toBe(false);
  });
});
