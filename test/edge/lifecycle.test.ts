import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { startProcess } from '../support/immograph-process.js';
import type { ImmographProcess } from '../support/immograph-process.js';
import type { Json } from '../support/immograph.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';

describe('a process that is told to stop', () => {
  let vendors: RecordedSandbox;
  let running: ImmographProcess | undefined;
  let held: PromiseWithResolvers | undefined;
  let whenHeld: (() => void) | undefined;

  beforeAll(async () => {
    vendors = await startRecordedSandbox({
      answer: async (_vendor, answer, { endpoint }) => {
        if (!endpoint.includes('/adverts/') || held === undefined) return answer;
        whenHeld?.();
        await held.promise;
        return answer;
      },
    });
  });
  afterEach(async () => {
    held?.resolve();
    held = undefined;
    await running?.remove();
    running = undefined;
  });
  afterAll(() => vendors.close());

  /** Starts it with a request in flight that waits for its upstream. */
  async function startBusy(by: 'node' | 'npm') {
    held = withResolvers();
    running = startProcess(vendors.env, by);
    const origin = await running.origin();
    const isHeld = new Promise<void>((resolve) => (whenHeld = resolve));
    const answer = ask(origin);
    await isHeld;
    return { origin, answer, process: running, release: held.resolve };
  }

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'on %s is no longer ready, answers what is in flight, and exits 0',
    async (signal) => {
      const { origin, answer, process: started, release } = await startBusy('node');
      process.kill(started.pid, signal);

      const notReady = await untilNotReady(origin);
      expect(await notReady.json()).toEqual({ status: 'draining' });
      expect((await fetch(`${origin}/healthz`)).status).toBe(200);
      const late = await fetch(`${origin}/graphql?query={viewer{clientId}}`);
      expect([late.status, late.headers.get('connection')]).toEqual([200, 'close']);
      release();

      expect(await answer).toEqual({ status: 200, flxId: walkAdvertFlxId });
      expect(await started.ended).toBe(0);
    },
  );

  it('takes two signals a moment apart for one', async () => {
    const { origin, answer, process: started, release } = await startBusy('node');
    process.kill(started.pid, 'SIGINT');
    process.kill(started.pid, 'SIGTERM');

    await untilNotReady(origin);
    release();

    expect(await answer).toEqual({ status: 200, flxId: walkAdvertFlxId });
    expect(await started.ended).toBe(0);
  });

  it('through npm answers what is in flight and exits 0', async () => {
    const { origin, answer, process: npm, release } = await startBusy('npm');
    process.kill(npm.pid, 'SIGTERM');

    await untilNotReady(origin);
    release();

    expect(await answer).toEqual({ status: 200, flxId: walkAdvertFlxId });
    expect(await npm.ended).toBe(0);
  });

  it('by Ctrl-C under npm, which may reach it twice, answers what is in flight', async () => {
    const { origin, answer, process: npm, release } = await startBusy('npm');
    process.kill(-npm.pid, 'SIGINT');

    await untilNotReady(origin);
    release();

    expect(await answer).toEqual({ status: 200, flxId: walkAdvertFlxId });
    expect(await npm.ended).toBe(0);
  });
});

type PromiseWithResolvers = Readonly<{ promise: Promise<void>; resolve: () => void }>;

function withResolvers(): PromiseWithResolvers {
  let release: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => (release = resolve));
  return { promise, resolve: () => release() };
}

async function ask(origin: string): Promise<Readonly<{ status: number; flxId: unknown }>> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: `{ advert(flxId: "${walkAdvertFlxId}") { flxId } }` }),
  });
  const { data } = (await response.json()) as Json;
  return { status: response.status, flxId: data.advert.flxId };
}

async function untilNotReady(origin: string): Promise<Response> {
  for (;;) {
    const response = await fetch(`${origin}/readyz`);
    if (response.status === 503) return response;
    await response.text();
  }
}
