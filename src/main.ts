import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import closeWithGrace from 'close-with-grace';
import { pino } from 'pino';
import { ConfigError, EX_CONFIG, readConfig } from './edge/config.js';
import type { Config } from './edge/config.js';
import { createImmograph } from './edge/immograph.js';
import { stopOnSignals } from './edge/stop-on-signals.js';

/** How long requests in flight may take to finish once the process is told to stop. */
const GRACE_MS = 10_000;

/** This file is compiled to dist/server/main.js. */
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const config = readConfigOrExit();
const logger = pino({ level: config.logLevel, base: null });
const immograph = await createImmograph({ config, root, logger });
const address = await immograph.app.listen({ host: config.host, port: config.port }).catch(exitUnlistening);

process.stdout.write(`immograph answers at ${address}/graphql; explore at ${address}/graphiql\n`);
if (immograph.sandboxed.length > 0) {
  process.stdout.write(`played by the sandbox, with invented data: ${immograph.sandboxed.join(', ')}\n`);
}

const { close } = closeWithGrace({ delay: GRACE_MS + 5_000, logger, skip: ['SIGTERM', 'SIGINT'] }, async ({ err }) => {
  if (err !== undefined) logger.fatal({ err }, 'stopping after an unexpected error');
  await immograph.stop(GRACE_MS);
});
stopOnSignals(close, () => process.exit(1));

function readConfigOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const problem of error.problems) process.stderr.write(`immograph cannot start: ${problem}\n`);
    return process.exit(EX_CONFIG);
  }
}

function exitUnlistening(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`immograph cannot listen on ${config.host}:${config.port}: ${reason}\n`);
  return process.exit(1);
}
