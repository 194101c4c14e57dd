import { GraphQLError, Kind, defaultFieldResolver, getNamedType, isAbstractType, isObjectType } from 'graphql';
import type {
  ConstDirectiveNode,
  ConstValueNode,
  GraphQLField,
  GraphQLFieldResolver,
  GraphQLObjectType,
  GraphQLResolveInfo,
  GraphQLSchema,
} from 'graphql';
import { personalScopes } from './caller.js';
import type { Caller } from './caller.js';

/** Any one of the inner lists will do, each of them wholly: as `@requiresScopes` is defined by Apollo Federation. */
export type RequiredScopes = readonly (readonly string[])[];

/** Addresses, and what they lead to, are kept in logs and histories: over GET no personal data is answered. */
type Asking = Readonly<{ caller: Caller; isGet?: boolean }>;
type Resolver = GraphQLFieldResolver<unknown, Asking>;
type Requirements = readonly RequiredScopes[];

const DIRECTIVE = 'requiresScopes';

/**
 * Makes every field ask for the scopes that `@requiresScopes` names on it, or on the type that it leads to, before it
 * resolves. A caller who lacks them gets `null` and a `FORBIDDEN` error there; the rest is answered.
 */
export function enforceScopes(schema: GraphQLSchema): GraphQLSchema {
  const objectTypes = Object.values(schema.getTypeMap()).filter(isObjectType);
  for (const type of objectTypes) {
    if (type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) guardField(field as GraphQLField<unknown, Asking>);
  }
  return schema;
}

/**
 * Refuses a record of a type that the caller may not have. For those who know the type before they look the record up:
 * refused afterwards, it would have been paid for, and `null` would tell that there is none.
 */
export function requireTypeScopes(typeName: string, asking: Asking, info: GraphQLResolveInfo): void {
  const type = info.schema.getType(typeName);
  if (isObjectType(type)) refuse(asking, info, requirementsOfType(type));
}

function guardField(field: GraphQLField<unknown, Asking>): void {
  const returned = getNamedType(field.type);
  const required = [
    ...requirementsOf(field.astNode ? [field.astNode] : []),
    ...(isObjectType(returned) ? requirementsOfType(returned) : []),
  ];
  const isTypeKnownLater = isAbstractType(returned);
  if (required.length === 0 && !isTypeKnownLater) return;

  const resolve: Resolver = field.resolve ?? defaultFieldResolver;
  field.resolve = isTypeKnownLater
    ? (source, args, context, info) => {
        refuse(context, info, required);
        const check = (typeName: string) => {
          requireTypeScopes(typeName, context, info);
        };
        const result = resolve(source, args, context, info);
        return result instanceof Promise
          ? result.then((found: unknown) => guardRecords(found, check))
          : guardRecords(result, check);
      }
    : (source, args, context, info) => {
        refuse(context, info, required);
        return resolve(source, args, context, info);
      };
}

function refuse({ caller, isGet = false }: Asking, info: GraphQLResolveInfo, requirements: Requirements): void {
  const what = `${info.parentType.name}.${info.fieldName}`;
  const unmet = requirements.find((required) => !isSatisfied(caller, required));
  if (unmet !== undefined) throw forbidden(what, unmet);
  if (isGet && requirements.some(isPersonal)) {
    throw new GraphQLError(`${what} is personal data, which is never answered over GET: send the query by POST.`, {
      extensions: { code: 'FORBIDDEN' },
    });
  }
}

function isPersonal(required: RequiredScopes): boolean {
  return required.some((all) => all.some((scope) => personalScopes.has(scope)));
}

function forbidden(what: string, required: RequiredScopes): GraphQLError {
  const wanted = required.map((all) => all.join(' and ')).join(', or ');
  return new GraphQLError(`${what} needs the scope ${wanted}.`, {
    extensions: { code: 'FORBIDDEN', requiredScopes: required },
  });
}

/** Behind an interface or a union the type is known only once the record is there: each is checked on its own. */
function guardRecords(result: unknown, check: (typeName: string) => void): unknown {
  return Array.isArray(result)
    ? result.map(async (record: unknown) => guardRecord(await record, check))
    : guardRecord(result, check);
}

function guardRecord(record: unknown, check: (typeName: string) => void): unknown {
  if (typeof record !== 'object' || record === null || !('__typename' in record)) return record;
  if (typeof record.__typename === 'string') check(record.__typename);
  return record;
}

function isSatisfied(caller: Caller, required: RequiredScopes): boolean {
  return required.some((all) => all.every((scope) => caller.scopes.has(scope)));
}

type Directed = Readonly<{ directives?: readonly ConstDirectiveNode[] | undefined }>;

const requirementsOfTypes = new WeakMap<GraphQLObjectType, Requirements>();

function requirementsOfType(type: GraphQLObjectType): Requirements {
  const known = requirementsOfTypes.get(type);
  if (known !== undefined) return known;
  const requirements = requirementsOf([...(type.astNode ? [type.astNode] : []), ...type.extensionASTNodes]);
  requirementsOfTypes.set(type, requirements);
  return requirements;
}

function requirementsOf(nodes: readonly Directed[]): Requirements {
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
  return value.kind === Kind.LIST ? value.values : [value];
}

function textOf(value: ConstValueNode): string {
  if (value.kind === Kind.STRING) return value.value;
  throw new TypeError(`@${DIRECTIVE} takes strings, not ${value.kind}.`);
}
