import { isEnumType, isInputObjectType, isInterfaceType, isObjectType, isSpecifiedScalarType } from 'graphql';
import type { GraphQLFormattedError, GraphQLNamedType, GraphQLSchema } from 'graphql';
import type { Caller } from '../access/caller.js';
import type { OperationPart } from './operation-stages.js';

/** Errors whose messages are about what the client wrote, and name what it did not. */
const tellingCodes: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'FORBIDDEN',
]);

type ReticenceOptions = Readonly<{ schema: GraphQLSchema; maySeeSchema: (caller: Caller) => boolean }>;

/** Keeps errors from telling those who may not see the schema any of its names that they did not write themselves. */
export function createReticencePart({ schema, maySeeSchema }: ReticenceOptions): OperationPart {
  const names = namesIn(schema);
  return () => ({
    willSendResponse: ({ request, source, response: { body }, contextValue: { caller } }) => {
      if (body.kind !== 'single' || body.singleResult.errors === undefined) return;
      if (maySeeSchema(caller)) return;
      const written = wordsOf(source, [request.operationName, request.variables]);
      body.singleResult.errors = body.singleResult.errors.map((error) => withoutNames(error, names, written));
    },
  });
}

function withoutNames(
  error: GraphQLFormattedError,
  names: ReadonlySet<string>,
  written: ReadonlySet<string>,
): GraphQLFormattedError {
  if (!tellingCodes.has(error.extensions?.['code'])) return error;
  return { ...error, message: withoutSchemaNames(error.message, (word) => names.has(word) && !written.has(word)) };
}

/**
 * The message without what is secret. A name in small letters may be a word of English: it is taken for a name where it
 * stands in quotes, or after what only names stand after.
 */
export function withoutSchemaNames(message: string, isSecret: (word: string) => boolean): string {
  return withoutSuggestion(message)
    .replace(/\b([A-Z]\w*)\.(?=[_a-z])/g, (whole, typeName: string) => (isSecret(typeName) ? '' : whole))
    .replace(
      /(["'.@$[{(]?)\b([_A-Za-z]\w*)(["'.!]?)/g,
      (whole: string, before: string, word: string, after: string) => {
        if (!isSecret(word)) return whole;
        const isQuoted = before !== '' || after === '"' || after === "'" || after === '!';
        if (isQuoted) return `${before}…${after}`;
        return /[A-Z_]/.test(word) ? `This${after}` : whole;
      },
    )
    .replace(/ (?:on|of|by) type "[[\]!…]+"/g, '');
}

/** As graphql-js ends a message, of validation or about a variable. */
function withoutSuggestion(message: string): string {
  return message.replace(/ ?Did you mean [^?]+\?$/, '');
}

/** What a client wrote, its comments aside. */
function wordsOf(source: string | undefined, others: readonly unknown[]): ReadonlySet<string> {
  const text = `${source?.replace(/#[^\n\r]*/g, '') ?? ''} ${JSON.stringify(others)}`;
  return new Set(text.match(/[_A-Za-z]\w*/g));
}

/** All that the schema calls by a name of its own. */
function namesIn(schema: GraphQLSchema): ReadonlySet<string> {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
  );
  const directives = schema.getDirectives().flatMap(({ name, args }) => [name, ...args.map((arg) => arg.name)]);
  return new Set([...types.flatMap((type) => [type.name, ...membersOf(type)]), ...directives]);
}

function membersOf(type: GraphQLNamedType): readonly string[] {
  if (isEnumType(type)) return type.getValues().map(({ name }) => name);
  if (isInputObjectType(type)) return Object.keys(type.getFields());
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap(({ name, args }) => [name, ...args.map((arg) => arg.name)]);
}
