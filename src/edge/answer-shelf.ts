import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import type { UpstreamsUsed } from './call-meter.js';

/** Instants are in milliseconds since 1970. */
export type KeptAnswer = Readonly<{
  body: Buffer;
  contentType: string;
  /** Of its data, whatever stands beside it and however it is packed; `null` for what no cache on the way may keep. */
  etag: string | null;
  keptAt: number;
  holdsUntil: number;
  /** What the operation had to reserve when it was executed, and what it takes where no upstream is called. */
  points: Readonly<{ requested: number; least: number }>;
  operationName: string | null;
  upstreams: UpstreamsUsed;
}>;

const encodings = ['br', 'gzip'] as const;
export type Encoding = (typeof encodings)[number];

/** Answers as bytes, in this process alone, of so many bytes in all; what was asked for longest ago goes first. */
export interface AnswerShelf {
  find(key: string, now: number): KeptAnswer | null;
  put(key: string, answer: KeptAnswer): void;
  /** The answer's body in this encoding, packed once for all who want it so. */
  packed(key: string, answer: KeptAnswer, encoding: Encoding): Buffer | Promise<Buffer>;
  bytes(): number;
}

/** What an entry takes beside its bodies: the key, the facts, the nodes of the list and of the map. */
const OVERHEAD_BYTES = 1024;
/** One answer must not drive all others out. */
const LARGEST_PART = 1 / 8;
/** As answers are packed on their way. */
const BROTLI_QUALITY = 4;

type Packed = Partial<Record<Encoding, Buffer | Promise<Buffer>>>;

const pack: Readonly<Record<Encoding, (body: Buffer) => Promise<Buffer>>> = {
  br: (body) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  gzip: (body) => promisify(gzip)(body),
};

export function createAnswerShelf(maxBytes: number): AnswerShelf {
  type Entry = Readonly<{ answer: KeptAnswer; packed: Packed }>;
  const entries = new LRUCache<string, Entry>({
    maxSize: maxBytes,
    maxEntrySize: Math.floor(maxBytes * LARGEST_PART),
    sizeCalculation: ({ answer, packed }) =>
      encodings.reduce((bytes, encoding) => bytes + lengthOf(packed[encoding]), OVERHEAD_BYTES + answer.body.length),
  });

  return {
    find: (key, now) => {
      const answer = entries.get(key)?.answer;
      if (answer === undefined) return null;
      // A clock that was put back says nothing of how old it is.
      if (answer.keptAt <= now && now < answer.holdsUntil) return answer;
      entries.delete(key);
      return null;
    },
    put: (key, answer) => {
      entries.set(key, { answer: { ...answer, body: ofItsOwn(answer.body) }, packed: {} });
    },
    packed: (key, answer, encoding) => {
      const entry = entries.peek(key);
      const known = entry?.answer === answer ? entry.packed[encoding] : undefined;
      if (known !== undefined) return known;
      const packing = pack[encoding](answer.body).then(ofItsOwn);
      const note = (packed: Buffer | Promise<Buffer> | undefined) => {
        const now = entries.peek(key);
        if (now?.answer !== answer) return;
        entries.set(key, { answer, packed: { ...now.packed, [encoding]: packed } });
      };
      note(packing);
      packing.then(note, () => {
        note(undefined);
      });
      return packing;
    },
    bytes: () => entries.calculatedSize,
  };
}

/** Node.js gives out small buffers as parts of larger ones, which a part that is kept would keep whole. */
function ofItsOwn(bytes: Buffer): Buffer {
  if (bytes.buffer.byteLength === bytes.length) return bytes;
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return own;
}

function lengthOf(packed: Buffer | Promise<Buffer> | undefined): number {
  return Buffer.isBuffer(packed) ? packed.length : 0;
}
