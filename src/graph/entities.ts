import { getNullableType, isLeafType, isUnionType, Kind } from 'graphql';
import type { GraphQLFieldResolver, GraphQLLeafType, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { requireTypeScopes } from '../access/scopes.js';
import { badInput } from '../domain/refusal.js';
import type { GraphContext } from './context.js';

type KeyFields = ReadonlyMap<string, GraphQLLeafType>;
type Representations = Readonly<{ representations: readonly unknown[] }>;
type EntitiesResolver = GraphQLFieldResolver<unknown, GraphContext, Representations>;

/**
 * Has every representation that a router sends checked before it is looked up: that it names an entity, holds its key,
 * and is of a type that the caller may have. One that does not fails in its own place; the others are answered.
 */
export function checkRepresentations(schema: GraphQLSchema): GraphQLSchema {
  const field = schema.getQueryType()?.getFields()['_entities'];
  const entity = schema.getType('_Entity');
  if (field?.resolve === undefined || !isUnionType(entity)) throw new Error('The graph has no entities.');

  const resolve = field.resolve as EntitiesResolver;
  const keys = new Map(entity.getTypes().map((type) => [type.name, keyFieldsOf(type)]));
  const resolveOne: EntitiesResolver = async (source, { representations }, context, info) => {
    const [representation] = representations;
    const checked = checkRepresentation(representation, keys);
    requireTypeScopes(checked.__typename, context, info);
    const [found] = (await resolve(source, { representations: [checked] }, context, info)) as unknown[];
    return found;
  };
  const resolveEach: EntitiesResolver = (source, { representations }, context, info) =>
    representations.map((each) => resolveOne(source, { representations: [each] }, context, info));
  field.resolve = resolveEach as typeof field.resolve;
  return schema;
}

type Representation = Readonly<{ __typename: string } & Record<string, unknown>>;

/** The representation with its key read as the schema types it. */
function checkRepresentation(given: unknown, keys: ReadonlyMap<string, KeyFields>): Representation {
  if (typeof given !== 'object' || given === null || !('__typename' in given)) {
    throw badInput('representations', 'must hold objects with a __typename');
  }
  const { __typename: typeName, ...fields } = given as Readonly<Record<string, unknown>>;
  const key = typeof typeName === 'string' ? keys.get(typeName) : undefined;
  if (typeof typeName !== 'string' || key === undefined) {
    throw badInput('representations', `must name one of ${[...keys.keys()].join(', ')} as its __typename`);
  }
  const read = [...key].map(([name, type]): [string, unknown] => [
    name,
    readKeyField(typeName, name, type, fields[name]),
  ]);
  return { ...fields, ...Object.fromEntries(read), __typename: typeName };
}

function readKeyField(typeName: string, name: string, type: GraphQLLeafType, value: unknown): unknown {
  try {
    if (value !== undefined && value !== null) return type.parseValue(value) as unknown;
  } catch {
    // What the scalar or enum says of it is said below, for all of them alike.
  }
  throw badInput('representations', `of ${typeName} must hold ${name}, a value of ${type.name}`);
}

/** Keys here are fields of the type itself, never of another type within. */
function keyFieldsOf(type: GraphQLObjectType): KeyFields {
  const directive = [type.astNode, ...type.extensionASTNodes]
    .flatMap((node) => node?.directives ?? [])
    .find(({ name }) => name.value === 'key');
  const fields = directive?.arguments?.find(({ name }) => name.value === 'fields')?.value;
  if (fields?.kind !== Kind.STRING) throw new Error(`${type.name} is an entity without a key.`);
  return new Map(
    fields.value.split(/\s+/).map((name) => {
      const leaf = getNullableType(type.getFields()[name]?.type);
      if (!isLeafType(leaf)) throw new Error(`The key of ${type.name} holds ${name}, which is not a plain value.`);
      return [name, leaf];
    }),
  );
}
