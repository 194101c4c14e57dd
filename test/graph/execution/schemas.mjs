import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { buildSchema, parse } from 'graphql';
import { troubleSchema } from './troubled-resolvers.mjs';

const folder = join(import.meta.dirname, '..', '..', '..', 'schema');

export const schemas = {
  graph: () =>
    troubleSchema(
      buildSubgraphSchema(
        parse(
          readdirSync(folder)
            .map((name) => readFileSync(join(folder, name), 'utf8'))
            .join('\n'),
        ),
      ),
    ),
  /** Where hardly anything may be null, and lists are in lists. */
  strict: () =>
    troubleSchema(
      buildSchema(`
        type Query {
          root: Node!
          nodes(first: Int! = 3, tags: [String!], of: Kind): [[Node!]!]!
          maybe: Node
          some: [Some!]
          plain: Leaf!
        }
        enum Kind { LEAF TREE }
        interface Node { id: ID!, kind: Kind }
        union Some = Leaf | Tree
        type Leaf implements Node { id: ID!, kind: Kind, size: Int!, parent: Tree!, names: [String!]! }
        type Tree implements Node {
          id: ID!
          kind: Kind
          leaves(of: Kind = LEAF): [Leaf!]!
          first: Leaf
          any: Node!
          grid: [[Int]!]
        }
      `),
    ),
};

/** An execution's result with all of it in the text: the order of errors and of fields counts. */
export function textOf({ data, errors }) {
  const told = errors?.map((error) => ({ ...error.toJSON(), cause: error.originalError?.message }));
  return JSON.stringify({ errors: told, data });
}
