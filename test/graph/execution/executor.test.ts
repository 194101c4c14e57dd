import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { buildSchema, execute, getOperationAST, parse } from 'graphql';
import type { ExecutionResult } from 'graphql';
import { createExecutor } from '../../../src/graph/execution/executor.js';

/** More are asked for by hand: `EXECUTED_OPERATIONS=10000`. */
const OPERATIONS = Number(process.env['EXECUTED_OPERATIONS'] ?? 500);
const SEED = Number(process.env['SEED'] ?? 7);

describe('the executor', () => {
  it.each(['graph', 'strict'])(
    `answers ${OPERATIONS} made-up operations on the %s schema as graphql-js does, errors and their order included`,
    async (schema) => {
      const told = await compare(schema, OPERATIONS);

      expect(told).toMatchObject({ operations: OPERATIONS, invalid: 0, difference: null, unheard: 0 });
      // Most of them have something to differ in.
      expect(told['failed']).toBeGreaterThan(OPERATIONS);
      expect(told['bytes']).toBeGreaterThan(200 * OPERATIONS);
    },
    30_000 + OPERATIONS * 100,
  );

  it('answers the queries that the tests hold as graphql-js does', async () => {
    const told = await compare('suite', 0);

    expect(told).toMatchObject({ invalid: 0, difference: null, unheard: 0 });
    expect(told['operations']).toBeGreaterThan(150);
  }, 120_000);
});

async function compare(schema: string, operations: number): Promise<Readonly<Record<string, number>>> {
  const args = [join('test', 'graph', 'execution', 'compare.mjs'), schema, String(operations), String(SEED)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout) as Readonly<Record<string, number>>;
}

const schema = buildSchema(`
  type Query { plain(of: Kind = LEAF): Leaf!, maybe: Leaf, list: [Leaf!] }
  enum Kind { LEAF TREE }
  type Leaf { id: ID!, size: Int }
`);
const compiled = createExecutor(schema);
const textOf = ({ data, errors }: ExecutionResult) => JSON.stringify({ errors, data });

describe('the executor, of what does not fit', () => {
  it.each([
    ['a variable of another type', 'query ($k: Kind!) { plain(of: $k) { id } }', { k: 1 }, undefined],
    ['a variable that is missing', 'query ($k: Kind!) { plain(of: $k) { id } }', {}, undefined],
    [
      'a condition that is null',
      'query ($if: Boolean = true) { plain @skip(if: $if) { id } }',
      { if: null },
      undefined,
    ],
    [
      'one below that is null',
      'query ($if: Boolean = true) { __type(name: "Leaf") { name @skip(if: $if) } }',
      { if: null },
      undefined,
    ],
    ['an operation that is not there', 'query A { plain { id } }', {}, 'B'],
    ['several operations and no name', 'query A { plain { id } } query B { maybe { id } }', {}, undefined],
    ['an operation among several', 'query A { plain { id } } query B { maybe { id } }', {}, 'B'],
    ['an operation that the schema has not', 'mutation { anything }', {}, undefined],
  ])('says of %s what graphql-js says', async (_what, text, variables, operationName) => {
    const document = parse(text);
    const operation = getOperationAST(document, operationName) ?? undefined;
    const expected = await execute({ schema, document, variableValues: variables, operationName });
    const actual = await compiled({ document, operation, operationName, variables, context: {} });

    expect(textOf(actual)).toBe(textOf(expected));
  });

  it('tells operations of one document apart, whatever their variables hold', async () => {
    const document = parse(`
      query A($x: String!) { __type(name: $x) { name } }
      query B($x: String!, $y: Boolean!, $z: String!) {
        p: __type(name: $x) { name } q: __typename @include(if: $y) r: __type(name: $z) { name }
      }
      query C($x: Boolean!, $z: Boolean!) { p: __typename @include(if: $x) r: __typename @include(if: $z) }
    `);
    const operation = getOperationAST(document, 'B') ?? undefined;
    for (const variables of [
      { x: 'q,true', y: false, z: 'r' },
      { x: 'q', y: true, z: 'false,r' },
    ]) {
      const expected = await execute({ schema, document, variableValues: variables, operationName: 'B' });
      const actual = await compiled({ document, operation, operationName: 'B', variables, context: {} });
      expect(textOf(actual)).toBe(textOf(expected));
    }
  });

  it('has resolvers fail loudly that write into arguments: others read the same ones', async () => {
    const writing = buildSchema('input In { names: [String!] } type Query { write(in: In): String }');
    const field = writing.getQueryType()?.getFields()['write'];
    if (field === undefined) throw new Error('There is no such field.');
    field.resolve = (_source, args: { in: { names: string[] } }) => args.in.names.push('another').toString();
    const document = parse(
      'query ($names: [String!]) { fixed: write(in: { names: ["a"] }) given: write(in: { names: $names }) }',
    );
    const operation = getOperationAST(document) ?? undefined;
    const variables = { names: ['a'] };
    const { data, errors } = await createExecutor(writing)({
      document,
      operation,
      operationName: undefined,
      variables,
      context: {},
    });

    expect([data, errors?.map(({ path }) => path)]).toEqual([{ fixed: null, given: null }, [['fixed'], ['given']]]);
  });

  it('takes for a promise and for a list what graphql-js does', async () => {
    const odd = buildSchema('type Query { thenable: Int, list: [Int], broken: [Int!] }');
    const answers: Readonly<Record<string, () => unknown>> = {
      thenable: () => Object.assign(() => 0, { then: (resolve: (value: number) => void) => resolve(5) }),
      list: () => ({ [Symbol.iterator]: 'nothing to call' }),
      broken: () => new Set([1, 'no number', 2]),
    };
    for (const [name, field] of Object.entries(odd.getQueryType()?.getFields() ?? {})) field.resolve = answers[name];
    const document = parse('{ thenable list broken }');
    const operation = getOperationAST(document) ?? undefined;
    const actual = await createExecutor(odd)({
      document,
      operation,
      operationName: undefined,
      variables: {},
      context: {},
    });

    expect(textOf(actual)).toBe(textOf(await execute({ schema: odd, document })));
  });

  it('plans anew for other values of its conditions, however many it has met', async () => {
    const names = Array.from({ length: 6 }, (_, index) => `c${index}`);
    const document = parse(`query (${names.map((each) => `$${each}: Boolean!`).join(' ')}) {
      ${names.map((each) => `${each}: __typename @include(if: $${each})`).join(' ')}
    }`);
    const operation = getOperationAST(document) ?? undefined;
    for (let bits = 0; bits < 2 ** names.length; bits += 1) {
      const variables = Object.fromEntries(names.map((each, index) => [each, ((bits >> index) & 1) === 1]));
      const { data } = await compiled({ document, operation, operationName: undefined, variables, context: {} });
      expect(Object.keys(data ?? {})).toEqual(names.filter((each) => variables[each]));
    }
  });
});
