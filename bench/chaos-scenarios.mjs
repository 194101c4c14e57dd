/** What `bench/chaos.mjs` can run: suites of test/chaos, and how large each is at full size. */
export const scenarios = [
  {
    name: 'faults',
    what: 'every upstream × every way to fail: its own field is lost in time, and nothing else',
    files: ['each-fault.test.ts'],
    sizes: {},
  },
  {
    name: 'dead',
    what: 'all fifteen combinations of dead upstreams',
    files: ['dead-upstreams.test.ts'],
    sizes: {},
  },
  {
    name: 'retries',
    what: 'calls a client call where all fail, probes while a breaker is open, recovery',
    files: ['retry-storm.test.ts'],
    sizes: { CHAOS_ASKS: '1000' },
  },
  {
    name: 'single-flight',
    what: '1,000 identical reads at once are one call; the first one leaves',
    files: ['single-flight.test.ts'],
    sizes: { CHAOS_READS: '1000' },
  },
  {
    name: 'misaligned',
    what: '100,000 mutated batch answers, and no row given to another key',
    files: ['misaligned-rows.test.ts'],
    sizes: { CHAOS_ANSWERS: '100000' },
  },
  {
    name: 'stale',
    what: 'a warm cache and a dead vendor',
    files: ['stale.test.ts'],
    sizes: { CHAOS_STALE_READS: '200' },
  },
  {
    name: 'gzip-bomb',
    what: '200 MB in a few hundred kilobytes, of each upstream',
    files: ['gzip-bomb.test.ts'],
    sizes: {},
  },
  {
    name: 'drain',
    what: 'SIGTERM under load, 100 times',
    files: ['drain.test.ts'],
    sizes: { CHAOS_TRIALS: '100' },
  },
  {
    name: 'replicas',
    what: 'two processes on one Redis: one sync, one bill, one cap, kill -9',
    files: ['replicas.redis.test.ts'],
    sizes: { CHAOS_CAP: '100', CHAOS_KILLS: '20' },
  },
  {
    name: 'soak',
    what: '70 % of the capacity with 5 % of faults, for --minutes',
    files: ['soak.test.ts'],
    sizes: {},
  },
];
