import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorBody } from './errors.js';

/** Headers that a browser sends to another site only after that site has agreed to it. */
const agreedHeaders = ['apollo-require-preflight', 'x-apollo-operation-name', 'authorization'];

/**
 * A hook that turns down a GET which another site has a browser send without asking: it could not read the answer, but
 * the query would run. Browsers tell of it in `Sec-Fetch-Site`; a POST is JSON, for which they ask first.
 */
export function refuseCrossSiteGet(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const site = request.headers['sec-fetch-site'];
  const isOurs = request.method !== 'GET' || site === undefined || site === 'same-origin' || site === 'none';
  if (isOurs || agreedHeaders.some((name) => request.headers[name] !== undefined)) {
    done();
    return;
  }
  void reply
    .code(403)
    .send(errorBody('FORBIDDEN', 'A page of another site has to send the header apollo-require-preflight.'));
}
