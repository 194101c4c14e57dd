import { GraphQLError, getNamedType, isAbstractType, isObjectType } from 'graphql';
import type {
  ConstDirectiveNode,
  ConstValueNode,
  GraphQLField,
  GraphQLFieldResolver,
  GraphQLObjectType,
  GraphQLResolveInfo,
  GraphQLSchema,
} from 'graphql';
import { defaultFieldResolver } from 'graphql';
import type { Caller } from './caller.js';

/** Any one of the inner lists will do, each of them wholly: as `@requiresScopes` is defined by Apollo Federation. */
export type RequiredScopes = readonly (readonly string[])[];

type Asking = Readonly<{ caller: Caller }>;
type Resolver = GraphQLFieldResolver<unknown, Asking>;

const DIRECTIVE = 'requiresScopes';

/**
 * Makes every field ask for the scopes that `@requiresScopes` names on it, or on the type that it leads to, before it
 * resolves. A caller who lacks them gets `null` and a `FORBIDDEN` error there; the rest is answered.
 */
export function enforceScopes(schema: GraphQLSchema): GraphQLSchema {
  const ofType = new Map<string, readonly RequiredScopes[]>();
  const objectTypes = Object.values(schema.getTypeMap()).filter(isObjectType);
  for (const type of objectTypes) ofType.set(type.name, requirementsOf(nodesOf(type)));
  for (const type of objectTypes) {
    if (type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) guardField(field, ofType);
  }
  return schema;
}

/** The error of a field that the caller may not have. */
export function forbidden(what: string, required: RequiredScopes): GraphQLError {
  const wanted = required.map((all) => all.join(' and ')).join(', or ');
  return new GraphQLError(`${what} needs the scope ${wanted}.`, {
    extensions: { code: 'FORBIDDEN', requiredScopes: required },
  });
}

function guardField(
  field: GraphQLField<unknown, Asking>,
  ofType: ReadonlyMap<string, readonly RequiredScopes[]>,
): void {
  const returned = getNamedType(field.type);
  const before = [
    ...requirementsOf(field.astNode ? [field.astNode] : []),
    ...(isObjectType(returned) ? (ofType.get(returned.name) ?? []) : []),
  ];
  const isGuardedLater = isAbstractType(returned);
  if (before.length === 0 && !isGuardedLater) return;

  const resolve: Resolver = field.resolve ?? defaultFieldResolver;
  const refuse = (caller: Caller, info: GraphQLResolveInfo, requirements: readonly RequiredScopes[]) => {
    const unmet = requirements.find((required) => !isSatisfied(caller, required));
    if (unmet !== undefined) throw forbidden(`${info.parentType.name}.${info.fieldName}`, unmet);
  };
  field.resolve = isGuardedLater
    ? async (source, args, context, info) => {
        refuse(context.caller, info, before);
        const result: unknown = await resolve(source, args, context, info);
        return guardConcrete(result, (typeName) => refuse(context.caller, info, ofType.get(typeName) ?? []));
      }
    : (source, args, context, info) => {
        refuse(context.caller, info, before);
        return resolve(source, args, context, info);
      };
}

/** Behind an interface or a union the type is known only once it is there: each record is checked on its own. */
function guardConcrete(result: unknown, refuse: (typeName: string) => void): unknown {
  if (Array.isArray(result)) return result.map((each: unknown) => guardOne(each, refuse));
  const guarded = guardOne(result, refuse);
  if (guarded instanceof Error) throw guarded;
  return guarded;
}

async function guardOne(record: unknown, refuse: (typeName: string) => void): Promise<unknown>;
function guardOne(record: unknown, refuse: (typeName: string) => void): unknown {
  if (record instanceof Promise) return record.then((value: unknown) => guardOne(value, refuse));
  if (typeof record !== 'object' || record === null || !('__typename' in record)) return record;
  if (typeof record.__typename === 'string') refuse(record.__typename);
  return record;
}

export function isSatisfied(caller: Caller, required: RequiredScopes): boolean {
  return required.some((all) => all.every((scope) => caller.scopes.has(scope)));
}

type Directed = Readonly<{ directives?: readonly ConstDirectiveNode[] | undefined }>;

function nodesOf(type: GraphQLObjectType): readonly Directed[] {
  return [...(type.astNode ? [type.astNode] : []), ...type.extensionASTNodes];
}

function requirementsOf(nodes: readonly Directed[]): readonly RequiredScopes[] {
  return nodes
    .flatMap((node) => node.directives ?? [])
    .filter((directive) => directive.name.value === DIRECTIVE)
    .map((directive) => scopesOf(directive));
}

function scopesOf(directive: ConstDirectiveNode): RequiredScopes {
  const argument = directive.arguments?.find(({ name }) => name.value === 'scopes');
  return argument === undefined ? [] : membersOf(argument.value).map((all) => membersOf(all).map(textOf));
}

function membersOf(value: ConstValueNode): readonly ConstValueNode[] {
  return value.kind === 'ListValue' ? value.values : [value];
}

function textOf(value: ConstValueNode): string {
  if (value.kind === 'StringValue') return value.value;
  throw new TypeError(`@${DIRECTIVE} takes strings, not ${value.kind}.`);
}
