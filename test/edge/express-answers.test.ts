import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createLocalCaller } from '../../src/access/caller.js';
import type { Caller } from '../../src/access/caller.js';
import { createExpressAnswers } from '../../src/edge/express-answers.js';

const caller = createLocalCaller([]);
const kept = Buffer.from('{"data":"kept"}');

let server: Server;
/** Bodies as the listener behind read them. */
let read: string[];
let isOpen: boolean;
let isThere: boolean;
let known: Caller | null;

beforeEach(async () => {
  read = [];
  [isOpen, isThere, known] = [true, true, caller];
  const express = createExpressAnswers();
  const behind = async (request: IncomingMessage): Promise<string> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  };
  server = createServer((request, response) => {
    void behind(request).then((body) => {
      read.push(body);
      express.note(request, body, { key: 'key', rights: '', encoding: null, headers: { 'x-noted': 'yes' } });
      response.end('made');
    });
  });
  express.standBefore(server, {
    authenticate: () => Promise.resolve(known),
    claim: () => Promise.resolve(isThere ? { headers: { 'x-claimed': 'yes' }, body: kept } : null),
    isOpen: () => isOpen,
    answered: () => undefined,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const BODY = '{"query":"{ é }"}';
const headersOf = (body: string, more = ''): string =>
  `POST /graphql HTTP/1.1\r\nHost: localhost\r\n${more}Content-Length: ${Buffer.byteLength(body)}\r\n`;
const requestOf = (body = BODY, more = ''): string => `${headersOf(body, more)}Connection: close\r\n\r\n${body}`;

/** Writes the parts one after the other, each when the one before has left, and answers all that comes back. */
async function send(...parts: readonly string[]): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  const answer = (async () => {
    let text = '';
    for await (const chunk of socket as AsyncIterable<Buffer>) text += chunk.toString();
    return text;
  })();
  for (const part of parts) {
    await new Promise<void>((resolve) => socket.write(part, () => resolve()));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return answer;
}

describe('a request that is to the letter one that was answered from what is kept', () => {
  it('is answered without what it passed before, by the headers that were noted', async () => {
    const first = await send(requestOf());
    const again = await send(requestOf());

    expect(first).toContain('made');
    expect(again).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    for (const line of ['x-noted: yes', 'x-claimed: yes', `content-length: ${kept.length}`]) {
      expect(again.split('\r\n')).toContain(line);
    }
    expect(again.endsWith(`\r\n\r\n${kept.toString()}`)).toBe(true);
    expect(read).toEqual([BODY]);
  });

  it('has an id of its own, and may be traced', async () => {
    await send(requestOf(BODY, 'X-Request-Id: one\r\nTraceparent: 00-1\r\n'));
    const again = await send(requestOf(BODY, 'X-Request-Id: two\r\nTraceparent: 00-2\r\n'));

    expect(again).toContain('x-request-id: two');
    expect(read).toHaveLength(1);
  });

  it.each([
    ['of another body', () => requestOf('{"query":"{ è }"}')],
    ['with another header', () => requestOf(BODY, 'Immograph-Dry-Run: 1\r\n')],
    ['with a header of another value', () => requestOf(BODY, 'Authorization: Bearer other\r\n')],
    ['of another origin', () => requestOf(BODY, 'Origin: http://elsewhere\r\n')],
    ['to another address', () => requestOf().replace('/graphql', '/graphql?')],
    ['by another version of HTTP', () => requestOf().replace('HTTP/1.1', 'HTTP/1.0')],
  ])('is not one %s: what stands behind reads it whole', async (_what, other) => {
    await send(requestOf());
    expect(await send(other())).toContain('made');
    expect(read).toHaveLength(2);
    expect(read[1]).toHaveLength(BODY.length);
  });

  it('is never one of another origin, however often it comes', async () => {
    for (let times = 0; times < 3; times += 1) await send(requestOf(BODY, 'Origin: http://elsewhere\r\n'));
    expect(read).toHaveLength(3);
  });

  it.each([
    ['the answer is there no more', () => (isThere = false)],
    ['the caller is known no more', () => (known = null)],
    ['the process is about to go', () => (isOpen = false)],
  ])('is read by what stands behind, whole, where %s', async (_what, change) => {
    await send(requestOf());
    change();

    expect(await send(requestOf())).toContain('made');
    expect(read).toEqual([BODY, BODY]);
  });

  it('is read by what stands behind where its body comes in parts', async () => {
    await send(requestOf());
    const [head = '', body = ''] = requestOf().split('\r\n\r\n');
    const answer = await send(`${head}\r\n\r\n`, body.slice(0, 5), body.slice(5));

    expect(answer).toContain('made');
    expect(read).toEqual([BODY, BODY]);
  });

  it('waits for its turn on a connection where others are still to be answered', async () => {
    await send(requestOf());
    const other = '{"query":"{ other }"}';
    const answer = await send(`${headersOf(other)}\r\n${other}${requestOf()}`);

    expect(answer.match(/made/g)).toHaveLength(2);
    expect(read).toEqual([BODY, other, BODY]);
  });
});
