import { UpstreamError } from '../../src/upstream/errors.js';
import type { Door } from '../../src/upstream/http.js';

type PlayedRecord = Readonly<{ id: number; updatedAt: number; fields: Readonly<Record<string, unknown>> }>;

/** `since` is the timestamp that a list was asked with, `null` for a whole list. */
export type PlayedCall = Readonly<{ at: number; method: string; agencyId: string; what: string; since: number | null }>;

export type PlayedApimo = Readonly<{
  door: Door;
  calls: PlayedCall[];
  /** What the agency does in its own software. */
  put: (agencyId: string, id: number, fields?: Readonly<Record<string, unknown>>) => void;
  remove: (agencyId: string, id: number) => void;
  /** What becomes of calls from now on: an error is thrown in the place of the answer; one may be held back. */
  onCall: (react: (call: PlayedCall) => UpstreamError | Promise<void> | null) => void;
}>;

/** Apimo behind a door, by a clock that a test can tell; its agencies are those that something was put into. */
export function createPlayedApimo(now: () => number): PlayedApimo {
  const agencies = new Map<string, Map<number, PlayedRecord>>();
  const calls: PlayedCall[] = [];
  let react: Parameters<PlayedApimo['onCall']>[0] = () => null;

  const recordsOf = (agencyId: string) => {
    const records = agencies.get(agencyId) ?? new Map<number, PlayedRecord>();
    agencies.set(agencyId, records);
    return records;
  };
  const seconds = () => Math.floor(now() / 1000);

  return {
    calls,
    put: (agencyId, id, fields = {}) => {
      recordsOf(agencyId).set(id, { id, updatedAt: seconds(), fields });
    },
    remove: (agencyId, id) => {
      recordsOf(agencyId).delete(id);
    },
    onCall: (given) => {
      react = given;
    },
    door: {
      upstream: 'apimo',
      close: () => Promise.resolve(),
      request: async ({ method, path, query }) => {
        const [, , agencyId = '', ...rest] = path.split('/');
        const since = query?.['timestamp'] === undefined ? null : Number(query['timestamp']);
        const call = { at: now(), method, agencyId, what: rest.at(-1) ?? '', since };
        calls.push(call);
        // As it stood when the call came, however long the answer takes.
        const records = [...(agencies.get(agencyId)?.values() ?? [])].filter(
          ({ updatedAt }) => updatedAt >= (since ?? 0),
        );
        const outcome = react(call);
        if (outcome instanceof UpstreamError) throw outcome;
        await outcome;
        if (!agencies.has(agencyId)) return { status: 404, body: {} };
        if (call.what === 'crossings') return { status: 200, body: { total_items: 0, timestamp: null, crossings: [] } };
        if (method === 'GET') return { status: 200, body: toList(records) };
        const id = Math.max(0, ...recordsOf(agencyId).keys()) + 1;
        recordsOf(agencyId).set(id, { id, updatedAt: seconds(), fields: {} });
        return { status: 200, body: { id } };
      },
    },
  };
}

/** `YYYY-MM-DD HH:MM:SS`, as Apimo writes it. */
const parisTime = new Intl.DateTimeFormat('sv-SE', {
  dateStyle: 'short',
  timeStyle: 'medium',
  timeZone: 'Europe/Paris',
});

function toList(records: readonly PlayedRecord[]) {
  return {
    total_items: records.length,
    timestamp: records.length === 0 ? null : Math.max(...records.map(({ updatedAt }) => updatedAt)),
    requests: records.map(({ id, updatedAt, fields }) => ({
      id,
      active: true,
      category: '1',
      country: 'FR',
      updated_at: parisTime.format(updatedAt * 1000),
      ...fields,
    })),
  };
}
