import type { BuyerRequest } from './buyer-request.js';
import type { Shapes } from './request-index-shapes.js';
import { smallNumbers, tags, words } from './request-index-tags.js';
import { digitsOf, packInstant } from './request-index-texts.js';

/**
 * A request as bytes. Of each field that is noted, in their order, its start and its end in them, both 0 where there is
 * none; equal bytes are equal values.
 */
export type EncodedRequest = Readonly<{ bytes: Buffer; length: number; noted: Int32Array }>;

export type RequestEncoder = Readonly<{
  /** What is handed out is overwritten by the next call: it is copied at once, and then cleared. */
  encode: (request: BuyerRequest) => EncodedRequest;
  /** Overwrites what the last record has left in the memory that records are written in. */
  clear: () => void;
  /** What records are written in. */
  memory: () => Buffer;
}>;

/** Nothing but text takes more, its tag and its size included. */
const MOST_OF_ONE = 16;

export function createRequestEncoder(
  shapes: Pick<Shapes, 'shapeOf'>,
  notedFields: readonly (keyof BuyerRequest)[],
): RequestEncoder {
  const noted = new Int32Array(2 * notedFields.length);
  /** By shape and place of a field in it, where it is noted; -1 where it is not. */
  const notedByShape: Int32Array[] = [];
  let scratch = Buffer.alloc(4096);
  let used = 0;

  function reserve(size: number): void {
    if (used + size > scratch.length) grow(size);
  }

  function grow(size: number): void {
    const larger = Buffer.alloc(Math.max(scratch.length * 2, used + size));
    scratch.copy(larger, 0, 0, used);
    scratch.fill(0);
    scratch = larger;
  }

  /** There is room for it already. */
  function varint(value: number): void {
    let rest = value;
    for (; rest > 0x7fffffff; rest = Math.floor(rest / 0x80)) scratch[used++] = (rest % 0x80) + 0x80;
    for (; rest >= 0x80; rest >>>= 7) scratch[used++] = (rest & 0x7f) | 0x80;
    scratch[used++] = rest;
  }

  function write(value: unknown): void {
    if (typeof value === 'string') {
      writeText(value);
      return;
    }
    reserve(MOST_OF_ONE);
    if (value === null) scratch[used++] = tags.null;
    else if (typeof value === 'number') writeNumber(value);
    else if (typeof value === 'boolean') scratch[used++] = value ? tags.true : tags.false;
    else if (value === undefined) scratch[used++] = tags.undefined;
    else if (Array.isArray(value)) writeList(value);
    else if (typeof value === 'object') writeRecord(value as Readonly<Record<string, unknown>>);
    else throw new TypeError(`A record cannot hold a ${typeof value}.`);
  }

  function writeNumber(value: number): void {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
      scratch[used++] = tags.float;
      used = scratch.writeDoubleLE(value, used);
    } else if (value >= 0 && value < smallNumbers) {
      scratch[used++] = tags.smallNumber + value;
    } else {
      scratch[used++] = value < 0 ? tags.negative : tags.positive;
      varint(Math.abs(value));
    }
  }

  /** A word of the vocabularies has capitals, and what begins with a digit may be a number or an instant. */
  function writeText(text: string): void {
    reserve(MOST_OF_ONE + text.length);
    const first = text.charCodeAt(0);
    if (first >= CAPITAL_A && first <= CAPITAL_Z && text.length <= longestWord) {
      const word = wordIds.get(text);
      if (word !== undefined) {
        scratch[used++] = tags.word + word;
        return;
      }
    } else if (first >= ZERO && first <= NINE && writeDigits(text)) {
      return;
    }
    writeCharacters(text);
  }

  function writeDigits(text: string): boolean {
    const digits = digitsOf(text);
    if (digits !== null) {
      scratch[used++] = tags.digits;
      varint(digits);
      return true;
    }
    const instant = packInstant(text);
    if (instant === null) return false;
    const high = Math.floor(instant / 2 ** 24);
    scratch[used] = tags.instant;
    writeInt32(high, used + 1);
    writeInt32(instant - high * 2 ** 24, used + 5);
    // Of the lower half the last byte is always 0.
    used += INSTANT_SIZE;
    return true;
  }

  function writeInt32(value: number, at: number): void {
    scratch[at] = value;
    scratch[at + 1] = value >>> 8;
    scratch[at + 2] = value >>> 16;
    scratch[at + 3] = value >>> 24;
  }

  function writeCharacters(text: string): void {
    const begun = used;
    const { length } = text;
    scratch[used++] = tags.latin1;
    varint(length);
    const [bytes, start] = [scratch, used];
    for (let at = 0; at < length; at++) {
      const code = text.charCodeAt(at);
      if (code > 0xff) {
        used = begun;
        writeWideCharacters(text);
        return;
      }
      bytes[start + at] = code;
    }
    used += length;
  }

  function writeWideCharacters(text: string): void {
    // UTF-8 cannot hold halved characters, which are kept as they are too.
    const encoding = loneSurrogate.test(text) ? 'utf16le' : 'utf8';
    const size = Buffer.byteLength(text, encoding);
    reserve(MOST_OF_ONE + size);
    scratch[used++] = tags[encoding];
    varint(size);
    used += scratch.write(text, used, encoding);
  }

  function writeList(list: readonly unknown[]): void {
    const { length } = list;
    scratch[used++] = tags.list;
    varint(length);
    for (let index = 0; index < length; index++) write(list[index]);
  }

  function writeRecord(record: Readonly<Record<string, unknown>>): void {
    scratch[used++] = tags.record;
    varint(shapes.shapeOf(record).id);
    for (const key in record) if (Object.prototype.hasOwnProperty.call(record, key)) write(record[key]);
  }

  function writeRequest(request: Readonly<Record<string, unknown>>): void {
    const { id, keys } = shapes.shapeOf(request);
    const places = (notedByShape[id] ??= Int32Array.from(keys, (key) =>
      notedFields.indexOf(key as keyof BuyerRequest),
    ));
    noted.fill(0);
    scratch[used++] = tags.record;
    varint(id);
    let index = 0;
    for (const key in request) {
      if (!Object.prototype.hasOwnProperty.call(request, key)) continue;
      const start = used;
      write(request[key]);
      const place = places[index++] ?? -1;
      if (place < 0) continue;
      noted[2 * place] = start;
      noted[2 * place + 1] = used;
    }
  }

  return {
    encode: (request) => {
      used = 0;
      writeRequest(request);
      return { bytes: scratch, length: used, noted };
    },
    clear: () => {
      scratch.fill(0, 0, used);
      used = 0;
    },
    memory: () => scratch,
  };
}

const [CAPITAL_A, CAPITAL_Z] = [65, 90];
const [ZERO, NINE] = [48, 57];
/** A tag and seven bytes. */
const INSTANT_SIZE = 8;

const longestWord = Math.max(...words.map(({ length }) => length));
const wordIds: ReadonlyMap<string, number> = new Map(words.map((word, id) => [word, id]));

const loneSurrogate = /\p{Surrogate}/u;
