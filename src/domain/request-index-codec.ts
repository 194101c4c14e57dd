import { standings, viewReaches, wantedConditions, outdoorKinds, serviceKinds } from './buyer-criteria.js';
import type { BuyerRequest } from './buyer-request.js';
import { digitsOf, packInstant, unpackInstant } from './request-index-texts.js';
import { createShapes } from './request-index-shapes.js';
import { offerTypes, propertyClasses, viewOns } from './vocabulary.js';

/** Where a record begins in memory that others share; it tells itself where it ends. */
export type RecordBytes = Readonly<{ bytes: Buffer; start: number }>;

/**
 * A request as bytes. Of each field that is noted, in their order, its start and its end in them, both 0 where there is
 * none; equal bytes are equal values.
 */
export type EncodedRequest = Readonly<{ bytes: Buffer; length: number; noted: Int32Array }>;

export type RequestCodec = Readonly<{
  /** What is handed out is overwritten by the next call: it is copied at once, and then cleared. */
  encode: (request: BuyerRequest) => EncodedRequest;
  /** Overwrites what the last record has left in the memory that records are written in. */
  clear: () => void;
  decode: (record: RecordBytes) => BuyerRequest;
  /** No more of the record than it takes to read these fields. */
  decodeFields: <Field extends keyof BuyerRequest>(
    record: RecordBytes,
    fields: readonly Field[],
  ) => Pick<BuyerRequest, Field>;
  /** What records are written in. */
  memory: () => Buffer;
}>;

/**
 * Records as bytes, a third of their JSON: words of the vocabularies are one byte, names of fields are learned once and
 * then shared by all records, and numbers, identifiers of digits and instants take the bytes that they need. It keeps
 * what JSON keeps, whatever fields a record has.
 */
export function createRequestCodec(notedFields: readonly (keyof BuyerRequest)[]): RequestCodec {
  const shapes = createShapes();
  const noted = new Int32Array(2 * notedFields.length);
  /** By shape and place of a field in it, where it is noted; -1 where it is not. */
  const notedByShape: Int32Array[] = [];
  let scratch = Buffer.alloc(4096);
  let used = 0;

  function reserve(size: number): void {
    if (used + size <= scratch.length) return;
    const larger = Buffer.alloc(Math.max(scratch.length * 2, used + size));
    scratch.copy(larger, 0, 0, used);
    scratch.fill(0);
    scratch = larger;
  }

  function byte(value: number): void {
    reserve(1);
    scratch[used++] = value;
  }

  function varint(value: number): void {
    reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      scratch[used++] = (rest % 0x80) + 0x80;
      rest = Math.floor(rest / 0x80);
    }
    scratch[used++] = rest;
  }

  function write(value: unknown): void {
    if (value === null) byte(tags.null);
    else if (value === undefined) byte(tags.undefined);
    else if (typeof value === 'string') writeText(value);
    else if (typeof value === 'number') writeNumber(value);
    else if (typeof value === 'boolean') byte(value ? tags.true : tags.false);
    else if (Array.isArray(value)) writeList(value);
    else if (typeof value === 'object') writeRecord(value as Readonly<Record<string, unknown>>);
    else throw new TypeError(`A record cannot hold a ${typeof value}.`);
  }

  function writeNumber(value: number): void {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
      byte(tags.float);
      reserve(8);
      used = scratch.writeDoubleLE(value, used);
    } else if (value >= 0 && value < smallNumbers) {
      byte(tags.smallNumber + value);
    } else {
      byte(value < 0 ? tags.negative : tags.positive);
      varint(Math.abs(value));
    }
  }

  function writeText(text: string): void {
    const word = text.length > longestWord ? undefined : wordIds.get(text);
    const digits = word === undefined ? digitsOf(text) : null;
    const instant = word === undefined && digits === null ? packInstant(text) : null;
    if (word !== undefined) {
      byte(tags.word + word);
    } else if (digits !== null) {
      byte(tags.digits);
      varint(digits);
    } else if (instant !== null) {
      byte(tags.instant);
      reserve(7);
      used = scratch.writeUInt32LE(Math.floor(instant / 2 ** 24), used);
      used = scratch.writeUIntLE(instant % 2 ** 24, used, 3);
    } else {
      writeCharacters(text);
    }
  }

  function writeCharacters(text: string): void {
    const begun = used;
    byte(tags.latin1);
    varint(text.length);
    reserve(text.length);
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code > 0xff) {
        used = begun;
        writeWideCharacters(text);
        return;
      }
      scratch[used++] = code;
    }
  }

  function writeWideCharacters(text: string): void {
    // UTF-8 cannot hold halved characters, which are kept as they are too.
    const encoding = loneSurrogate.test(text) ? 'utf16le' : 'utf8';
    const size = Buffer.byteLength(text, encoding);
    byte(tags[encoding]);
    varint(size);
    reserve(size);
    used += scratch.write(text, used, encoding);
  }

  function writeList(list: readonly unknown[]): void {
    byte(tags.list);
    varint(list.length);
    for (const item of list) write(item);
  }

  function writeRecord(record: Readonly<Record<string, unknown>>): void {
    const { id, keys } = shapes.shapeOf(record);
    byte(tags.record);
    varint(id);
    for (const key of keys) write(record[key]);
  }

  function writeRequest(request: Readonly<Record<string, unknown>>): void {
    const { id, keys } = shapes.shapeOf(request);
    const places = (notedByShape[id] ??= Int32Array.from(keys, (key) =>
      notedFields.indexOf(key as keyof BuyerRequest),
    ));
    noted.fill(0);
    byte(tags.record);
    varint(id);
    for (let index = 0; index < keys.length; index++) {
      const start = used;
      write(request[keys[index] ?? '']);
      const place = places[index] ?? -1;
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
    // What was written is a BuyerRequest, and nothing else is read.
    decode: ({ bytes, start }) => createReader(bytes, start, shapes.keysOf).read() as BuyerRequest,
    decodeFields: ({ bytes, start }, fields) =>
      createReader(bytes, start, shapes.keysOf).readUntil(fields) as BuyerRequest,
  };
}

