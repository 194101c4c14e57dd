import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorBody } from './errors.js';

const OWN_PREFIX = 'immograph-';
const LONGEST_QUOTE = 64;
const DEADLINE_HEADER = `${OWN_PREFIX}deadline-ms`;

/** Each of our headers, and what it should be where it is not. */
const ownHeaders: ReadonlyMap<string, (request: FastifyRequest) => string | null> = new Map([
  ['immograph-dry-run', ({ headers }) => unlessYesOrNo(headers['immograph-dry-run'])],
  ['immograph-cost', ({ headers }) => unlessYesOrNo(headers['immograph-cost'])],
  [
    DEADLINE_HEADER,
    (request) => (deadlineAskedFor(request) === null ? 'is a whole number of milliseconds from 0 to 999999999' : null),
  ],
]);

/**
 * A hook that turns down a request one of whose headers for us cannot be read, or is none of ours: who misspells a safety
 * catch must not pay for it, and who misspells a deadline would wait for longer than it can.
 */
export function checkOwnHeaders(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  for (const name in request.headers) {
    if (!name.startsWith(OWN_PREFIX)) continue;
    const problemOf = ownHeaders.get(name);
    const problem = problemOf === undefined ? `is none of ${[...ownHeaders.keys()].join(', ')}` : problemOf(request);
    if (problem === null) continue;
    void reply.code(400).send(errorBody('BAD_USER_INPUT', `The header ${name.slice(0, LONGEST_QUOTE)} ${problem}.`));
    return;
  }
  done();
}

function unlessYesOrNo(value: string | readonly string[] | undefined): string | null {
  return value === '0' || value === '1' ? null : 'is 1 or 0';
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
