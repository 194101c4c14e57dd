import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/**
 * One processor for the server that is measured, and others for the upstreams and what asks: with two, those share the
 * second. `null` where nothing can be pinned.
 */
export function findProcessors() {
  if (!canPin()) return null;
  const count = availableParallelism();
  if (count < 2) return null;
  return { server: '0', upstreams: '1', load: count > 2 ? '2' : '1' };
}

function canPin() {
  try {
    execFileSync('taskset', ['-c', '0', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
