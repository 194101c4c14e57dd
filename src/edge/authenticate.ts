import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createLocalCaller } from '../access/caller.js';
import type { Caller } from '../access/caller.js';
import type { ClientRegister } from '../access/clients.js';
import { KeysUnavailable } from '../access/key-set.js';
import { isTokenLike } from '../access/tokens.js';
import type { TokenCheck } from '../access/tokens.js';
import { errorBody, retryableErrorBody } from './errors.js';

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null;
  }
}

/** Who may call: those of a file, those whose tokens an issuer signs, or both; neither where `null`. */
export type Admitted = Readonly<{ clients: ClientRegister | null; tokens: TokenCheck | null }>;

/** Says who is asking; `null` where the credential is missing or unknown. Fails with a `KeysUnavailable`. */
export type Authenticator = (request: Pick<IncomingMessage, 'headers'>) => Promise<Caller | null> | Caller | null;

const RETRY_AFTER_S = 5;

/** Without clients and tokens every caller is the one local client. */
export function createAuthenticator({ clients, tokens }: Admitted, agencyIds: readonly string[]): Authenticator {
  const local = createLocalCaller(agencyIds);
  return (request) => {
    if (clients === null && tokens === null) return local;
    const credential = bearerCredential(request.headers.authorization);
    if (credential === undefined) return null;
    if (tokens !== null && isTokenLike(credential)) return tokens.findByToken(credential);
    return clients?.findByApiKey(credential) ?? null;
  };
}

/** A hook that lets only known callers pass. */
export function requireCaller(authenticate: Authenticator) {
  return (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    const letIn = (caller: Caller | null) => {
      request.caller = caller;
      if (caller !== null) done();
      else turnDown(reply);
    };
    const found = authenticate(request);
    if (!(found instanceof Promise)) {
      letIn(found);
      return;
    }
    found.then(letIn, (error: unknown) => {
      if (error instanceof KeysUnavailable) turnDownForNow(reply);
      else done(toError(error));
    });
  };
}

function turnDown(reply: FastifyReply): void {
  void reply
    .code(401)
    .header('www-authenticate', 'Bearer')
    .send(errorBody('UNAUTHENTICATED', 'Send a known API key or a valid token: Authorization: Bearer <credential>.'));
}

function turnDownForNow(reply: FastifyReply): void {
  void reply
    .code(503)
    .header('retry-after', String(RETRY_AFTER_S))
    .send(retryableErrorBody('UNAUTHENTICATED', 'Tokens cannot be checked right now: their issuer does not answer.'));
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('Something that is not an error was thrown.', { cause: reason });
}

/** Tokens are longer than keys. */
function bearerCredential(header: string | undefined): string | undefined {
  return /^Bearer +(\S{1,8192}) *$/i.exec(header ?? '')?.[1];
}
