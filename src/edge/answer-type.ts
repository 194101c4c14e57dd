import type { ApolloServerPlugin } from '@apollo/server';
import type { EdgeContext } from './operation.js';

const RESPONSE_JSON = 'application/graphql-response+json';

/**
 * Answers in JSON whoever does not ask for GraphQL's own media type. Left to itself Apollo Server turns down a client
 * that accepts neither, but only once the operation has been executed, and perhaps paid for.
 */
export function createAnswerTypePlugin(): ApolloServerPlugin<EdgeContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: ({ request, response }) => {
          const accepted = request.http?.headers.get('accept') ?? '';
          if (!accepted.includes(RESPONSE_JSON)) {
            response.http.headers.set('content-type', 'application/json; charset=utf-8');
          }
          return Promise.resolve();
        },
      }),
  };
}
