import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What a client may name its request; anything else is replaced, so that no log line can be forged. */
const form = /^[\w.:-]{1,100}$/;

/** What its client calls the request, or a new name for it. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && form.test(given) ? given : randomUUID();
}
