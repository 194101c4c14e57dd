/** A terminal and npm both pass Ctrl-C on, a moment apart: that is one wish to stop, not two. */
const ONE_WISH_MS = 500;

/**
 * Calls `stop` at the first SIGTERM or SIGINT, and `giveUp` at a later one, which comes from someone who will not wait.
 */
export function stopOnSignals(stop: () => void, giveUp: () => void): void {
  let firstAt: number | undefined;
  const onSignal = () => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      stop();
    } else if (performance.now() - firstAt > ONE_WISH_MS) giveUp();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
