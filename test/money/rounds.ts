import { setTimeout as pause } from 'node:timers/promises';
import type { BillingDimex, DimexBehaviour } from '../support/billing-dimex.js';
import { askPersistently } from './deployment.js';
import type { Deployment } from './deployment.js';
import { valuationOf } from './described-home.js';

export type RoundsOptions = Readonly<{
  rounds: number;
  /** How many of the rounds have a process killed at a random point. */
  kills: number;
  random: () => number;
  /** Kills the server, or what it needs; resolves when that is back. The server itself unless told. */
  kill?: (server: number) => Promise<void>;
}>;

export type RoundsOutcome = Readonly<{
  asks: number;
  /** Clients that had no value in the end. */
  unanswered: number;
  /** Rounds in which two clients had different values. */
  disagreements: number;
  killed: number;
}>;

const CLIENTS = 50;
const TRIES = 40;
/** About what a round takes, so that a kill may come at any point of it. */
const LATEST_KILL_MS = 120;

/**
 * Round after round, fifty clients ask for one and the same estimation at once, of all servers or of one, and ask again
 * where that may help, while Dimex loses answers and processes die.
 */
export async function runRounds(
  deployment: Deployment,
  dimex: BillingDimex,
  { rounds, kills, random, kill = deployment.killAndRestart }: RoundsOptions,
): Promise<RoundsOutcome> {
  const servers = deployment.processes().length;
  const pick = (count: number) => Math.floor(random() * count);
  let isBillToBeKilled = false;
  let strike = (): void => undefined;
  dimex.behave(() => {
    if (isBillToBeKilled) strike();
    return misbehaviour(random);
  });

  const outcome = { asks: 0, unanswered: 0, disagreements: 0, killed: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const isDeadly = Math.floor(((round + 1) * kills) / rounds) > Math.floor((round * kills) / rounds);
    const only = random() < 0.4 ? pick(servers) : null;
    const victim = only ?? pick(servers);
    let back: Promise<unknown> = Promise.resolve();
    if (isDeadly) {
      let isStruck = false;
      strike = () => {
        if (isStruck) return;
        isStruck = true;
        outcome.killed += 1;
        back = kill(victim);
      };
      // While Dimex is being asked, or whenever it may be.
      isBillToBeKilled = random() < 0.5;
      if (!isBillToBeKilled) void pause(random() * LATEST_KILL_MS).then(strike);
    }
    const answers = await Promise.all(
      Array.from({ length: CLIENTS }, () =>
        askPersistently(deployment, `{ ${valuationOf(round)} }`, {
          tries: TRIES,
          serverOf: () => only ?? pick(servers),
        }),
      ),
    );
    if (isDeadly) strike();
    isBillToBeKilled = false;
    await back;

    const values = answers.flatMap((answered) => (answered?.data?.valuation?.value.amount as number | undefined) ?? []);
    outcome.asks += CLIENTS;
    outcome.unanswered += CLIENTS - values.length;
    if (new Set(values).size > 1) outcome.disagreements += 1;
  }
  return outcome;
}

/** One call in four goes wrong; of the others some take their time. */
function misbehaviour(random: () => number): DimexBehaviour {
  const chance = random();
  if (chance < 0.08) return { kind: 'LOSE' };
  if (chance < 0.13) return { kind: 'RESET' };
  if (chance < 0.17) return { kind: 'FAIL', isBilled: true };
  if (chance < 0.2) return { kind: 'FAIL', isBilled: false };
  if (chance < 0.25) return { kind: 'REFUSE', status: 429 };
  return chance < 0.6 ? { kind: 'ANSWER', until: pause(random() * 60) } : { kind: 'ANSWER' };
}
