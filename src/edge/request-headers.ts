import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorBody } from './errors.js';

/**
 * A hook that turns down a request whose dry-run header says neither yes nor no: who misspells a safety catch must not
 * pay for it.
 */
export function checkDryRun(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const asked = request.headers['immograph-dry-run'];
  if (asked === undefined || asked === '0' || asked === '1') {
    done();
    return;
  }
  void reply.code(400).send(errorBody('BAD_USER_INPUT', 'The header immograph-dry-run is 1 or 0.'));
}

const DEADLINE_HEADER = 'immograph-deadline-ms';

/** A hook that turns down a request whose deadline cannot be read: who misspells it would wait for longer than it can. */
export function checkDeadline(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  if (request.headers[DEADLINE_HEADER] === undefined || deadlineAskedFor(request) !== null) {
    done();
    return;
  }
  const message = `The header ${DEADLINE_HEADER} is a whole number of milliseconds from 0 to 999999999.`;
  void reply.code(400).send(errorBody('BAD_USER_INPUT', message));
}

/** The milliseconds that the client would wait for; `null` where it does not say. */
export function deadlineAskedFor({ headers }: FastifyRequest): number | null {
  const asked = headers[DEADLINE_HEADER];
  return typeof asked === 'string' && /^\d{1,9}$/.test(asked) ? Number(asked) : null;
}

/**
 * A hook that answers only those who ask for this machine by a name of its own. Where there are no clients, a page whose
 * name was pointed at this machine would otherwise be let in as one of ours.
 */
export function requireLocalName(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  if (isLocalName(request.hostname)) {
    done();
    return;
  }
  void reply
    .code(403)
    .send(errorBody('FORBIDDEN', 'Without clients this server answers to localhost and loopback addresses alone.'));
}

function isLocalName(hostname: string): boolean {
  const name = hostname.toLowerCase();
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    /^127(\.\d{1,3}){3}$/.test(name) ||
    name === '[::1]' ||
    name === '::1'
  );
}
