import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../store/until.js';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';

let immograph: RunningImmograph;
beforeAll(async () => {
  immograph = await startImmograph();
});
afterAll(() => immograph.stop());

function open(): Socket {
  return connect(Number(new URL(immograph.origin).port), '127.0.0.1');
}

/** All that comes back until the server closes the connection, which it does here once it has answered. */
function exchange(...parts: readonly (string | Buffer)[]): Promise<string> {
  return new Promise((resolve) => {
    const socket = open();
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    // What is not read of a request resets its connection; what came until then counts.
    socket.on('error', () => undefined).once('close', () => resolve(text));
    for (const part of parts) socket.write(part);
  });
}

/** What a connection brings from now on, and how it ends. */
function received(socket: Socket) {
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const ended = new Promise<string>((resolve) => {
    socket.once('error', ({ message }) => resolve(message)).once('end', () => resolve('end'));
  });
  return { socket, text: () => text, answers: () => [...text.matchAll(/HTTP\/1\.1 200 /g)].length, ended };
}

type HttpAnswer = Readonly<{ status: number; headers: string; body: Json }>;

/** The last answer of a connection; those before it are of the requests before. */
function read(text: string): HttpAnswer {
  const start = text.lastIndexOf('HTTP/1.1 ');
  const [headers = '', ...rest] = text.slice(start).split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(headers)?.[1]),
    headers: headers.toLowerCase(),
    body: body === '' ? null : JSON.parse(body),
  };
}

const viewer = JSON.stringify({ query: '{ viewer { clientId } }' });
const host = 'Host: localhost';
const json = 'Content-Type: application/json';
const close = 'Connection: close';

/** A request line and headers, and what follows them. */
const message = (line: string, headers: readonly string[], body: string | Buffer = '') => [
  `${[`${line} HTTP/1.1`, ...headers].join('\r\n')}\r\n\r\n`,
  body,
];
const lengthOf = (body: string | Buffer) => `Content-Length: ${Buffer.byteLength(body)}`;
const posted = (body: string | Buffer, ...headers: readonly string[]) =>
  message('POST /graphql', [host, close, lengthOf(body), ...headers], body);
const postedJson = (body: unknown) => posted(JSON.stringify(body), json);
const line = (requestLine: string, ...headers: readonly string[]) => message(requestLine, [host, close, ...headers]);
const query = encodeURIComponent('{ viewer { clientId } }');

type Bad = readonly [name: string, parts: readonly (string | Buffer)[], status: number, code?: string];

