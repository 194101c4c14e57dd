import { promisify } from 'node:util';
import { isNativeError } from 'node:util/types';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

const decoders = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;

/** IDENTITY: as it is. OTHER: one that was not asked for. */
export type ContentEncoding = keyof typeof decoders | 'IDENTITY' | 'OTHER';

export function readContentEncoding(header: string | undefined): ContentEncoding {
  if (header === undefined) return 'IDENTITY';
  const name = header.trim().toLowerCase();
  if (name === '' || name === 'identity') return 'IDENTITY';
  return Object.hasOwn(decoders, name) ? (name as keyof typeof decoders) : 'OTHER';
}

/**
 * What a body says, decoded off this thread; `null` where that is more than `maxBytes`, for a few kilobytes of gzip can
 * hold gigabytes. Fails with zlib's error where it cannot be decoded.
 */
export async function decodeBody(
  body: Buffer,
  encoding: keyof typeof decoders,
  maxBytes: number,
): Promise<Buffer | null> {
  try {
    return await decoders[encoding](body, { maxOutputLength: maxBytes });
  } catch (error) {
    if (isNativeError(error) && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') return null;
    throw error;
  }
}
