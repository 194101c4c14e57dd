import type { UpstreamCall } from '../call.js';
import type { Clock } from '../clock.js';
import { UpstreamError } from '../errors.js';
import type { Door, DoorRequest } from '../http.js';
import { silentObserver } from '../observer.js';
import type { UpstreamObserver } from '../observer.js';
import type { ApimoBudget } from './quota-budget.js';
import { createLanes } from './quota-lanes.js';
import { WINDOW_MS } from './quota.js';
import type { ApimoUse, QuotaAsk, Turn } from './quota.js';

/** Ways to one Apimo that share its quota. */
export interface QuotaDoors {
  /** A way for requests whose use `useOf` tells. */
  doorFor(useOf: (request: DoorRequest) => ApimoUse): Door;
  /** Turns down whoever waits. */
  close(): void;
}

export type QuotaDoorOptions = Readonly<{
  callsPerSecond: number;
  clock: Clock;
  /** Hears of each call how long it waited for its turn; nobody does unless told. */
  observer?: Pick<UpstreamObserver, 'waited'>;
}>;

type Waiting = Readonly<{ ask: QuotaAsk; settle: (turn: Departure | UpstreamError) => void }>;
type Departure = Readonly<{ sentAt: number }>;

/**
 * Lets calls through when the budget says so, and turns down at once those that it will not grant, or whose turn would
 * come after their deadline. Each client's writes and each client's reads have a lane, syncing has one, and the lanes
 * take turns.
 */
export function createQuotaDoors(door: Door, budget: ApimoBudget, options: QuotaDoorOptions): QuotaDoors {
  const { callsPerSecond, clock, observer = silentObserver } = options;
  const lanes = createLanes<Waiting>();
  let isPumping = false;
  let isClosed = false;

  async function pump(): Promise<void> {
    try {
      while (lanes.size() > 0) await serveNext();
    } finally {
      // In the same turn as the last look: whoever came in between would wait for nobody.
      isPumping = false;
    }
  }

  async function serveNext(): Promise<void> {
    const asked = lanes.next(callsPerSecond);
    const turns = await budget.take(asked.map(({ ask }) => ask));
    const sentAt = clock.now();
    let waitMs: number | null = null;
    for (const [index, waiting] of asked.entries()) {
      const turn = turns[index];
      if (turn === undefined) continue;
      if (turn.kind === 'WAIT') waitMs ??= turn.ms;
      else serve(waiting, turn, sentAt);
    }
    if (waitMs !== null) await pause(waitMs);
  }

  function serve(waiting: Waiting, turn: Exclude<Turn, { kind: 'WAIT' }>, sentAt: number): void {
    lanes.serve(waiting);
    // Who has given up in the meantime does not hear of it, and gives the call back.
    waiting.settle(turn.kind === 'GO' ? { sentAt } : refusalOf(turn));
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => void clock.after(Math.ceil(ms), resolve));
  }

  function start(): void {
    if (isPumping) return;
    isPumping = true;
    // The budget does not fail.
    void pump();
  }

  function awaitTurn(ask: QuotaAsk, call: UpstreamCall): Promise<Departure> {
    const lane = ask.use === 'SYNC' ? ask.use : `${ask.use} ${ask.clientId}`;
    const waitMs = Math.floor(lanes.aheadOf(lane) / callsPerSecond) * WINDOW_MS;
    const remainingMs = call.deadlineAt - performance.now();
    if (isClosed || call.signal?.aborted === true || waitMs > remainingMs) return Promise.reject(tooLate(waitMs));

    return new Promise((resolve, reject) => {
      let isOver = false;
      const end = () => {
        isOver = true;
        clearTimeout(timer);
        call.signal?.removeEventListener('abort', giveUp);
      };
      const waiting: Waiting = {
        ask,
        settle: (turn) => {
          if (isOver) {
            if (!(turn instanceof UpstreamError)) void budget.giveBack(ask, turn.sentAt);
            return;
          }
          end();
          if (turn instanceof UpstreamError) reject(turn);
          else resolve(turn);
        },
      };
      const giveUp = () => {
        lanes.remove(waiting);
        end();
        reject(tooLate(WINDOW_MS));
      };
      const timer = setTimeout(giveUp, Math.max(0, remainingMs));
      call.signal?.addEventListener('abort', giveUp, { once: true });
      lanes.add(lane, waiting);
      start();
    });
  }

  async function send(ask: QuotaAsk, request: DoorRequest, call: UpstreamCall) {
    const cameAt = clock.now();
    const { sentAt } = await awaitTurn(ask, call);
    observer.waited(door.upstream, Math.max(0, sentAt - cameAt) / 1000);
    try {
      const answer = await door.request(request, call);
      await budget.answered(sentAt);
      return answer;
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      if (error.isUnsent) await budget.giveBack(ask, sentAt);
      else if (error.code === 'UPSTREAM_RATE_LIMITED') await budget.refused(sentAt, error.retryAfterMs);
      throw error;
    }
  }

  return {
    doorFor: (useOf) => ({
      upstream: door.upstream,
      request: (request, call) => send({ use: useOf(request), clientId: call.clientId ?? '' }, request, call),
      close: () => door.close(),
    }),
    close: () => {
      isClosed = true;
      for (const waiting of lanes.next(lanes.size())) {
        lanes.remove(waiting);
        waiting.settle(tooLate(WINDOW_MS));
      }
    },
  };
}

function refusalOf(turn: Extract<Turn, { kind: 'REFUSED' }>): UpstreamError {
  return unsent(messageOf(turn.because), turn.retryAfterMs);
}

function messageOf(because: Extract<Turn, { kind: 'REFUSED' }>['because']): string {
  switch (because) {
    case 'DAY':
      return "Apimo's calls of today are used up.";
    case 'SHARE':
      return "This client has used its share of Apimo's calls of today.";
    case 'PAUSE':
      return 'Apimo has asked for a pause.';
  }
}

function tooLate(retryAfterMs: number): UpstreamError {
  return unsent("Apimo's calls take turns, and this one's would come too late.", retryAfterMs);
}

function unsent(message: string, retryAfterMs: number): UpstreamError {
  return new UpstreamError('apimo', 'UPSTREAM_RATE_LIMITED', message, {
    retryAfterMs,
    isUnsent: true,
    givenUpFor: 'RATE',
  });
}
