import { standings, viewReaches, wantedConditions, outdoorKinds, serviceKinds } from './buyer-criteria.js';
import type { BuyerRequest } from './buyer-request.js';
import { digitsOf, packInstant, unpackInstant } from './request-index-texts.js';
import { createShapes } from './request-index-shapes.js';
import { offerTypes, propertyClasses, viewOns } from './vocabulary.js';

/** Where a record begins in memory that others share; it tells itself where it ends. */
export type RecordBytes = Readonly<{ bytes: Buffer; start: number }>;

export type RequestCodec = Readonly<{
  /** What is handed out is overwritten by the next call: it is copied at once, and then cleared. */
  encode: (request: BuyerRequest) => Readonly<{ bytes: Buffer; length: number }>;
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
export function createRequestCodec(): RequestCodec {
  const shapes = createShapes();
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
    else if (typeof value === 'object') writeRecord(value);
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
    const word = wordIds.get(text);
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
    // UTF-8 cannot hold halved characters, which are kept as they are too.
    const encoding = !beyondLatin1.test(text) ? 'latin1' : loneSurrogate.test(text) ? 'utf16le' : 'utf8';
    const size = encoding === 'latin1' ? text.length : Buffer.byteLength(text, encoding);
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

  function writeRecord(record: object): void {
    const shape = shapes.shapeOf(record);
    byte(tags.record);
    varint(shape.id);
    for (const value of Object.values(record)) write(value);
  }

  return {
    encode: (request) => {
      used = 0;
      write(request);
      return { bytes: scratch, length: used };
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

const wordIds: ReadonlyMap<string, number> = new Map(words.map((word, id) => [word, id]));

const beyondLatin1 = /[^\p{ASCII}\u0080-\u00ff]/u;
const loneSurrogate = /\p{Surrogate}/u;
