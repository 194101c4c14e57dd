import { createLocalJWKSet, errors } from 'jose';
import type { CryptoKey, FlattenedJWSInput, JSONWebKeySet, JWSHeaderParameters } from 'jose';

/** No key could ever be fetched, so that nothing can be said of any token. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

type FindKey = (header: JWSHeaderParameters, token: FlattenedJWSInput) => Promise<CryptoKey>;

export type KeySetOptions = Readonly<{
  url: string;
  /** For the log: why the keys cannot be fetched. */
  onError: (error: unknown) => void;
  /** `performance.now()` unless told. */
  now?: () => number;
}>;

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 1024 * 1024;
/** Not more often is it asked, whatever tokens come. */
const COOLDOWN_MS = 30_000;
/** Where none was ever had, it is tried sooner. */
const FIRST_COOLDOWN_MS = 1_000;
const MAX_AGE_MS = 10 * 60_000;

/**
 * The keys of an issuer, fetched when the first token comes, and again when they are old or a token names an unknown
 * one. While they cannot be fetched, those that are known go on.
 */
export function createKeySet({ url, onError, now = () => performance.now() }: KeySetOptions): FindKey {
  let known: ReturnType<typeof createLocalJWKSet> | null = null;
  let fetchedAt = -Infinity;
  let triedAt = -Infinity;
  let flight: Promise<void> | null = null;

  function refresh(): Promise<void> {
    flight ??= fetchKeys(url)
      .then((keys) => {
        known = createLocalJWKSet(keys);
        fetchedAt = now();
      })
      .catch(onError)
      .finally(() => {
        triedAt = now();
        flight = null;
      });
    return flight;
  }

  const isDue = () => flight !== null || now() - triedAt >= (known === null ? FIRST_COOLDOWN_MS : COOLDOWN_MS);

  return async (header, token) => {
    if (known === null && isDue()) await refresh();
    if (known === null) throw new KeysUnavailable('The keys that tokens are checked with cannot be fetched.');
    if (now() - fetchedAt >= MAX_AGE_MS && isDue()) void refresh();
    try {
      return await known(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !isDue()) throw error;
      await refresh();
      return known(header, token);
    }
  };
}

async function fetchKeys(url: string): Promise<JSONWebKeySet> {
  const response = await fetch(url, {
    headers: { accept: 'application/jwk-set+json, application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`The keys' address answered with status ${response.status}.`);
  }
  return JSON.parse(await textOf(response)) as JSONWebKeySet;
}

/** Counted as it comes, for what is packed may unfold. */
async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for await (const chunk of response.body ?? []) {
    const part = chunk as Uint8Array;
    bytes += part.byteLength;
    if (bytes > MAX_BYTES) throw new Error(`The keys' address answered with more than ${MAX_BYTES} bytes.`);
    text += decoder.decode(part, { stream: true });
  }
  return text + decoder.decode();
}
