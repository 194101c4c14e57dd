import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import closeWithGrace from 'close-with-grace';
import { ConfigError, EX_CONFIG, readConfig } from './edge/config.js';
import { findUnread } from './edge/environment.js';
import { createImmograph } from './edge/immograph.js';
import { createLogger } from './edge/logger.js';
import { stopOnSignals } from './edge/stop-on-signals.js';

/** Beyond its deadline no operation has anything left to wait for. */
const GRACE_BEYOND_DEADLINE_MS = 2_000;
/** What closing takes at most once nothing is in flight. */
const CLOSING_MS = 5_000;
/** For so long nothing may have come in before the last connections are closed: what clients have sent is answered. */
const QUIET_MS = 200;

/** This file is compiled to dist/server/main.js. */
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config.logLevel);
  for (const sentence of findUnread(process.env)) logger.warn(sentence);
  const immograph = await createImmograph({ config, root, logger });
  const graceMs = config.requestDeadlineMs + GRACE_BEYOND_DEADLINE_MS;
  const { close } = closeWithGrace(
    { delay: graceMs + CLOSING_MS, logger, skip: ['SIGINT', 'SIGTERM'] },
    async ({ err }) => {
      if (err !== undefined) logger.fatal({ err }, 'stopping after an unexpected error');
      await immograph.stop(graceMs, QUIET_MS);
    },
  );
  stopOnSignals(close, () => exit(1, ['stopped at once by another signal']));

  const address = await immograph.app
    .listen({ host: config.host, port: config.port, listenTextResolver: () => 'listening' })
    .catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      return exit(1, [`it cannot listen on HOST ${config.host}, PORT ${config.port}: ${reason}`]);
    });
  process.stdout.write(`immograph answers at ${address}/graphql; explore at ${address}/graphiql\n`);
  if (immograph.sandboxed.length > 0) {
    process.stdout.write(`played by the sandbox, with invented data: ${immograph.sandboxed.join(', ')}\n`);
  }
}

function exit(code: number, reasons: readonly string[]): never {
  for (const reason of reasons) process.stderr.write(`immograph: ${reason}\n`);
  return process.exit(code);
}

await main().catch((error: unknown) => {
  if (error instanceof ConfigError) exit(EX_CONFIG, error.problems);
  throw error;
});
