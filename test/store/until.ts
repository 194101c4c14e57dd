import { setTimeout as wait } from 'node:timers/promises';

/** Asks again and again; the time limit of the test is its own. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await wait(5);
}