const bad: readonly Bad[] = [
  // Methods and paths.
  ['PUT', line('PUT /graphql', 'Content-Length: 0'), 405],
  ['PATCH', line('PATCH /graphql', 'Content-Length: 0'), 405],
  ['DELETE', line('DELETE /graphql'), 405],
  ['OPTIONS that is no preflight', line('OPTIONS /graphql'), 405],
  ['TRACE', line('TRACE /graphql'), 405],
  ['a method of WebDAV', line('PROPFIND /graphql'), 404],
  ['a method that is none', line('HACK /graphql'), 400],
  ['a method in small letters', line('post /graphql'), 400],
  ['POST to the page', line('POST /graphiql', 'Content-Length: 0'), 404],
  ['a path out of the folder', line('GET /graphiql/assets/../../../package.json'), 403],
  ['a path out of the folder, encoded', line('GET /graphiql/assets/..%2f..%2f..%2fpackage.json'), 404],
  ['a path with a bad escape', line('GET /%c0%ae'), 400],
  ['a path with a zero byte', line('GET /graphiql/assets/%00'), 403],
  ['a path that is only a star', line('OPTIONS *'), 404],
  ['a path of another server', line(`GET http://evil.example/graphql?query=${query}`), 200],
  ['a URL that is none', line(`GET http://[bad/graphql?query=${query}`), 400],
  ['a URL of 20,000 characters', line(`GET /graphql?query=${'x'.repeat(20_000)}`), 431],
  // Hosts.
  ['no host', message('POST /graphql', [close, json, lengthOf(viewer)], viewer), 400],
  ['an empty host', message('POST /graphql', ['Host:', close, json, lengthOf(viewer)], viewer), 400],
  ['two hosts', message('POST /graphql', [host, host, close, json, lengthOf(viewer)], viewer), 400],
  ['a host that is none', message('POST /graphql', ['Host: [::1', close, json, lengthOf(viewer)], viewer), 400],
  ['a host of two words', message('POST /graphql', ['Host: local host', close, json, lengthOf(viewer)], viewer), 400],
  [
    'another host',
    message('POST /graphql', ['Host: evil.example', close, json, lengthOf(viewer)], viewer),
    403,
    'FORBIDDEN',
  ],
  [
    'a host with a password',
    message('POST /graphql', ['Host: localhost@evil.example', close, json, lengthOf(viewer)], viewer),
    403,
    'FORBIDDEN',
  ],
  // The parser's own refusals.
  ['what is no HTTP', ['SSH-2.0-OpenSSH_9.6\r\n\r\n'], 400],
  ['a handshake of TLS', [Buffer.from('1603010200010001fc0303', 'hex'), '\r\n\r\n'], 400],
  ['HTTP of the next century', ['GET /graphql HTTP/9.9\r\nHost: localhost\r\n\r\n'], 400],
  ['a header without a name', line('GET /graphql', ': x'), 400],
  ['a header with a space in its name', line('GET /graphql', 'X y: z'), 400],
  [
    'a header that is folded',
    ['GET /graphql HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\nConnection: close\r\n\r\n'],
    400,
  ],
  ['a zero byte in a header', line('GET /graphql', 'X: a\u0000b'), 400],
  ['a header of 20,000 characters', line('GET /graphql', `X: ${'y'.repeat(20_000)}`), 431],
  ['three thousand headers', line('GET /graphql', ...Array.from({ length: 3000 }, (_, i) => `X${i}: y`)), 431],
  ['two lengths', message('POST /graphql', [host, close, json, 'Content-Length: 5', 'Content-Length: 6'], viewer), 400],
  ['a negative length', message('POST /graphql', [host, close, json, 'Content-Length: -1'], viewer), 400],
  ['a length that is none', message('POST /graphql', [host, close, json, 'Content-Length: ten'], viewer), 400],
  [
    'a length and chunks',
    message('POST /graphql', [host, close, json, 'Content-Length: 5', 'Transfer-Encoding: chunked'], '0\r\n\r\n'),
    400,
  ],
  [
    'an encoding behind chunks',
    message('POST /graphql', [host, close, json, 'Transfer-Encoding: chunked, identity'], '0\r\n\r\n'),
    400,
  ],
  [
    'a chunk whose size is none',
    message('POST /graphql', [host, close, json, 'Transfer-Encoding: chunked'], 'zz\r\nxx\r\n0\r\n\r\n'),
    400,
  ],
  [
    'a chunk that is longer than it says',
    message('POST /graphql', [host, close, json, 'Transfer-Encoding: chunked'], '2\r\n{}{}\r\n0\r\n\r\n'),
    400,
  ],
  [
    'a chunk of an endless extension',
    message(
      'POST /graphql',
      [host, close, json, 'Transfer-Encoding: chunked'],
      `2;${'x'.repeat(40_000)}\r\n{}\r\n0\r\n\r\n`,
    ),
    413,
    'PAYLOAD_TOO_LARGE',
  ],
  ['an expectation that nobody knows', posted(viewer, json, 'Expect: wonders'), 417],
  // Media types, charsets and encodings.
  ['no body and no type', line('POST /graphql', 'Content-Length: 0'), 400],
  ['no type', posted(viewer), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['text', posted(viewer, 'Content-Type: text/plain'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  [
    'a form',
    posted('query=%7B__typename%7D', 'Content-Type: application/x-www-form-urlencoded'),
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['multipart', posted('--x--', 'Content-Type: multipart/form-data; boundary=x'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['GraphQL as such', posted('{ __typename }', 'Content-Type: application/graphql'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['JSON and garbage', posted(viewer, 'Content-Type: application/json garbage'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['JSON behind a tab', posted(viewer, 'Content-Type: application/json\ta'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['a type that is none', posted(viewer, 'Content-Type: ;;;'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  [
    'a charset that is none',
    posted(viewer, 'Content-Type: application/json; charset=klingon'),
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  [
    'UTF-16',
    posted(Buffer.from(viewer, 'utf16le'), 'Content-Type: application/json; charset=utf-16'),
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['a body that is packed', posted(viewer, json, 'Content-Encoding: gzip'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  [
    'a body that is packed in a way that is none',
    posted(viewer, json, 'Content-Encoding: zip'),
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  // Bodies.
  ['an empty body', posted('', json), 400],
  ['half of JSON', posted('{"query":', json), 400],
  ['two JSON texts', posted(`${viewer}${viewer}`, json), 400],
  ['NaN', posted('{"query":"{ __typename }","variables":{"n":NaN}}', json), 400],
  [
    'bytes that are no UTF-8',
    posted(
      Buffer.concat([Buffer.from('{"query":"{ __typename }'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
      json,
    ),
    400,
    'GRAPHQL_PARSE_FAILED',
  ],
  ['JSON nested without end', posted('['.repeat(100_000), json), 400],
  ['null', postedJson(null), 400],
  ['true', postedJson(true), 400],
  ['a number', postedJson(5), 400],
  ['a text', postedJson('{ __typename }'), 400],
  ['a list', postedJson([]), 400],
  ['a list of requests', postedJson([{ query: '{ __typename }' }]), 400],
  ['an object without a query', postedJson({}), 400],
  ['a query that is a list', postedJson({ query: ['{ __typename }'] }), 400],
  ['a query that is null', postedJson({ query: null }), 400],
  ['variables that are a list', postedJson({ query: '{ __typename }', variables: [] }), 400],
  ['variables that are text', postedJson({ query: '{ __typename }', variables: '{}' }), 400],
  ['an operationName that is an object', postedJson({ query: '{ __typename }', operationName: {} }), 400],
  ['extensions that are a number', postedJson({ query: '{ __typename }', extensions: 1 }), 400],
  ['extensions that are a list', postedJson({ query: '{ __typename }', extensions: [] }), 400],
  // By GET.
  ['GET without a query', line('GET /graphql'), 400],
  ['GET of a mutation', line(`GET /graphql?query=${encodeURIComponent('mutation { __typename }')}`), 405],
  ['GET with variables that are no JSON', line(`GET /graphql?query=${query}&variables=%7B`), 400],
  ['GET with two queries', line(`GET /graphql?query=${query}&query=${query}`), 400],
  ['GET with a body', message('GET /graphql', [host, close, json, lengthOf(viewer)], viewer), 400],
  ['GET that another site sends', line(`GET /graphql?query=${query}`, 'Sec-Fetch-Site: cross-site'), 403, 'FORBIDDEN'],
  ['GET that a sibling site sends', line(`GET /graphql?query=${query}`, 'Sec-Fetch-Site: same-site'), 403, 'FORBIDDEN'],
];

describe('a bad HTTP request', () => {
  it.each(bad)('is answered in JSON: %s', async (_name, parts, status, code = 'BAD_USER_INPUT') => {
    const answer = read(await exchange(...parts));

    expect(answer.status).toBe(status);
    expect(answer.headers).toContain('content-type: application/json');
    if (status === 200) return;
    expect(answer.body.errors).toMatchObject([{ message: expect.any(String), extensions: { code } }]);
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.[jt]s:\d|<html/i);
  });

  it('is one of at least forty, and none is logged as a mistake of ours', () => {
    expect(bad.length).toBeGreaterThanOrEqual(40);
    expect(immograph.logs.filter((text) => text.includes('"level":50'))).toEqual([]);
  });

  it.each([
    ['HEAD, which has no body', line('HEAD /graphql'), 405],
    [
      'an upgrade, which is not taken up',
      posted(viewer, json, 'Upgrade: websocket', 'Connection: Upgrade, close'),
      200,
    ],
    ['an expectation that is met', posted(viewer, json, 'Expect: 100-continue'), 200],
  ])('of this kind is answered as HTTP has it: %s', async (_name, parts, status) => {
    expect((await exchange(...parts)).split('\r\n\r\n').some((text) => text.startsWith(`HTTP/1.1 ${status}`))).toBe(
      true,
    );
  });

  it('of the kind CONNECT is closed', async () => {
    expect(await exchange(...message('CONNECT evil.example:443', ['Host: evil.example:443']))).toBe('');
  });
});

describe('a body that is too large', () => {
  it('is turned down by its length, before any of it came', async () => {
    const answer = read(await exchange(...message('POST /graphql', [host, json, 'Content-Length: 20000000'])));

    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect(answer.headers).toContain('connection: close');
  });

  it('is turned down in chunks once it is, and the rest is not waited for', async () => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const answer = read(
      await exchange(...message('POST /graphql', [host, json, 'Transfer-Encoding: chunked']), chunk, chunk, chunk),
    );

    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });
});

describe('requests on one connection', () => {
  const first = message('POST /graphql', [host, json, lengthOf(viewer)], viewer).join('');

  it('are answered in their order, though they came at once', async () => {
    const text = await exchange(first.repeat(5), ...posted(viewer, json));

    expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(6);
  });

  it('never have the answer to garbage taken for their own', async () => {
    const advert = JSON.stringify({ query: '{ adverts(first: 5) { nodes { title } } }' });
    const pending = message('POST /graphql', [host, json, lengthOf(advert)], advert).join('');
    const text = await exchange(`${pending}GARBAGE\r\n\r\n`);

    expect(text.match(/HTTP\/1\.1 \d+/g) ?? []).not.toContain('HTTP/1.1 400');
  });

  it('are not smuggled behind the body of another', async () => {
    const smuggled = 'GET /status HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const text = await exchange(
      `POST /graphql HTTP/1.1\r\n${host}\r\n${json}\r\nContent-Length: ${smuggled.length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    );

    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400']);
  });
});

describe('a slow client', () => {
  it('that does not say what it wants is let go, with an answer', async () => {
    const slow = [
      '',
      `POST /graphql HTTP/1.1\r\n${host}\r\nX: `,
      `POST /graphql HTTP/1.1\r\n${host}\r\n${json}\r\nContent-Length: 100\r\n\r\n{`,
    ];
    const answers = (await Promise.all(slow.map((text) => exchange(text)))).map(read);

    expect(answers.map(({ status, body }) => [status, body.errors[0].extensions.code])).toEqual(
      slow.map(() => [408, 'BAD_USER_INPUT']),
    );
  }, 20_000);

  it('that has had one answer may idle shortly, and is told how long; one that has asked again, longer', async () => {
    const get = `GET /healthz HTTP/1.1\r\n${host}\r\n\r\n`;
    // Both of these are sent before there is an answer to be read.
    const once = received(open());
    once.socket.write(get + get);
    const again = received(open());
    again.socket.write(get);
    await until(() => Promise.resolve(again.answers() === 1));
    again.socket.write(get);

    expect(await once.ended).toBe('end');
    expect(once.answers()).toBe(2);
    expect(once.text()).toMatch(/^keep-alive: timeout=7\r$/im);
    again.socket.write(get);
    await until(() => Promise.resolve(again.answers() === 3));
    again.socket.destroy();
  }, 20_000);

  it('is answered where it has asked again in time, though the server was too busy to see it', async () => {
    const get = `GET /healthz HTTP/1.1\r\n${host}\r\n\r\n`;
    const asking = received(open());
    asking.socket.write(get);
    await until(() => Promise.resolve(asking.answers() === 1));
    await pause(6_000);
    asking.socket.write(get);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3_500);

    await until(() => Promise.resolve(asking.answers() === 2));
    asking.socket.destroy();
  }, 20_000);

  it('that comes to its answers late has all of them, though its connection has been closed', async () => {
    const sdl = await (await fetch(`${immograph.origin}/schema.graphql`)).text();
    const socket = open();
    socket.write(`GET /schema.graphql HTTP/1.1\r\n${host}\r\n\r\n`.repeat(8));
    await pause(9_000);
    const late = received(socket);

    expect(await late.ended).toBe('end');
    expect(late.answers()).toBe(8);
    expect(late.text().endsWith(sdl)).toBe(true);
  }, 30_000);

  it('is not taken for one where it is the server that is busy', async () => {
    const page = await (await fetch(`${immograph.origin}/graphiql`)).text();
    const [asset = ''] = /\/graphiql\/assets\/main-\w+\.js/.exec(page) ?? [];
    const { length } = await (await fetch(`${immograph.origin}${asset}`)).text();
    const waiting = received(open());
    waiting.socket.write(`GET ${asset} HTTP/1.1\r\n${host}\r\n${close}\r\n\r\n`);
    // With the first of the answer, nothing else is done for a while.
    waiting.socket.once('data', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5_000));

    expect(await waiting.ended).toBe('end');
    expect(waiting.text().length).toBeGreaterThan(length);
  }, 20_000);

  it('that takes nothing of its answers is let go, and nobody waits for it', async () => {
    const socket = open().pause();
    const failed = new Promise((resolve) => socket.once('error', resolve));
    for (let sent = 0; sent < 400; sent += 1) socket.write(`GET /schema.graphql HTTP/1.1\r\n${host}\r\n\r\n`);
    // Who does not read finds out by writing.
    const prodding = setInterval(() => void socket.write('G'), 200).unref();
    const { status } = await immograph.ask('{ viewer { clientId } }');

    expect(status).toBe(200);
    expect(await failed).toMatchObject({ code: expect.stringMatching(/^(EPIPE|ECONNRESET)$/) });
    clearInterval(prodding);
  }, 20_000);
});
