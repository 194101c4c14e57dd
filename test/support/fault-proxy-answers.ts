import { createGzip } from 'node:zlib';
import type { Fault, PassedAnswer } from './fault-proxy-faults.js';

/** Any JSON; tests reach into it without types. */
type Json = ReturnType<typeof JSON.parse>;

const JSON_TYPE = { 'content-type': 'application/json' } as const;

/** Every form that a `Retry-After` may have, `undefined` for none. */
export const retryAfterForms: readonly (string | undefined)[] = [
  '5',
  '0',
  '-1',
  '86400',
  'soon',
  new Date(Date.now() + 5_000).toUTCString(),
  new Date(Date.now() - 60_000).toUTCString(),
  undefined,
];

export function answerOf(status: number, headers: Readonly<Record<string, string>> = {}): Fault {
  const body = Buffer.from(JSON.stringify({ message: `status ${status}` }));
  return { kind: 'ANSWER', answer: { status, headers: { ...JSON_TYPE, ...headers }, body } };
}

export function tooManyRequests(retryAfter: string | undefined): Fault {
  return answerOf(429, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
}

export function redirectTo(location: string, status: 301 | 302 | 303 | 307 | 308 = 302): Fault {
  return answerOf(status, { location });
}

function bodyOf(body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Fault {
  const answer = { status: 200, headers: { ...JSON_TYPE, ...headers }, body: Buffer.from(body) };
  return { kind: 'ANSWER', answer };
}

/** Answers that are none, with status 200. */
export const wrongKinds = {
  htmlPage: bodyOf('<!doctype html><title>Sign in</title><form></form>', { 'content-type': 'text/html' }),
  emptyBody: bodyOf(''),
  garbage: bodyOf(Buffer.from([0xff, 0xfe, 0x00, 0x7b, 0x22, 0x80, 0xc3, 0x28, 0x00, 0x7d])),
  aWord: bodyOf('"maintenance in progress"'),
  nothing: bodyOf('null'),
  errorWithStatus200: bodyOf('{"error":{"code":"INTERNAL","message":"try again"}}'),
  bareNaN: bodyOf('{"data":NaN,"results":NaN,"valuations":NaN,"requests":NaN}'),
  notGzip: bodyOf('{"data":[]}', { 'content-encoding': 'gzip' }),
  unknownEncoding: bodyOf('{"data":[]}', { 'content-encoding': 'zstd-of-ours' }),
  deepNesting: bodyOf(`{"data":${'['.repeat(10_000)}${']'.repeat(10_000)}}`),
  halfOfItsJson: changeOf((text) => text.slice(0, Math.floor(text.length / 2))),
} as const satisfies Readonly<Record<string, Fault>>;

/** Answers that read well and are not for what was asked. Each works on the list that the answer carries, if any. */
export const wrongRows = {
  oneRowLess: listChangeOf((rows) => rows.slice(1)),
  oneRowMore: listChangeOf((rows) => [...rows.slice(0, 1), ...rows]),
  rowsTwice: listChangeOf((rows) => [...rows, ...rows]),
  rowsReversed: listChangeOf((rows) => rows.toReversed()),
  anotherId: jsonChangeOf((body) => withOtherIds(body)),
  prototypeKeys: jsonTextChangeOf((text) => text.replaceAll(/\{(?=")/g, '{"__proto__":{"isPolluted":true},')),
} as const satisfies Readonly<Record<string, Fault>>;

/** A body that `gzip` has made about a thousandth of its size; `megabytes` is what it decodes to. */
export async function gzipBomb(megabytes: number): Promise<Fault> {
  const gzip = createGzip({ level: 9 });
  const chunks: Buffer[] = [];
  gzip.on('data', (chunk: Buffer) => chunks.push(chunk));
  const megabyte = Buffer.alloc(1024 * 1024, 0x20);
  for (let written = 0; written < megabytes; written += 1) {
    if (!gzip.write(megabyte)) await new Promise((resolve) => gzip.once('drain', resolve));
  }
  await new Promise<void>((resolve) => {
    gzip.once('end', resolve);
    gzip.end();
  });
  return bodyOf(Buffer.concat(chunks), { 'content-encoding': 'gzip' });
}

function changeOf(change: (text: string) => string): Fault {
  return {
    kind: 'CHANGE',
    change: (answer: PassedAnswer) => ({ ...answer, body: Buffer.from(change(answer.body.toString('utf8'))) }),
  };
}

function jsonTextChangeOf(change: (text: string) => string): Fault {
  return changeOf((text) => change(JSON.stringify(parsed(text))));
}

function jsonChangeOf(change: (body: Json) => Json): Fault {
  return changeOf((text) => JSON.stringify(change(parsed(text))));
}

function listChangeOf(change: (rows: readonly Json[]) => readonly Json[]): Fault {
  return jsonChangeOf((body) => {
    const name = ['data', 'results', 'valuations', 'requests'].find((each) => Array.isArray(body?.[each]));
    return name === undefined ? body : { ...body, [name]: change(body[name]) };
  });
}

/** Every name by which a vendor knows a record, said of another one. */
function withOtherIds(value: Json): Json {
  if (Array.isArray(value)) return value.map(withOtherIds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => {
      if (name === 'flxId' && typeof each === 'string') return [name, `${each}-OTHER`];
      if (name === 'index' && typeof each === 'number') return [name, each + 1];
      if (name === 'agency' && typeof each === 'number') return [name, each + 1];
      return [name, withOtherIds(each as Json)];
    }),
  );
}

function parsed(text: string): Json {
  return text === '' ? null : JSON.parse(text);
}
