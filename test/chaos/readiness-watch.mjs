import { setTimeout as pause } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';

/**
 * Asks each server that it is told of whether it is ready, over a new connection each time, as a load balancer may, until
 * nobody answers. In a thread of its own: a loop that plays vendors and clients as well is late to what it measures.
 * Instants are of `process.hrtime`, which all threads share.
 */
parentPort.on('message', async (origin) => {
  let notReadyAt = null;
  let isReadyAgain = false;
  for (;;) {
    const status = await fetch(`${origin}/readyz`, { headers: { connection: 'close' } }).then(
      (response) => response.status,
      () => null,
    );
    if (status !== 200) notReadyAt ??= process.hrtime.bigint();
    else if (notReadyAt !== null) isReadyAgain = true;
    if (status === null) break;
    await pause(2);
  }
  parentPort.postMessage({ notReadyAt, isReadyAgain });
});
