import { fileURLToPath } from 'node:url';
import { startMeasured, startServer } from '../measured-server.mjs';

const all = ['A', 'B', 'A-same', 'B-same', 'T'];
/** What is remembered is had from no upstream. */
const remembering = { group: 'remembered', asks: 'few', workloads: ['A', 'B'], delays: [0] };

const peerServer = fileURLToPath(new URL('../peers/server.mjs', import.meta.url));

/** One client, whose key is "bench". */
const clientsFile = fileURLToPath(new URL('clients.json', import.meta.url));

/**
 * What is measured. `group` says beside what it stands in the table; `asks` what it is asked: `different` questions in
 * turn, so that no two of the same are under way, a `few` that it has been asked before, or `new` ones. It takes part in
 * its `workloads`, with its `delays` of the upstreams or with all, and sends its `headers`.
 */
export const contenders = [
  peer('hand-written', { title: 'hand-written Fastify handler, undici', group: 'floor', workloads: all }),
  peer('apollo', { title: 'Apollo Server standalone, DataLoader, fetch', group: 'as shipped', workloads: all }),
  peer('yoga', { title: 'GraphQL Yoga, DataLoader, fetch', group: 'as shipped' }),
  peer('mercurius', { title: 'Mercurius with its JIT, DataLoader, fetch', group: 'as shipped' }),
  peer('hive', { title: 'Hive Gateway over the same REST', group: 'as shipped', workloads: ['A', 'B'] }),
  peer('yoga-tuned', { title: 'GraphQL Yoga + graphql-jit + undici', group: 'tuned' }),
  peer('mercurius-tuned', { title: 'Mercurius with its JIT + undici', group: 'tuned' }),
  immograph('ours', {
    title: 'immograph, cache off',
    env: { CACHE: 'off' },
    workloads: ['A', 'B', 'A-same', 'B-same'],
  }),
  immograph('ours-deployed', {
    title: 'immograph, cache off, for a client by its key, NODE_ENV=production',
    env: { CACHE: 'off', NODE_ENV: 'production', CLIENTS_FILE: clientsFile },
    headers: { authorization: 'Bearer bench' },
  }),
  immograph('ours-cold', { title: 'immograph, cache on, cold: new questions', asks: 'new' }),
  peer('apollo-cache', { title: "Apollo's response cache", ...remembering }),
  peer('yoga-cache', { title: "Yoga's response cache", ...remembering }),
  peer('mercurius-cache', { title: 'Mercurius cache', ...remembering }),
  immograph('ours-warm', { title: 'immograph, cache on, warm', ...remembering }),
  peer('ready-made', { title: 'the same bytes ready-made, Fastify', ...remembering, workloads: ['A', 'B', 'T'] }),
];

function peer(name, facts) {
  return {
    name,
    asks: 'different',
    isPeer: true,
    workloads: ['A', 'B', 'T'],
    ...facts,
    start: ({ upstream, processors }) =>
      startMeasured({ node: [peerServer, name], env: { NODE_ENV: 'production', UPSTREAM: upstream }, processors }),
  };
}

/** The built product with all that it does, over the bench's vendors, with pools as wide as the peers' are. */
function immograph(name, { env, ...facts }) {
  return {
    name,
    asks: 'different',
    group: 'ours',
    isPeer: false,
    workloads: ['A', 'B'],
    ...facts,
    start: ({ upstream, processors, nodeOptions }) =>
      startServer({ env: { ...immographEnv(upstream), ...env }, processors, ...(nodeOptions && { nodeOptions }) }),
  };
}

export function immographEnv(upstream) {
  return {
    SANDBOX: 'off',
    FLUXIMMO_URL: upstream,
    FLUXIMMO_API_KEY: 'bench',
    FLUXIMMO_CONCURRENCY: '1000',
    PRICEHUBBLE_URL: upstream,
    PRICEHUBBLE_USERNAME: 'bench',
    PRICEHUBBLE_PASSWORD: 'bench',
    PRICEHUBBLE_CONCURRENCY: '1000',
    DIMEX_URL: upstream,
    DIMEX_TOKEN: 'bench',
    APIMO_URL: upstream,
    APIMO_PROVIDER: 'bench',
    APIMO_TOKEN: 'bench',
    APIMO_AGENCY_IDS: '1',
  };
}
