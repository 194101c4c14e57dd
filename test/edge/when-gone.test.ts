import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { whenGone } from '../../src/edge/when-gone.js';

const REQUESTS = 30;
const TIMES = 3;

let app: FastifyInstance;
let client: Socket;
let connection: Socket | null;
let heard: readonly string[];
let isHolding: boolean;
beforeEach(async () => {
  const hearing: string[] = [];
  [heard, isHolding, connection] = [hearing, true, null];
  app = Fastify();
  app.server.on('connection', (socket) => (connection = socket));
  app.get('/:number', async (request, reply) => {
    const { number } = request.params as Readonly<{ number: string }>;
    for (let time = 0; time < TIMES; time += 1) whenGone(request, reply, () => void hearing.push(number));
    arrived += 1;
    onArrival();
    if (isHolding) await new Promise<void>((proceed) => held.push(proceed));
    return number;
  });
  app.get('/late', async (request, reply) => {
    onArrival();
    await new Promise<void>((proceed) => held.push(proceed));
    whenGone(request, reply, () => void hearing.push('late'));
    return '';
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  client = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  await once(client, 'connect');
});
afterEach(async () => {
  client.destroy();
  for (const proceed of held.splice(0)) proceed();
  await app.close();
});

const held: (() => void)[] = [];
let arrived = 0;
let onArrival: () => void = () => undefined;

/** Sends them at once, and resolves when the server has all of them. */
async function pipeline(): Promise<void> {
  arrived = 0;
  const all = new Promise<void>((resolve) => {
    onArrival = () => {
      if (arrived === REQUESTS) resolve();
    };
  });
  client.write(Array.from({ length: REQUESTS }, (_, number) => `GET /${number} HTTP/1.1\r\nHost: a\r\n\r\n`).join(''));
  await all;
}

const everyoneThreeTimes = Array.from({ length: REQUESTS * TIMES }, (_, index) => String(Math.floor(index / TIMES)));
const inOrder = () => heard.toSorted((one, other) => Number(one) - Number(other));

describe('when many requests are under way on one connection', () => {
  it('its closing is listened to no more often than for one', async () => {
    const before = connection?.listenerCount('close') ?? 0;

    await pipeline();

    expect(connection?.listenerCount('close')).toBeLessThanOrEqual(before + 2);
  });

  it('each of them is told once that the client has gone', async () => {
    await pipeline();
    const closed = connection === null ? null : once(connection, 'close');
    client.destroy();
    await closed;

    expect(inOrder()).toEqual(everyoneThreeTimes);
  });

  it('each of them is told once that its answer has left, and nothing more when the connection closes', async () => {
    isHolding = false;
    let received = '';
    const all = new Promise<void>((resolve) => {
      client.on('data', (bytes) => {
        received += String(bytes);
        if (received.split('HTTP/1.1 200').length > REQUESTS) resolve();
      });
    });
    await pipeline();
    await all;
    const closed = connection === null ? null : once(connection, 'close');
    client.destroy();
    await closed;

    expect(inOrder()).toEqual(everyoneThreeTimes);
  });
});

describe('whoever asks only once the client has gone', () => {
  it('is told at once', async () => {
    const asked = new Promise<void>((resolve) => {
      onArrival = resolve;
    });
    client.write('GET /late HTTP/1.1\r\nHost: a\r\n\r\n');
    await asked;
    const closed = connection === null ? null : once(connection, 'close');
    client.destroy();
    await closed;
    await new Promise(setImmediate);
    for (const proceed of held.splice(0)) proceed();
    await new Promise(setImmediate);

    expect(heard).toEqual(['late']);
  });
});
