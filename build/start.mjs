import { fileURLToPath } from 'node:url';
import { ensureBuild } from './build.mjs';
import { watch } from './watch.mjs';

const usage = `Usage: npm start [-- --watch]
       npm run sandbox [-- --help]
       npm run ledger [-- --help]
       npm run client -- --help
       npm run erase -- --help

Builds what is missing or out of date, then serves the graph. Needs no configuration: an upstream without credentials
is answered by the built-in sandbox.

  --watch     starts again whenever src/ or schema/ changes (npm run dev)
  --sandbox   starts the four sandboxed vendors alone instead; what follows is for them (npm run sandbox)
  --ledger    prints what was spent instead; what follows is for it (npm run ledger)
  --client    manages who may call instead; what follows is for it (npm run client)
  --erase     removes a person's data instead; what follows is for it (npm run erase)
  --help      this text

Environment, the main ones:
  HOST, PORT                                     where to listen; 127.0.0.1 and 4000
  FLUXIMMO_API_KEY                               credentials of the upstreams; the sandbox stands in for those without
  DIMEX_TOKEN
  PRICEHUBBLE_USERNAME, PRICEHUBBLE_PASSWORD
  APIMO_PROVIDER, APIMO_TOKEN, APIMO_AGENCY_IDS
  SANDBOX                                        on or off; off under NODE_ENV=production
  CLIENTS_FILE                                   who may call; without it everyone on this machine
  DATA_DIR                                       what has to outlive the process; ./data
  LOG_LEVEL                                      info

README.md has the first steps and every variable; ARCHITECTURE.md says how it works.`;

async function main([flag, ...rest]) {
  switch (flag) {
    case undefined:
      return run('../dist/server/main.js', rest);
    case '--sandbox':
      return run('../dist/server/sandbox/cli.js', rest);
    case '--ledger':
      return run('../dist/server/edge/ledger-cli.js', rest);
    case '--client':
      return run('../dist/server/edge/client-cli.js', rest);
    case '--erase':
      return run('../dist/server/edge/erase-cli.js', rest);
    case '--watch':
      return watch(fileURLToPath(import.meta.url), rest);
    case '--help':
      return console.log(usage);
    default:
      return fail(`Unknown option ${flag}; npm start -- --help lists them.`);
  }
}

/** In this very process, so that a signal reaches the server and its exit code is this command's. */
async function run(module, args) {
  await ensureBuild({ say: console.error }).catch((error) => fail(error.message));
  const url = new URL(module, import.meta.url);
  process.argv = [process.execPath, fileURLToPath(url), ...args];
  process.setSourceMapsEnabled(true);
  await import(url.href);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

await main(process.argv.slice(2));
