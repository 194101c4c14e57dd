import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createDoor } from '../../src/upstream/http.js';
import type { Door, DoorRequest } from '../../src/upstream/http.js';
import { aMeteredCall } from '../support/upstream-call.js';

const read: DoorRequest = { endpoint: 'thing', method: 'GET', effect: 'READ', path: '/thing' };

describe('the door to an upstream', () => {
  const open: { close: () => Promise<unknown> }[] = [];
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each.close();
  });

  async function openDoor(
    listener: RequestListener,
    options: Readonly<{ maxBodyBytes?: number; connections?: number }> = {},
  ): Promise<Door> {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push({
      close: () => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
      },
    });
    const { port } = server.address() as AddressInfo;
    const door = createDoor({
      upstream: 'fluximmo',
      origin: `http://127.0.0.1:${port}`,
      ...options,
    });
    open.push(door);
    return door;
  }

  it('answers what was sent, compressed or not', async () => {
    const door = await openDoor((_request, response) => {
      response.setHeader('content-encoding', 'gzip').end(gzipSync('{"a":1}'));
    });

    await expect(door.request(read, aMeteredCall().call)).resolves.toEqual({ status: 200, body: { a: 1 } });
  });

  it('passes on the request id, the trace and the body', async () => {
    let seen: unknown;
    const door = await openDoor((request, response) => {
      request.on('data', (chunk: Buffer) => {
        seen = { id: request.headers['x-request-id'], trace: request.headers['traceparent'], body: chunk.toString() };
      });
      request.on('end', () => response.end('{}'));
    });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

    await door.request({ ...read, method: 'POST', body: { b: 2 } }, { ...aMeteredCall().call, traceparent });

    expect(seen).toEqual({ id: 'request-of-the-test', trace: traceparent, body: '{"b":2}' });
  });

  it.each([
    ['its limit, however small it travels', 1_000_000, () => 1_000_000],
    [
      '8 MB and 128 times what was sent, though its limit be larger',
      64_000_000,
      ({ length }: Buffer) => Math.max(8 * 1024 * 1024, 128 * length),
    ],
  ])('refuses a body that decodes to more than %s', async (_limit, maxBodyBytes, limitOf) => {
    const bomb = gzipSync(Buffer.alloc(60_000_000, ' '));
    const door = await openDoor(
      (_request, response) => {
        response.setHeader('content-encoding', 'gzip').end(bomb);
      },
      { maxBodyBytes },
    );

    await expect(door.request(read, aMeteredCall().call)).rejects.toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
      message: `Fluximmo answered with more than ${limitOf(bomb)} bytes.`,
    });
  });

  it('reads a long list whole whose records hardly differ', async () => {
    const list = Array.from({ length: 50_000 }, (_, id) => ({ id, comment: 'The same of everybody. '.repeat(10) }));
    const text = JSON.stringify(list);
    const door = await openDoor(
      (_request, response) => {
        response.setHeader('content-encoding', 'gzip').end(gzipSync(text));
      },
      { maxBodyBytes: 64_000_000 },
    );

    expect(text.length).toBeGreaterThan(8 * 1024 * 1024);
    await expect(door.request(read, aMeteredCall({ timeoutMs: 20_000 }).call)).resolves.toEqual({
      status: 200,
      body: list,
    });
  });

  it.each(['gzip, gzip', 'zstd', 'compress'])('refuses the content encoding %s', async (encoding) => {
    const door = await openDoor((_request, response) => {
      response.setHeader('content-encoding', encoding).end('{}');
    });

    await expect(door.request(read, aMeteredCall().call)).rejects.toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
  });

  it('gives up at the deadline on an answer that drips, and closes the socket', async () => {
    let closed: () => void;
    const whenClosed = new Promise<void>((resolve) => (closed = resolve));
    const door = await openDoor((_request, response) => {
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => {
        clearInterval(drip);
        closed();
      });
    });

    await expect(door.request(read, aMeteredCall({ timeoutMs: 150 }).call)).rejects.toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
      retryable: true,
    });
    await whenClosed;
  });

  it('gives up at the deadline while it waits for a connection, and never sends it then', async () => {
    const asked: string[] = [];
    const held: (() => void)[] = [];
    const door = await openDoor(
      (request, response) => {
        asked.push(request.url ?? '');
        held.push(() => response.end('{}'));
      },
      { connections: 1 },
    );
    const first = door.request(read, aMeteredCall().call);
    const second = door.request({ ...read, path: '/second' }, aMeteredCall({ timeoutMs: 50 }).call);

    await expect(second).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT', retryable: true });
    held.splice(0).forEach((answer) => answer());
    await expect(first).resolves.toEqual({ status: 200, body: {} });
    const third = door.request({ ...read, path: '/third' }, aMeteredCall({ timeoutMs: 200 }).call);
    await expect(third).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    expect(asked).toEqual(['/thing', '/third']);
  });

  it('reads what is no UTF-8 as what stands for it, and no mark of byte order', async () => {
    const door = await openDoor((_request, response) => {
      response.end(
        Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('["a'), Buffer.from([0xff, 0x22, 0x5d])]),
      );
    });

    await expect(door.request(read, aMeteredCall().call)).resolves.toEqual({ status: 200, body: ['a\u{fffd}'] });
  });

  it('sends nothing once the deadline has passed', async () => {
    let received = 0;
    const door = await openDoor((_request, response) => {
      received += 1;
      response.end('{}');
    });
    const { call, called } = aMeteredCall({ timeoutMs: -1 });

    await expect(door.request(read, call)).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    expect([received, called]).toEqual([0, []]);
  });

  it('gives up when the client leaves, but not on a call that is billed', async () => {
    const door = await openDoor((_request, response) => {
      setTimeout(() => response.end('{"paid":true}'), 100);
    });
    const client = new AbortController();
    const { call } = aMeteredCall({ signal: client.signal });
    const [free, billed] = [door.request(read, call), door.request({ ...read, effect: 'BILLED' }, call)];
    client.abort();

    await expect(free).rejects.toMatchObject({ name: 'UpstreamError' });
    await expect(billed).resolves.toEqual({ status: 200, body: { paid: true } });
  });

  it('says so where an answer ends before it is whole', async () => {
    const door = await openDoor((_request, response) => {
      response.writeHead(200, { 'content-length': '5000' }).write('{"data":[');
      setImmediate(() => response.destroy());
    });

    await expect(door.request(read, aMeteredCall().call)).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      isUnsent: false,
    });
  });

  it('says so where a compressed answer ends before it is whole', async () => {
    const half = gzipSync(JSON.stringify(Array.from({ length: 500 }, (_, number) => number))).subarray(0, 200);
    const door = await openDoor((_request, response) => {
      response.setHeader('content-encoding', 'gzip').end(half);
    });

    await expect(door.request(read, aMeteredCall().call)).rejects.toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
  });

  it.each([301, 302, 303, 307, 308])('follows no redirect of status %i', async (status) => {
    const asked: string[] = [];
    const door = await openDoor((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(status, { location: '/elsewhere' }).end();
    });

    await expect(door.request(read, aMeteredCall().call)).rejects.toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
    expect(asked).toEqual(['/thing']);
  });

  it.each([
    ['5', 5000],
    ['0', 0],
    ['-1', undefined],
    ['soon', undefined],
    ['Wed, 21 Oct 2015 07:28:00 GMT', undefined],
  ])('reads Retry-After: %s as %s ms', async (retryAfter, retryAfterMs) => {
    const door = await openDoor((_request, response) => {
      response.writeHead(429, { 'retry-after': retryAfter }).end('{"secret":"of the vendor"}');
    });

    await expect(door.request(read, aMeteredCall().call)).rejects.toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
      retryAfterMs,
      message: 'Fluximmo answers no more requests at this rate.',
    });
  });

  it.each([
    ['objects', '{"a":', '}'],
    ['lists', '[', ']'],
    ['objects that are never closed', '{"a":', ''],
  ])('refuses ten thousand levels of %s', async (_what, opening, closing) => {
    const nested = `${opening.repeat(10_000)}1${closing.repeat(10_000)}`;
    const door = await openDoor((_request, response) => {
      response.end(`{"data":${nested}}`);
    });

    await expect(door.request(read, aMeteredCall().call)).rejects.toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
      message: 'Fluximmo answered with JSON of more than 100 levels.',
    });
  });

  it('takes brackets in texts for what they are', async () => {
    const body = { texts: ['{['.repeat(500), `"${'['.repeat(500)}`, '\\', `\\"${'{'.repeat(500)}`] };
    const door = await openDoor((_request, response) => {
      response.end(JSON.stringify(body));
    });

    await expect(door.request(read, aMeteredCall().call)).resolves.toEqual({ status: 200, body });
  });

  it('answers many lists side by side, however many there are', async () => {
    const body = Array.from({ length: 5_000 }, () => [{ a: [] }]);
    const door = await openDoor((_request, response) => {
      response.end(JSON.stringify(body));
    });

    await expect(door.request(read, aMeteredCall().call)).resolves.toEqual({ status: 200, body });
  });

  it('answers a refusal whose body nests too deeply without it', async () => {
    const door = await openDoor((_request, response) => {
      response.writeHead(400).end('['.repeat(10_000));
    });

    await expect(door.request(read, aMeteredCall().call)).resolves.toEqual({ status: 400, body: undefined });
  });

  it.each([
    ['HTML', '<html>login</html>', 'Fluximmo answered with something that is not JSON.'],
    ['nothing', '', 'Fluximmo answered with an empty body.'],
    ['half of it', '{"a":', 'Fluximmo answered with something that is not JSON.'],
  ])('takes %s for no answer', async (_what, body, message) => {
    const door = await openDoor((_request, response) => {
      response.end(body);
    });

    await expect(door.request(read, aMeteredCall().call)).rejects.toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
      message,
    });
  });

  it('does not let an answer touch any prototype', async () => {
    const door = await openDoor((_request, response) => {
      response.end('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
    });

    await door.request(read, aMeteredCall().call);

    expect('polluted' in {}).toBe(false);
  });
});
