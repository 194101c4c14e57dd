import { invalidResponse } from './errors.js';
import type { UpstreamName } from './errors.js';

/** What vendors send nests to a dozen levels; what nests thousands deep brings down whoever walks through it. */
const MAX_NESTING = 100;

/**
 * The body of an answer, of unknown shape; `undefined` where a refusal has none or none that is JSON. Throws
 * UPSTREAM_INVALID_RESPONSE where anything else is no JSON or nests too deeply.
 */
export function parseJsonBody(upstream: UpstreamName, status: number, text: string): unknown {
  const isRefusal = status >= 400;
  if (text.trim() === '') {
    if (status < 300) throw invalidResponse(upstream, 'answered with an empty body');
    return undefined;
  }
  if (isTooDeep(text)) {
    if (isRefusal) return undefined;
    throw invalidResponse(upstream, `answered with JSON of more than ${MAX_NESTING} levels`);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (isRefusal) return undefined;
    throw invalidResponse(upstream, 'answered with something that is not JSON', error);
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function isTooDeep(text: string): boolean {
  if (!opensMoreThan(MAX_NESTING, text)) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case 0x5b: // [
      case 0x7b: // {
        depth += 1;
        if (depth > MAX_NESTING) return true;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth -= 1;
        break;
    }
  }
  return false;
}

/** Whether there are so many brackets at all, be they within texts: most answers need no closer look. */
function opensMoreThan(times: number, text: string): boolean {
  let left = times;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      left -= 1;
      if (left < 0) return true;
    }
  }
  return false;
}

/** Where the string that begins at `start` ends: at its next quote that no odd number of backslashes escapes. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}
