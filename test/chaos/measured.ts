import { appendFileSync } from 'node:fs';

/**
 * Whether `bench/chaos.mjs` runs this at full size, on a machine that does nothing else: only then is anything said of
 * how fast it was.
 */
export const isMeasured = (process.env['CHAOS_REPORT'] ?? '') !== '';

/** Hands what was seen to `bench/chaos.mjs`, which names the file that it reads it from. */
export function reportFigures(test: string, figures: Readonly<Record<string, unknown>>): void {
  if (isMeasured) appendFileSync(process.env['CHAOS_REPORT'] ?? '', `${JSON.stringify({ test, ...figures })}\n`);
}

/** What is said while a long run goes on. */
export function tellProgress(text: string): void {
  if (isMeasured) process.stderr.write(`  ${text}\n`);
}

/** The quantiles of so many numbers, to a tenth. */
export function quantilesOf(numbers: readonly number[]): Readonly<{ p50: number; p99: number; max: number }> {
  const sorted = numbers.toSorted((one, other) => one - other);
  const at = (share: number) => {
    const found = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    return Math.round(found * 10) / 10;
  };
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}
