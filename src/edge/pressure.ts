import { getHeapStatistics } from 'node:v8';
import type { Pressure } from './overload.js';

const EVERY_MS = 20;
/** What V8 says of its heap costs some microseconds, and changes more slowly. */
const HEAP_EVERY_TICKS = 5;

/**
 * Tells fifty times a second, and as often as the event loop comes to it, how late it came, and how busy it was since;
 * keeps no process alive. What is returned stops it.
 */
export function watchPressure(tell: (pressure: Pressure, at: number) => void): () => void {
  let dueAt = performance.now() + EVERY_MS;
  let ticks = 0;
  let heapUse = readHeapUse();
  let loop = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const at = performance.now();
    ticks += 1;
    if (ticks % HEAP_EVERY_TICKS === 0) heapUse = readHeapUse();
    const { utilization } = performance.eventLoopUtilization(loop);
    loop = performance.eventLoopUtilization();
    tell({ delayMs: Math.max(0, at - dueAt), utilization, heapUse }, at);
    dueAt = at + EVERY_MS;
  }, EVERY_MS).unref();
  return () => {
    clearInterval(timer);
  };
}

function readHeapUse(): number {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  return used / limit;
}
