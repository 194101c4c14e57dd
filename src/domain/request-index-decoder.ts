import type { BuyerRequest } from './buyer-request.js';
import { makerOf } from './request-index-familiar.js';
import type { Shapes } from './request-index-shapes.js';
import { tags, words } from './request-index-tags.js';
import { unpackInstant } from './request-index-texts.js';

/** Where a record begins in memory that others share; it tells itself where it ends. */
export type RecordBytes = Readonly<{ bytes: Buffer; start: number }>;

export type RequestDecoder = Readonly<{
  decode: (record: RecordBytes) => BuyerRequest;
  /** No more of the record than it takes to read these fields. */
  decodeFields: <Field extends keyof BuyerRequest>(
    record: RecordBytes,
    fields: readonly Field[],
  ) => Pick<BuyerRequest, Field>;
}>;

export function createRequestDecoder({ keysOf }: Pick<Shapes, 'keysOf'>): RequestDecoder {
  let bytes: Buffer = Buffer.alloc(0);
  let at = 0;
  const makers: (ReturnType<typeof makerOf> | undefined)[] = [];

  function varint(): number {
    let next = bytes[at++] ?? 0;
    if (next < 0x80) return next;
    let [value, scale] = [next - 0x80, 0x80];
    for (;;) {
      next = bytes[at++] ?? 0;
      if (next < 0x80) return value + next * scale;
      value += (next - 0x80) * scale;
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
        return readList(varint());
      case tags.record:
        return readRecord(varint());
      default:
        throw new RangeError(`A record has a part of an unknown kind, ${tag}.`);
    }
  }

  function readList(length: number): unknown[] {
    const list: unknown[] = [];
    for (let index = 0; index < length; index++) list.push(read());
    return list;
  }

  function readRecord(shape: number): unknown {
    let make = makers[shape];
    if (make === undefined) make = makers[shape] = makerOf(keysOf(shape));
    return make === null ? readFields(keysOf(shape)) : make(read);
  }

  function readFields(keys: readonly string[], count = keys.length): unknown {
    const record: Record<string, unknown> = {};
    for (let index = 0; index < count; index++) set(record, keys[index] ?? '', read());
    return record;
  }

  function begin(record: RecordBytes): void {
    bytes = record.bytes;
    at = record.start;
  }

  return {
    // What was written is a BuyerRequest, and nothing else is read.
    decode: (record) => {
      begin(record);
      return read() as BuyerRequest;
    },
    decodeFields: (record, fields) => {
      begin(record);
      at += 1;
      const keys = keysOf(varint());
      return readFields(keys, 1 + Math.max(...fields.map((field) => keys.indexOf(field)))) as BuyerRequest;
    },
  };
}

/** A field of that name would otherwise not be one. */
function set(record: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') record[key] = value;
  else Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
}
