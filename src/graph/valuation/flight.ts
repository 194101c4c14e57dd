import type { KeyedEstimation, Payee } from '../../access/estimation.js';
import type { Refusal } from '../../domain/refusal.js';
import type { UpstreamCall } from '../../upstream/call.js';
import { UpstreamError, labelOf } from '../../upstream/errors.js';

/** How an estimation ended. Those who share it, but for its value or failure, may then try for themselves. */
export type Outcome =
  | Readonly<{ kind: 'VALUE'; value: unknown }>
  | Readonly<{ kind: 'FAILED'; error: Error }>
  | Readonly<{ kind: 'REFUSED'; refusal: Refusal }>
  | Readonly<{ kind: 'QUOTED' }>
  | Readonly<{ kind: 'AGAIN' }>;

/** One estimation that somebody is having made, and who waits for it: a page has a hundred, so that it is no promise. */
export type Flight<Ask = unknown> = Readonly<{
  key: string;
  ask: Ask;
  estimation: KeyedEstimation;
  waiting: (() => void)[];
}> & {
  /** By which the ledger knows it, once it is granted. */
  reference: string | null;
  outcome: Outcome | null;
};

/** Waits until the operation's deadline, or until its client has left; what is under way goes on without it. */
export function landedInTime(flights: readonly Flight[], { deadlineAt, signal }: UpstreamCall): Promise<void> {
  return new Promise((resolve) => {
    const open = flights.filter(({ outcome }) => outcome === null);
    let left = open.length;
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, Math.max(0, deadlineAt - performance.now()));
    signal?.addEventListener('abort', end, { once: true });
    const landOne = () => {
      left -= 1;
      if (left === 0) end();
    };
    for (const { waiting } of open) waiting.push(landOne);
    if (left === 0 || signal?.aborted === true) end();
  });
}

export function late(payee: Payee): Outcome {
  return { kind: 'FAILED', error: stillUnderWay(payee) };
}

/** `undefined` where it is to be tried again: what stopped another operation need not stop this one. */
export function resultOf(outcome: Outcome, isOwn: boolean): unknown {
  switch (outcome.kind) {
    case 'VALUE':
      return outcome.value;
    case 'FAILED':
      return outcome.error;
    case 'REFUSED':
      return isOwn ? outcome.refusal : undefined;
    case 'QUOTED':
      return isOwn ? null : undefined;
    case 'AGAIN':
      return undefined;
  }
}

function stillUnderWay(payee: Payee): UpstreamError {
  const message = `${labelOf(payee)} did not answer in time. What it answers later is kept: ask again for it.`;
  return new UpstreamError(payee, 'UPSTREAM_TIMEOUT', message);
}
