import { isRecord } from './reading.js';

const MAX_LENGTH = 300;
/** What a vendor may quote of a request's headers or of a login. */
const credential =
  /\b(?:authorization|x-api-key|api[-_ ]?key|(?:access[-_ ]?)?token|password|secret)["']?\s*[:=]\s*(?:(?:basic|bearer)\s+)?\S+|\b(?:basic|bearer)\s+\S+/giu;

/**
 * A vendor's own words, fit for a client: on one line, without control characters, URLs and credentials, cut to a length that a
 * person reads; `null` where they say nothing.
 */
export function toVendorMessage(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  const line = text
    .slice(0, MAX_LENGTH * 4)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, ' ')
    .replace(/[a-z][a-z\d+.-]{0,15}:\/\/\S*/giu, '…')
    .replace(credential, '…')
    .replace(/\s+/gu, ' ')
    .trim();
  if (line === '') return null;
  return line.length <= MAX_LENGTH ? line : `${line.slice(0, MAX_LENGTH - 1).trimEnd()}…`;
}

/** What the body of a refusal says: `{ message }`, also one in another, or OAuth's `{ error_description }`. */
export function readRefusal(body: unknown): string | null {
  if (!isRecord(body)) return null;
  const { message, error_description: description, error } = body;
  const inner = isRecord(message) ? message['message'] : message;
  return toVendorMessage(inner) ?? toVendorMessage(description) ?? toVendorMessage(error);
}