function createReader(bytes: Buffer, start: number, keysOf: (shape: number) => readonly string[]) {
  let at = start;

  function varint(): number {
    let [value, scale] = [0, 1];
    for (;;) {
      const next = bytes[at++] ?? 0;
      value += (next % 0x80) * scale;
      if (next < 0x80) return value;
      scale *= 0x80;
    }
  }

  function text(encoding: BufferEncoding): string {
    const size = varint();
    at += size;
    return bytes.toString(encoding, at - size, at);
  }

  function read(): unknown {
    const tag = bytes[at++] ?? 0;
    if (tag >= tags.word) return words[tag - tags.word];
    if (tag >= tags.smallNumber) return tag - tags.smallNumber;
    switch (tag) {
      case tags.null:
        return null;
      case tags.undefined:
        return undefined;
      case tags.true:
        return true;
      case tags.false:
        return false;
      case tags.float:
        at += 8;
        return bytes.readDoubleLE(at - 8);
      case tags.positive:
        return varint();
      case tags.negative:
        return -varint();
      case tags.digits:
        return String(varint());
      case tags.instant:
        at += 7;
        return unpackInstant(bytes.readUInt32LE(at - 7) * 2 ** 24 + bytes.readUIntLE(at - 3, 3));
      case tags.latin1:
        return text('latin1');
      case tags.utf8:
        return text('utf8');
      case tags.utf16le:
        return text('utf16le');
      case tags.list:
        return Array.from({ length: varint() }, read);
      case tags.record:
        return readRecord(keysOf(varint()));
      default:
        throw new RangeError(`A record has a part of an unknown kind, ${tag}.`);
    }
  }

  function readRecord(keys: readonly string[], count = keys.length): unknown {
    const record: Record<string, unknown> = {};
    for (let index = 0; index < count; index++) set(record, keys[index] ?? '', read());
    return record;
  }

  function readUntil(fields: readonly string[]): unknown {
    at += 1;
    const keys = keysOf(varint());
    return readRecord(keys, 1 + Math.max(...fields.map((field) => keys.indexOf(field))));
  }

  return { read, readUntil };
}

/** Whether what is written from there on is what nobody asks for: `null`, an empty list, or nothing at all. */
export function isNothing(bytes: Buffer, start: number, end: number): boolean {
  const tag = bytes[start];
  return start === end || tag === tags.null || tag === tags.undefined || (tag === tags.list && bytes[start + 1] === 0);
}

/** A field of that name would otherwise not be one. */
function set(record: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') record[key] = value;
  else Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
}

const smallNumbers = 96;

const tags = {
  null: 0,
  true: 1,
  false: 2,
  float: 3,
  positive: 4,
  negative: 5,
  digits: 6,
  instant: 7,
  latin1: 8,
  utf8: 9,
  utf16le: 10,
  list: 11,
  record: 12,
  undefined: 13,
  smallNumber: 32,
  word: 32 + smallNumbers,
} as const;

const words: readonly string[] = [
  ...new Set([
    ...offerTypes,
    ...propertyClasses,
    ...wantedConditions,
    ...standings,
    ...viewReaches,
    ...viewOns,
    ...outdoorKinds,
    ...serviceKinds,
    ...['EXACT', 'AMBIGUOUS', 'UNRESOLVED', 'EQUAL', 'AT_LEAST', 'AT_MOST', 'NUMBER', 'TOP', 'EUR', 'FR'],
  ]),
].slice(0, 256 - tags.word);

const longestWord = Math.max(...words.map(({ length }) => length));
const wordIds: ReadonlyMap<string, number> = new Map(words.map((word, id) => [word, id]));

const loneSurrogate = /\p{Surrogate}/u;
