import { availableParallelism, cpus, totalmem } from 'node:os';

/** What figures were taken on, in words. */
export function machine() {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${availableParallelism()} × ${cpu?.model ?? 'unknown'}, ${gigabytes} GB, Node ${process.version}, ${process.platform}`;
}
