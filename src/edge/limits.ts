import { GraphQLError, Kind, visit } from 'graphql';
import type { ASTVisitor, DocumentNode, GraphQLFormattedError, ValidationContext } from 'graphql';
import { documentLimits, exceededByDocument } from './document-limits.js';
import type { Exceeded, LimitName } from './document-limits.js';

/** In words, for people: "more than 12 levels of fields". */
const nouns: Readonly<Record<LimitName, string>> = {
  tokens: 'tokens in a document',
  lines: 'lines in a document',
  operations: 'operations in a document',
  depth: 'levels of fields',
  rootFields: 'fields at the root',
  fields: 'fields',
  aliases: 'aliases',
  directives: 'directives',
  sameResponseName: 'fields of the same name in one selection',
  first: 'records on a page (argument first)',
  inputList: 'entries in a list that is given as input',
  variableDepth: 'levels in the variables',
  objects: 'records (the product of the pages on a path)',
  upstreamCalls: 'calls of upstreams',
  points: 'points, which is all that this client has in a minute',
};

export function tooComplex({ limit, max }: Exceeded): GraphQLError {
  return new GraphQLError(`This asks for more than ${max} ${nouns[limit]}.`, {
    extensions: { code: 'QUERY_TOO_COMPLEX', limit, max, http: { status: 400 } },
  });
}

/**
 * Refuses a document that asks for too much ahead of all other rules: comparing each pair of its fields would take
 * longer than its execution. It is reported until graphql-js has enough of errors and leaves the document alone.
 */
export function withinLimits(context: ValidationContext): ASTVisitor {
  return {
    Document: (document) => {
      const refuse = (message: string, extensions: Exceeded | null) => {
        for (let times = 0; times <= validationLimits.maxErrors; times += 1) {
          context.reportError(new GraphQLError(message, { extensions: { ...extensions } }));
        }
      };
      const found = exceededByDocument(document);
      if (found !== null) refuse(tooComplex(found).message, found);
      // Fragments that lead to themselves may have graphql-js compare fields until the stack is full, and two of one name
      // without end.
      const twice = nameOfTwoFragments(document);
      if (twice !== null) refuse(`There can be only one fragment named "${twice}".`, null);
      const endless = nameOfEndlessFragment(document);
      if (endless !== null) refuse(`Cannot spread fragment "${endless}" within itself.`, null);
    },
  };
}

function nameOfTwoFragments({ definitions }: DocumentNode): string | null {
  const names = new Set<string>();
  for (const definition of definitions) {
    if (definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    if (names.has(definition.name.value)) return definition.name.value;
    names.add(definition.name.value);
  }
  return null;
}

/** A fragment that holds itself, be it by others. */
function nameOfEndlessFragment(document: DocumentNode): string | null {
  const spreads = new Map<string, Set<string>>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    const names = new Set<string>();
    visit(definition, { FragmentSpread: ({ name }) => void names.add(name.value) });
    spreads.set(definition.name.value, names);
  }
  const finite = new Set<string>();
  const above = new Set<string>();
  const endlessFrom = (name: string): string | null => {
    if (above.has(name)) return name;
    if (finite.has(name)) return null;
    above.add(name);
    for (const below of spreads.get(name) ?? []) {
      const found = endlessFrom(below);
      if (found !== null) return found;
    }
    above.delete(name);
    finite.add(name);
    return null;
  };
  for (const name of spreads.keys()) {
    const found = endlessFrom(name);
    if (found !== null) return found;
  }
  return null;
}

/** Whether an error of validation is one of `withinLimits`; Apollo Server gives all of them one code. */
export function isLimitOfDocument({ extensions }: GraphQLFormattedError): boolean {
  return typeof extensions?.['limit'] === 'string' && typeof extensions['max'] === 'number';
}

/** graphql-js stops reading at the limit of tokens with a syntax error of this text. */
const tokenLimitText = /^Syntax Error: Document contains more that \d+ tokens\. Parsing aborted\.$/;

/** Whether a syntax error is none but the limit's. */
export function isTokenLimit({ message }: GraphQLFormattedError): boolean {
  return tokenLimitText.test(message);
}

export function tooManyTokens(): GraphQLFormattedError {
  const { message, extensions } = tooComplex({ limit: 'tokens', max: documentLimits.tokens });
  const { http: _http, ...told } = extensions;
  return { message, extensions: told };
}

export const parseLimits = { maxTokens: documentLimits.tokens };

/** An answer to an operation that was refused holds so many errors at most; graphql-js adds one to say that it stopped. */
const MAX_ERRORS = 10;
export const validationLimits = { maxErrors: MAX_ERRORS - 1 };
/** Each of them holds the whole value. */
export const coercionLimits = { maxCoercionErrors: MAX_ERRORS - 1 };
/** What graphql-js adds where there are too many errors. */
const ABORTED = 'Too many validation errors, error limit reached. Validation aborted.';
const MAX_ERROR_BYTES = 8 * 1024;
const MAX_MESSAGE_LENGTH = 500;
const MAX_LOCATIONS = 5;

/** The errors of an operation that was refused, without what a client has no use for: what it sent, many times over. */
export function cappedErrors(errors: readonly GraphQLFormattedError[]): readonly GraphQLFormattedError[] {
  const capped: GraphQLFormattedError[] = [];
  // What is said once of a mistake need not be said of each of its places.
  const distinct = new Map(errors.toReversed().map((error) => [error.message, error]));
  // Whose only mistake made an end of validation has no use for being told of that end.
  if (distinct.size === 2) distinct.delete(ABORTED);
  let bytes = 0;
  const limit = errors.find(({ extensions }) => extensions?.['code'] === 'QUERY_TOO_COMPLEX');
  const told = limit === undefined ? [...distinct.values()].toReversed() : [limit];
  for (const error of told.slice(0, MAX_ERRORS)) {
    const { message, locations } = error;
    const short = {
      ...error,
      message: message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message,
      ...(locations === undefined ? {} : { locations: locations.slice(0, MAX_LOCATIONS) }),
    };
    bytes += Buffer.byteLength(JSON.stringify(short));
    if (bytes > MAX_ERROR_BYTES && capped.length > 0) break;
    capped.push(short);
  }
  return capped;
}
