import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { watchIdleConnections } from '../../src/edge/idle-connections.js';

const ANSWER_BYTES = 30_000_000;
const LOOK_MS = 500;

describe('a client that takes a large answer', () => {
  // One piece of this size is more than the system holds for a connection.
  const server = createServer((request, response) => {
    request.socket.setTimeout(LOOK_MS);
    response.setHeader('connection', 'close').end(Buffer.alloc(ANSWER_BYTES));
  });

  beforeEach(async () => {
    watchIdleConnections(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(() => {
    server.removeAllListeners('timeout');
    server.close();
  });

  async function askAndPause() {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const failed = once(socket, 'error').then(([error]: { code?: string }[]) => error?.code);
    let bytes = 0;
    socket.on('data', ({ length }) => (bytes += length));
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(socket, 'data');
    socket.pause();
    return { socket, bytes: () => bytes, ended: Promise.race([once(socket, 'end').then(() => 'end'), failed]) };
  }

  it('has all of it, though the server was too busy to see that it goes on', async () => {
    const { socket, bytes, ended } = await askAndPause();
    await pause(2 * LOOK_MS - 100);
    socket.resume();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3 * LOOK_MS);

    expect(await ended).toBe('end');
    expect(bytes()).toBeGreaterThan(ANSWER_BYTES);
  });

  it('and goes on with nothing of it is let go', async () => {
    const { socket, bytes, ended } = await askAndPause();
    await pause(4 * LOOK_MS);
    socket.resume();

    await ended;
    expect(bytes()).toBeLessThan(ANSWER_BYTES);
  });
});
