import { hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.js';

const RESPONSE_JSON = 'application/graphql-response+json';

/**
 * What an answer that all of the same rights share can vary by, as one text: method and address, the rights of who asks,
 * the form that the answer is wanted in, and the very text that was sent. `null` for a request whose answer is about
 * itself: a dry run, or one that asks what it cost.
 */
export function answerKeyOf(request: FastifyRequest, rights: string): string | null {
  const { headers, method } = request;
  if (isAsked(headers['immograph-dry-run']) || isAsked(headers['immograph-cost'])) return null;
  if (method === 'POST' && request.bodyText === null) return null;
  const accepted = headers.accept ?? '';
  // The number of lines before the last is always the same.
  const facts = [
    method,
    request.raw.url ?? '',
    rights,
    // To all others the answer is plain JSON.
    accepted.includes(RESPONSE_JSON) ? accepted : '',
    request.bodyText ?? '',
  ];
  return hash('sha256', facts.join('\n'), 'base64url');
}

function isAsked(header: string | readonly string[] | undefined): boolean {
  return header !== undefined && header !== '0';
}

const scopesByCaller = new WeakMap<Caller, string>();

export function scopesOf(caller: Caller): string {
  const known = scopesByCaller.get(caller);
  if (known !== undefined) return known;
  const text = [...caller.scopes].sort().join(' ');
  scopesByCaller.set(caller, text);
  return text;
}
