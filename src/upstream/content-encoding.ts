import { promisify } from 'node:util';
import { isNativeError } from 'node:util/types';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { AnswerTooLong } from './exchange.js';

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

/** zlib goes to another thread and back for each piece of what it decodes: most bodies come in one. */
const TIMES_IN_A_PIECE = 10;
const SMALLEST_PIECE = 16 * 1024;
const LARGEST_PIECE = 512 * 1024;
/** Long lists of records pack to a tenth or a thirtieth; what packs to a hundredth repeats itself to be long. */
const MOST_TIMES = 128;
/** Whatever it was packed to, a body may be so long. */
const SHORT_BODY = 8 * 1024 * 1024;

/**
 * What a body says, decoded off this thread. Fails with `AnswerTooLong` where that is more than `maxBytes`, or beyond 8 MB
 * more than 128 times what it was packed to, for a few kilobytes of gzip can hold gigabytes; with zlib's error where
 * it cannot be decoded.
 */
export async function decodeBody(packed: Buffer, encoding: keyof typeof decoders, maxBytes: number): Promise<Buffer> {
  const limit = Math.min(maxBytes, Math.max(SHORT_BODY, MOST_TIMES * packed.length));
  const chunkSize = Math.min(Math.max(TIMES_IN_A_PIECE * packed.length, SMALLEST_PIECE), LARGEST_PIECE);
  try {
    return await decoders[encoding](packed, { maxOutputLength: limit, chunkSize });
  } catch (error) {
    if (isNativeError(error) && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      throw new AnswerTooLong(limit);
    }
    throw error;
  }
}
