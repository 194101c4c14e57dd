import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';

const EVERY_MS = 100;
const WARM_UP_ROUNDS = 3000;

/**
 * Has a fixed piece of work, of the kind that a server does, done ten times a second on these processors, for what it
 * takes there: the machine's own speed, which what is measured beside it can be seen in proportion to.
 */
export async function watchMachineSpeed({ processors }) {
  const child = fork(fileURLToPath(import.meta.url), ['work']);
  if (processors !== null) spawnSync('taskset', ['-acp', processors, String(child.pid)]);
  await once(child, 'message');
  return {
    /** Microseconds of processor time that the work has taken since this was asked last, in the mean. */
    lap: async () => {
      child.send('lap');
      return (await once(child, 'message'))[0];
    },
    stop: () => child.kill(),
  };
}

function work() {
  const rows = Array.from({ length: 40 }, (_, index) => ({
    id: `advert-${index}`,
    title: `Flat of ${index} rooms`,
    price: { amount: 100_000 + index, currency: 'EUR' },
    location: { city: 'Paris', postalCode: `750${index}`, inseeCode: `751${index}` },
    isOnline: index % 2 === 0,
  }));
  const doOnce = () => {
    const read = JSON.parse(JSON.stringify(rows));
    return new Map(read.map((row) => [row.id, { ...row, price: { ...row.price } }])).size;
  };
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) doOnce();

  let taken = 0;
  let times = 0;
  setInterval(() => {
    // What has been idle finds nothing of its own in the processor's caches.
    doOnce();
    const before = process.cpuUsage();
    doOnce();
    doOnce();
    const { user, system } = process.cpuUsage(before);
    taken += user + system;
    times += 1;
  }, EVERY_MS);
  process.on('message', () => {
    process.send(times === 0 ? null : Math.round(taken / times));
    taken = 0;
    times = 0;
  });
  process.once('disconnect', () => process.exit());
  process.send('ready');
}

if (process.argv[2] === 'work') work();
