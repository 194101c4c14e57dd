import { describe, expect, it } from '@jest/globals';
import { buildSchema, getOperationAST, parse } from 'graphql';
import { createCostEstimator } from '../../src/edge/operation-cost.js';

const schema = buildSchema(`
  directive @cost(weight: Int!) on FIELD_DEFINITION
  directive @listSize(slicingArguments: [String!], sizedFields: [String!]) on FIELD_DEFINITION
  enum Provider { DIMEX PRICEHUBBLE }
  type Page { nodes: [Item!]! }
  type Item { id: ID! valuation(provider: Provider, note: String): Int }
  type Query {
    items(first: Int = 10): Page @listSize(slicingArguments: ["first"], sizedFields: ["nodes"]) @cost(weight: 1000)
    some(ids: [ID!]!): [Item!]! @cost(weight: 1000)
  }
`);
const document = parse(`query Q($first: Int, $ids: [ID!]!, $provider: Provider, $note: String) {
  items(first: $first) { nodes { valuation(provider: $provider, note: $note) } }
  some(ids: $ids) { id }
}`);

type Variables = Readonly<Record<string, unknown>>;

/** The same document asked in turn, as one that is kept is. */
function estimating() {
  const estimate = createCostEstimator(schema, { dimex: 0, pricehubble: 1 });
  const operation = getOperationAST(document, 'Q');
  if (!operation) throw new Error('The document has an operation Q.');
  return (variables: Variables, agencyCount = 0) => estimate({ document, operation, variables, agencyCount });
}

describe('an estimate of an operation that is asked again', () => {
  it.each<readonly [Variables, Variables]>([
    [
      { first: 5, ids: [] },
      { first: 500, ids: [] },
    ],
    [
      { first: 5, ids: ['a'] },
      { first: 5, ids: ['a', 'b', 'c'] },
    ],
    [
      { first: 5, ids: [], provider: 'DIMEX' },
      { first: 5, ids: [], provider: 'PRICEHUBBLE' },
    ],
    [{ ids: [] }, { first: 0, ids: [] }],
    [
      { first: 7, ids: [] },
      { first: '7', ids: [] },
    ],
  ])('is what it would be alone, for %j and %j', (one, other) => {
    const inTurn = estimating();
    const told = [one, other, one, other].map((variables) => inTurn(variables));

    expect(told).toEqual([one, other, one, other].map((variables) => estimating()(variables)));
  });

  it('is not made anew for variables that say nothing of sizes', () => {
    const estimate = estimating();

    expect(estimate({ first: 5, ids: ['a'], note: 'x' })).toBe(estimate({ first: 5, ids: ['b'], note: 'y' }));
  });

  it('is made anew for what cannot be told apart in short', () => {
    const estimate = estimating();
    const long = 'P'.repeat(10_000);

    expect(estimate({ ids: [], provider: long })).toEqual(estimate({ ids: [], provider: long }));
    expect(estimate({ first: { a: 1 }, ids: [] })).toEqual(estimate({ first: { b: 2 }, ids: [] }));
  });
});
