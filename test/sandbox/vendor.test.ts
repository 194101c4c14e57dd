import { connect } from 'node:net';

import { afterEach, describe, expect, it } from '@jest/globals';

import type { Vendor, VendorOptions, VendorRoute } from '../../src/sandbox/vendor.js';
import { createVendor } from '../../src/sandbox/vendor.js';
import { exchange } from './exchange.js';

const echo: VendorRoute = {
  method: 'POST',
  path: '/shelves/:shelf/books/:book',
  handle: ({ params, query, body, headers }) => ({
    status: 201,
    body: { params, page: query.get('page'), body, tag: headers['x-tag'] },
    headers: { 'x-vendor': 'echo' },
  }),
};
const options: VendorOptions = { fail: (failure) => ({ status: 400, body: { failure } }) };

describe('a sandbox vendor', () => {
  const vendors: Vendor[] = [];
  const start = (routes: readonly VendorRoute[], given: Partial<VendorOptions> = {}): Promise<string> => {
    const vendor = createVendor('test', routes, { ...options, ...given });
    vendors.push(vendor);
    return vendor.listen();
  };

  afterEach(async () => {
    await Promise.all(vendors.splice(0).map((vendor) => vendor.close()));
  });

  it('hands a route its parameters, query, headers and parsed body, and sends its answer as JSON', async () => {
    const origin = await start([echo]);

    const answer = await exchange(`${origin}/shelves/a%20b/books/7?page=2`, {
      method: 'POST',
      headers: { 'x-tag': 'blue' },
      body: { title: 'é' },
    });

    expect(answer.status).toBe(201);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('x-vendor')).toBe('echo');
    expect(answer.body).toEqual({
      params: { shelf: 'a b', book: '7' },
      page: '2',
      body: { title: 'é' },
      tag: 'blue',
    });
  });

  it('answers without a body where the route gives none', async () => {
    const origin = await start([{ method: 'DELETE', path: '/books/:book', handle: () => ({ status: 204 }) }]);

    const answer = await exchange(`${origin}/books/7`, { method: 'DELETE' });

    expect(answer.status).toBe(204);
    expect(answer.body).toBeUndefined();
  });

  it('keeps the connection for the next request', async () => {
    const origin = await start([echo]);

    const answer = await exchange(`${origin}/shelves/a/books/7`, { method: 'POST', body: {} });

    expect(answer.headers.get('connection')).toBe('keep-alive');
  });

  it('listens on loopback alone', async () => {
    await expect(start([echo])).resolves.toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it.each([
    ['a path that no route has', '/nowhere', 'POST', '{}', 'unknown-path'],
    ['an empty parameter', '/shelves//books/7', 'POST', '{}', 'unknown-path'],
    ['a parameter that cannot be decoded', '/shelves/%E0%A4%A/books/7', 'POST', '{}', 'unknown-path'],
    ['a path asked with another method', '/shelves/a/books/7', 'PUT', '{}', 'method-not-allowed'],
    ['a body that is not JSON', '/shelves/a/books/7', 'POST', '{"title":', 'malformed-json'],
    ['a body above the cap', '/shelves/a/books/7', 'POST', `"${'x'.repeat(2000)}"`, 'body-too-large'],
  ])('words %s in its own way', async (_case, path, method, body, failure) => {
    const origin = await start([echo], { maxBodyBytes: 1000 });

    await expect(exchange(`${origin}${path}`, { method, body })).resolves.toMatchObject({
      status: 400,
      body: { failure },
    });
  });

  it('words a handler that throws in its own way, and goes on', async () => {
    const failing: VendorRoute = {
      method: 'GET',
      path: '/failing',
      handle: () => {
        throw new Error('a defect');
      },
    };
    const origin = await start([failing, echo]);

    const failed = await exchange(`${origin}/failing`);
    const next = await exchange(`${origin}/shelves/a/books/7`, { method: 'POST' });

    expect(failed.body).toEqual({ failure: 'internal-error' });
    expect(next.status).toBe(201);
  });

  it('turns away what is not authorized, unknown paths too, but not a public route', async () => {
    const open: VendorRoute = { method: 'GET', path: '/open', isPublic: true, handle: () => ({ status: 200 }) };
    const origin = await start([echo, open], { authorize: () => ({ status: 401, body: { message: 'no' } }) });

    await expect(exchange(`${origin}/shelves/a/books/7`, { method: 'POST', body: {} })).resolves.toMatchObject({
      status: 401,
      body: { message: 'no' },
    });
    await expect(exchange(`${origin}/nowhere`)).resolves.toMatchObject({ status: 401 });
    await expect(exchange(`${origin}/open`)).resolves.toMatchObject({ status: 200 });
  });

  it('caps a body that does not say its length', async () => {
    const origin = await start([echo], { maxBodyBytes: 1000 });
    const body = new ReadableStream({
      start: (controller) => {
        for (let chunk = 0; chunk < 4; chunk += 1) controller.enqueue(new TextEncoder().encode('x'.repeat(500)));
        controller.close();
      },
    });

    const response = await fetch(`${origin}/shelves/a/books/7`, {
      method: 'POST',
      body,
      duplex: 'half',
    });

    await expect(response.json()).resolves.toEqual({ failure: 'body-too-large' });
  });

  it('survives a caller that hangs up in the middle of a body', async () => {
    const origin = await start([echo]);
    const caller = connect(Number(new URL(origin).port), '127.0.0.1');
    await new Promise<void>((resolve) => {
      caller.write('POST /shelves/a/books/7 HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"title"', () =>
        resolve(),
      );
    });
    await new Promise((resolve) => caller.once('close', resolve).destroy());

    await expect(exchange(`${origin}/shelves/a/books/7`, { method: 'POST' })).resolves.toMatchObject({ status: 201 });
  });

  it('rejects when its port is taken', async () => {
    const origin = await start([echo]);
    const other = createVendor('other', [echo], options);

    await expect(other.listen(Number(new URL(origin).port))).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('finishes what is in flight when it closes, and drops idle sockets', async () => {
    let finish = (): void => undefined;
    const reached = new Promise<void>((resolve) => {
      const held: VendorRoute = {
        method: 'GET',
        path: '/held',
        handle: () =>
          new Promise((answer) => {
            finish = () => answer({ status: 200, body: 'done' });
            resolve();
          }),
      };
      vendors.push(createVendor('held', [held], options));
    });
    const vendor = vendors.at(-1);
    const origin = (await vendor?.listen()) ?? '';
    const idle = connect(Number(new URL(origin).port), '127.0.0.1');
    const idleClosed = new Promise((resolve) => idle.once('close', resolve).resume());
    const pending = exchange(`${origin}/held`);
    await reached;

    const closing = vendor?.close();
    const closingAgain = vendor?.close();
    finish();

    await expect(pending).resolves.toMatchObject({ status: 200, body: 'done' });
    await Promise.all([closing, closingAgain, idleClosed]);
    await expect(exchange(`${origin}/held`)).rejects.toThrow();
  });
});
