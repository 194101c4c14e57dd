import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  execute,
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
} from 'graphql';
import type {
  GraphQLField,
  GraphQLInputType,
  GraphQLNamedType,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLResolveInfo,
} from 'graphql';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { scopes } from '../../src/access/caller.js';
import type { Scope } from '../../src/access/caller.js';
import { enforceScopes } from '../../src/access/scopes.js';

/** What is about a person, and the scope that it takes. */
const personalFields: ReadonlyMap<string, Scope> = new Map<string, Scope>([
  ['BuyerRequest.contactId', 'requests:personal'],
  ['BuyerRequest.comment', 'requests:personal'],
  ['BuyerRequest.freeCriteria', 'requests:personal'],
  ['Advert.contactInCharge', 'adverts:contacts'],
]);

const CANARY = 'canary';
const sdl = readdirSync('schema').map((name) => readFileSync(join('schema', name), 'utf8'));
const schema = buildSubgraphSchema(parse(sdl.join('\n')));

/** The names of the types that the path at hand goes through. */
let through: readonly string[] = [];

/** Every field resolves to something, so that nothing but the guard can keep a value back. */
function valueOf(type: GraphQLOutputType, depth: number): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return [valueOf(nullable.ofType, depth)];
  if (isAbstractType(nullable)) return { __typename: through[depth] };
  return isObjectType(nullable) ? {} : CANARY;
}

/** How many fields lead there, whatever their places in lists. */
function depthOf(path: GraphQLResolveInfo['path'] | undefined): number {
  if (path === undefined) return 0;
  return depthOf(path.prev) + (typeof path.key === 'string' ? 1 : 0);
}

for (const type of Object.values(schema.getTypeMap())) {
  if (!isObjectType(type) || type.name.startsWith('__')) continue;
  for (const field of Object.values(type.getFields())) {
    field.resolve = (_source, _args, _context, { path }) => valueOf(field.type, depthOf(path));
  }
}
enforceScopes(schema);

type Step = Readonly<{ on: GraphQLObjectType; field: GraphQLField<unknown, unknown> }>;

/** Every way from a root that visits no type twice; types behind an interface or a union each are ways of their own. */
function* pathsFrom(on: GraphQLObjectType, before: readonly Step[]): Generator<readonly Step[]> {
  for (const field of Object.values(on.getFields())) {
    const path = [...before, { on, field }];
    if (personalFields.has(`${on.name}.${field.name}`)) {
      yield path;
      continue;
    }
    const returned: GraphQLNamedType = getNamedType(field.type);
    const next = isAbstractType(returned)
      ? schema.getPossibleTypes(returned)
      : isObjectType(returned)
        ? [returned]
        : [];
    for (const type of next) {
      if (!path.some((step) => step.on === type)) yield* pathsFrom(type, path);
    }
  }
}

function literalOf(type: GraphQLInputType): string {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return `[${literalOf(nullable.ofType)}]`;
  if (isEnumType(nullable)) return nullable.getValues()[0]?.name ?? 'null';
  if (isInputObjectType(nullable)) {
    const needed = Object.values(nullable.getFields()).filter(({ type: of }) => isNonNullType(of));
    return `{ ${needed.map((field) => `${field.name}: ${literalOf(field.type)}`).join(' ')} }`;
  }
  const literals: Readonly<Record<string, string>> = { Int: '1', Float: '1', Boolean: 'true', _Any: '{}' };
  return literals[nullable.name] ?? '"2026-01-01"';
}

function textOf(path: readonly Step[]): string {
  return path.reduceRight((inner, { on, field }, at) => {
    const needed = field.args.filter((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined);
    const args = needed.map((arg) => `${arg.name}: ${literalOf(arg.type)}`).join(' ');
    const leaf = isObjectType(getNamedType(field.type)) && inner === '' ? '{ __typename }' : inner;
    const text = `${field.name}${args === '' ? '' : `(${args})`} ${leaf}`;
    return at === 0 ? `{ ${text} }` : `{ ... on ${on.name} { ${text} } }`;
  }, '');
}

const roots = [schema.getQueryType(), schema.getMutationType()].filter((type) => type !== null && type !== undefined);
const paths = roots.flatMap((root) => [...pathsFrom(root, [])]);

async function ask(path: readonly Step[], without: readonly Scope[], isGet = false) {
  const [root] = path;
  through = path.map(({ on }) => on.name);
  const operation = root?.on === schema.getMutationType() ? 'mutation' : 'query';
  const caller = { clientId: 'a', scopes: new Set(scopes.filter((scope) => !without.includes(scope))), agencyIds: [] };
  return execute({ schema, document: parse(`${operation} ${textOf(path)}`), contextValue: { caller, isGet } });
}

function scopeOf(path: readonly Step[]): Scope {
  const last = path.at(-1);
  const scope = personalFields.get(`${last?.on.name ?? ''}.${last?.field.name ?? ''}`);
  if (scope === undefined) throw new Error('The path leads to no personal field.');
  return scope;
}

/** The answer's innermost value along the path. */
function reached(data: unknown, path: readonly Step[]): unknown {
  let value = data;
  for (const { field } of path) {
    while (Array.isArray(value)) value = value[0] as unknown;
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[field.name];
  }
  return value;
}

describe('every path to a personal field', () => {
  it('is known: by fields, lists, edges, interfaces, unions, entities and what mutations answer', () => {
    const texts = paths.map((path) => path.map(({ field }) => field.name).join('.'));

    for (const name of personalFields.keys()) {
      expect(texts.filter((text) => text.endsWith(name.split('.')[1] ?? '-')).length).toBeGreaterThan(5);
    }
    for (const way of [
      'node.comment',
      'nodes.comment',
      '_entities.comment',
      'createBuyerRequest.buyerRequest.comment',
      'node.contactInCharge',
      '_entities.contactInCharge',
    ]) {
      expect(texts).toContain(way);
    }
  });

  it('is answered to who has its scope', async () => {
    for (const path of paths) {
      const { data, errors } = await ask(path, []);
      expect([textOf(path), errors]).toEqual([textOf(path), undefined]);
      expect(reached(data, path)).toBeTruthy();
    }
  });

  it('is refused to who has every scope but that', async () => {
    for (const path of paths) {
      const { data, errors } = await ask(path, [scopeOf(path)]);
      expect(reached(data, path) ?? null).toBeNull();
      expect(errors?.map(({ extensions }) => extensions)).toEqual([
        { code: 'FORBIDDEN', requiredScopes: [[scopeOf(path)]] },
      ]);
      expect(JSON.stringify(data)).not.toContain(CANARY);
    }
  });

  it('is refused over GET to who has every scope', async () => {
    for (const path of paths) {
      const { data, errors } = await ask(path, [], true);
      expect(reached(data, path) ?? null).toBeNull();
      expect(errors).toMatchObject([{ message: expect.stringMatching(/over GET/), extensions: { code: 'FORBIDDEN' } }]);
    }
  });
});
