import { Refusal, badInput } from '../../domain/refusal.js';
import { checkValuationDate } from '../../domain/valuation-date.js';
import type { Preparation, SubjectOverrides } from '../../domain/valuation-subject.js';
import type { DealType, Valuation, ValuationProvider } from '../../domain/valuation.js';
import { StoreUnavailable } from '../../store/store.js';
import { UpstreamError } from '../../upstream/errors.js';
import type { GraphContext } from '../context.js';
import { estimate, problemsOf } from './estimate.js';
import { once } from './once.js';
import { prepare } from './subject.js';

/** Subjects × dates. */
const MAX_VALUATIONS = 500;

type BatchStatus = 'VALUED' | 'PENDING' | 'REJECTED' | 'FAILED' | 'QUOTED';
type Outcome = Readonly<{ status: BatchStatus; problems: readonly string[] }>;

/** A property on a day, valued when it is first asked about, and once. */
export type BatchEntryNode = Readonly<{
  subjectIndex: number;
  date: string;
  valuation: () => Promise<Valuation | null>;
  /** What came of the valuation; a failure is told here without being one. */
  outcome: () => Promise<Outcome>;
}>;

export type BatchNode = Readonly<{
  entries: readonly BatchEntryNode[];
  count: (status: BatchStatus) => Promise<number>;
}>;

export type BatchQuestion = Readonly<{
  provider: ValuationProvider;
  subjects: readonly SubjectOverrides[];
  dates: readonly string[];
  dealType: DealType;
}>;

/** Calls nobody before an entry is asked about; throws a refusal where the batch is empty or too large. */
export function createBatch({ provider, subjects, dates, dealType }: BatchQuestion, context: GraphContext): BatchNode {
  checkSize(subjects.length, dates.length);
  for (const date of dates) checkValuationDate(date, context.today, 'dates');
  const entries = subjects.flatMap((overrides, subjectIndex) => {
    const preparation = once(async () => prepare({ kind: 'DESCRIBED' }, { provider, dealType, overrides }, context));
    return dates.map((date): BatchEntryNode => {
      const valuation = once(async () => estimate(await preparation(), date, dealType, context));
      return { subjectIndex, date, valuation, outcome: () => outcomeOf(preparation(), valuation()) };
    });
  });
  const outcomes = once(() => Promise.all(entries.map(({ outcome }) => outcome())));
  return {
    entries,
    count: async (status) => (await outcomes()).filter((outcome) => outcome.status === status).length,
  };
}

function checkSize(subjects: number, dates: number): void {
  if (subjects < 1 || subjects > MAX_VALUATIONS) {
    throw badInput('subjects', `must hold 1 to ${MAX_VALUATIONS} properties, not ${subjects}`);
  }
  if (dates < 1) throw badInput('dates', 'must hold a day, or be left out for today');
  if (subjects * dates > MAX_VALUATIONS) {
    const asked = `${subjects} × ${dates} = ${subjects * dates}`;
    throw badInput('dates', `must leave subjects × dates at ${MAX_VALUATIONS} valuations at most, not ${asked}`);
  }
}

async function outcomeOf(prepared: Promise<Preparation>, valued: Promise<Valuation | null>): Promise<Outcome> {
  try {
    const valuation = await valued;
    return { status: valuation === null ? 'QUOTED' : 'VALUED', problems: [] };
  } catch (error) {
    const problems = problemsOf(await prepared);
    return { status: statusOf(error), problems: problems.length > 0 ? problems : [messageOf(error)] };
  }
}

function statusOf(error: unknown): BatchStatus {
  if (error instanceof UpstreamError) {
    if (error.code === 'VALUATION_REFUSED') return 'REJECTED';
    return error.retryable ? 'PENDING' : 'FAILED';
  }
  if (error instanceof StoreUnavailable) return 'PENDING';
  if (!(error instanceof Refusal)) return 'FAILED';
  return error.code === 'SPEND_LIMIT_EXCEEDED' || error.code === 'STORE_UNAVAILABLE' ? 'PENDING' : 'REJECTED';
}

/** As the error of `valuation` says it, which is where what nobody expected is noted. */
function messageOf(error: unknown): string {
  const isForClients = error instanceof UpstreamError || error instanceof Refusal || error instanceof StoreUnavailable;
  return isForClients ? error.message : 'Something went wrong here.';
}
