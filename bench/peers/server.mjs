import { startApollo } from './contenders/apollo.mjs';
import { startHandWritten, startReadyMade } from './contenders/floors.mjs';
import { startMercurius } from './contenders/mercurius.mjs';
import { startYoga } from './contenders/yoga.mjs';
import { createUpstream, sendByFetch, sendByUndici } from './upstream.mjs';

/** Starts the contender that is named, over the upstreams at `UPSTREAM`, and says where it answers. */
const origin = process.env.UPSTREAM;
const byFetch = createUpstream(origin, sendByFetch);
const byUndici = createUpstream(origin, sendByUndici);

const contenders = {
  apollo: () => startApollo(byFetch),
  'apollo-cache': () => startApollo(byFetch, { isCaching: true }),
  yoga: () => startYoga(byFetch),
  'yoga-cache': () => startYoga(byFetch, { isCaching: true }),
  'yoga-tuned': () => startYoga(byUndici, { isCompiled: true }),
  mercurius: () => startMercurius(byFetch),
  'mercurius-cache': () => startMercurius(byFetch, { isCaching: true }),
  'mercurius-tuned': () => startMercurius(byUndici),
  // Only this one loads what it takes.
  hive: async () => (await import('./contenders/hive.mjs')).startHive(origin),
  'hand-written': () => startHandWritten(byUndici),
  'ready-made': () => startReadyMade(byUndici),
};

const url = await contenders[process.argv[2]]();
console.log(`answers at ${url}/graphql`);
process.once('SIGTERM', () => process.exit());
