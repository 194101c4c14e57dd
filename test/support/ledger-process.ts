import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export type LedgerProcess = Readonly<{ code: number; stdout: string; stderr: string }>;

const run = promisify(execFile);

/** `npm run ledger`, as an operator starts it but for npm; `env` is all that it is told. */
export async function runLedger(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<LedgerProcess> {
  const options = { env: { PATH: process.env['PATH'], ...env } };
  try {
    const { stdout, stderr } = await run(process.execPath, ['build/start.mjs', '--ledger', ...args], options);
    return { code: 0, stdout, stderr: withoutBuild(stderr) };
  } catch (error) {
    // What a process that fails has written is in the error.
    const { code, stdout, stderr } = error as LedgerProcess;
    return { code, stdout, stderr: withoutBuild(stderr) };
  }
}

/** What is out of date is built first, and told: sources may have changed since the tests began. */
function withoutBuild(stderr: string): string {
  return stderr.replaceAll(/^built dist\/.*\n/gm, '');
}
