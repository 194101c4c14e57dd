import type { FastifyReply, FastifyRequest } from 'fastify';
import { createLocalCaller } from '../access/caller.js';
import type { Caller } from '../access/caller.js';
import type { ClientRegister } from '../access/clients.js';
import { errorBody } from './errors.js';

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null;
  }
}

/** Says who is asking; `null` where the credential is missing or unknown. */
export type Authenticator = (request: FastifyRequest) => Caller | null;

/** Without a register of clients every caller is the one local client. */
export function createAuthenticator(clients: ClientRegister | null, agencyIds: readonly string[]): Authenticator {
  const local = createLocalCaller(agencyIds);
  return (request) => {
    if (clients === null) return local;
    const apiKey = bearerToken(request.headers.authorization);
    return apiKey === undefined ? null : (clients.findByApiKey(apiKey) ?? null);
  };
}

/** A hook that lets only known callers pass. */
export function requireCaller(authenticate: Authenticator) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    request.caller = authenticate(request);
    if (request.caller !== null) return undefined;
    return reply
      .code(401)
      .header('www-authenticate', 'Bearer')
      .send(errorBody('UNAUTHENTICATED', 'Send a known API key: Authorization: Bearer <key>.'));
  };
}

function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer +(\S{1,512}) *$/i.exec(header ?? '')?.[1];
}
