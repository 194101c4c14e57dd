import type { GraphQLResponse } from '@apollo/server';
import type { OperationPart } from './operation-stages.js';

const RESPONSE_JSON = 'application/graphql-response+json';

const aboutTheDocument: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
]);

/**
 * A document or variables that cannot be. To a client that asks for plain JSON, GraphQL over HTTP has these answered with
 * 200: a status of 400 could come from anything on the way.
 */
function isAboutTheDocument(body: GraphQLResponse['body']): boolean {
  if (body.kind !== 'single') return false;
  const { data, errors } = body.singleResult;
  return data === undefined && (errors?.every(({ extensions }) => aboutTheDocument.has(extensions?.['code'])) ?? false);
}

/**
 * Answers in JSON whoever does not ask for GraphQL's own media type. Left to itself Apollo Server turns down a client
 * that accepts neither, but only once the operation has been executed, and perhaps paid for.
 */
export function createAnswerTypePart(): OperationPart {
  return () => ({
    willSendResponse: ({ request, response }) => {
      const accepted = request.http?.headers.get('accept') ?? '';
      if (accepted.includes(RESPONSE_JSON)) return;
      response.http.headers.set('content-type', 'application/json; charset=utf-8');
      const isRefused = (response.http.status ?? 400) === 400;
      if (accepted.includes('application/json') && isRefused && isAboutTheDocument(response.body)) {
        response.http.status = 200;
      }
    },
  });
}
