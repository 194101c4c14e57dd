/**
 * A `Retry-After` header in milliseconds from `now`: seconds or an HTTP date (RFC 9110, 10.2.3). What cannot be read,
 * or lies in the past, is `undefined`.
 */
export function parseRetryAfter(header: string | undefined, now: number = Date.now()): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  if (!/^[A-Za-z]{3}/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) || at < now ? undefined : at - now;
}
