import type { Answer, RecordedCall } from '../support/recorder.js';

/** What goes wrong at the vendor; each tells a canary where it should tell none. */
export const troubles = ['STATUS_500', 'NOT_JSON', 'BAD_RECORDS', 'TURNED_DOWN', 'UNKNOWN_AGENCY'] as const;
export type Trouble = (typeof troubles)[number];

export type Tenants = Readonly<{
  agencyIds: readonly string[];
  /** A text that tells whose it is, and that was never there before. */
  newCanary: (agencyId: string) => string;
  /** What Apimo answers for these agencies; every other is unknown to it. */
  answer: (call: RecordedCall) => Answer;
  /** What becomes of the calls for an agency from now on. */
  trouble: (agencyId: string, trouble: Trouble | null) => void;
  /** The agency changes a request in its own software. */
  edit: (agencyId: string, requestId: string) => void;
}>;

/** Requests of every agency bear the same numbers, so that whatever is kept by them alone is found in the wrong hands. */
export const requestIds = ['1', '2', '3'] as const;
/** So does one listing of every agency. */
const SHARED_LISTING = '1';

type Kept = Readonly<Record<string, unknown>> & Readonly<{ id: string | number; updatedAt: number }>;

const CANARY = /cnry-(\d+)-\d+/g;

/** The agencies whose canaries stand in a text. */
export function agenciesIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(CANARY)].map(([, agencyId = '']) => agencyId));
}

/** The canaries themselves. */
export function canariesIn(text: string): readonly string[] {
  return [...text.matchAll(CANARY)].map(([canary]) => canary);
}

/** Estate agencies with buyers, crossings and listings of their own, in all of whose texts there is a canary. */
export function createTenants(count: number): Tenants {
  const agencyIds = Array.from({ length: count }, (_, index) => String(901 + index));
  const troubled = new Map<string, Trouble>();
  let made = 0;
  const newCanary = (agencyId: string) => `cnry-${agencyId}-${(made += 1)}`;
  const offices = new Map(
    agencyIds.map((agencyId) => [
      agencyId,
      {
        requests: new Map<string, Kept>(requestIds.map((id) => [id, newRequest(id, () => newCanary(agencyId))])),
        listings: [SHARED_LISTING, newCanary(agencyId)].map((id) =>
          newListing(id, agencyId, () => newCanary(agencyId)),
        ),
      },
    ]),
  );

  function answer({ endpoint, path, body }: RecordedCall): Answer {
    const [method = '', address = ''] = endpoint.split(' ');
    const [, , agencyId = '', , requestId = ''] = address.split('/');
    const office = offices.get(agencyId);
    const trouble = troubled.get(agencyId);
    if (office === undefined || trouble === 'UNKNOWN_AGENCY') return json({ message: 'Agency not found' }, 404);
    const name = address.split('/').at(-1) ?? '';
    if (trouble !== undefined) return inTrouble(trouble, name, newCanary(agencyId));

    if (method !== 'GET') return write(agencyId, requestId === '' ? null : requestId, body);
    const since = Number(new URL(path, 'http://apimo').searchParams.get('timestamp') ?? 0);
    switch (name) {
      case 'requests':
        return list(name, [...office.requests.values()], since);
      case 'properties':
        return list(name, office.listings, since);
      case 'crossings':
        return list(
          name,
          office.listings.map(({ id }) => newCrossing(id)),
          0,
        );
      default:
        return json({ message: 'Not found' }, 404);
    }
  }

  function write(agencyId: string, requestId: string | null, body: unknown): Answer {
    const requests = offices.get(agencyId)?.requests ?? new Map<string, Kept>();
    const id = requestId ?? String(requests.size + 1);
    const before = requests.get(id) ?? { ...newRequest(id, () => ''), locations: [], price: null, area: null };
    const { contact, comment, free_criteria } = body as Readonly<Record<string, unknown>>;
    requests.set(id, changed({ ...before, contact, comment, free_criteria }));
    return json({ id: Number(id) });
  }

  return {
    agencyIds,
    newCanary,
    answer,
    trouble: (agencyId, trouble) => {
      if (trouble === null) troubled.delete(agencyId);
      else troubled.set(agencyId, trouble);
    },
    edit: (agencyId, requestId) => {
      const requests = offices.get(agencyId)?.requests;
      const request = requests?.get(requestId);
      if (request !== undefined) requests?.set(requestId, changed({ ...request, comment: newCanary(agencyId) }));
    },
  };
}

/** The vendor's dates are of whole seconds: what has changed is a second later than it was. */
function changed(record: Kept): Kept {
  const updatedAt = record.updatedAt + 1;
  return { ...record, updatedAt, updated_at: parisTime(updatedAt) };
}

const BEGUN_AT = Date.UTC(2026, 0, 10, 9) / 1000;

function newRequest(id: string, canary: () => string): Kept {
  return {
    id: Number(id),
    active: true,
    contact: canary(),
    user: '3896',
    category: '1',
    types: [],
    country: 'FR',
    // One has places, one has none, so that some match whatever is for sale.
    locations: id === '1' ? [] : [{ region: { id: '12', name: canary() }, city: null, district: null }],
    price: { min: null, max: 9_000_000, currency: 'EUR' },
    area: { min: 1, max: null, unit: '1' },
    comment: canary(),
    free_criteria: canary(),
    created_at: parisTime(BEGUN_AT),
    updated_at: parisTime(BEGUN_AT),
    updatedAt: BEGUN_AT,
  };
}

function newListing(id: string, agencyId: string, canary: () => string): Kept {
  return {
    id,
    reference: canary(),
    agency: Number(agencyId),
    step: '1',
    status: '1',
    category: '1',
    type: '1',
    address: canary(),
    publish_address: true,
    country: 'FR',
    city: { id: null, name: canary(), zipcode: '06600' },
    area: { unit: '1', value: 60 },
    rooms: 3,
    bedrooms: 2,
    price: { value: 300_000, hide: false, currency: 'EUR' },
    updated_at: parisTime(BEGUN_AT),
    updatedAt: BEGUN_AT,
  };
}

function newCrossing(propertyId: string | number): Kept {
  return { id: propertyId, property_id: propertyId, step_id: 1, total: '70', updatedAt: BEGUN_AT };
}

function list(name: string, all: readonly Kept[], since: number): Answer {
  const records = all.filter(({ updatedAt }) => updatedAt >= since);
  return json({
    total_items: records.length,
    timestamp: records.length === 0 ? null : Math.max(...records.map(({ updatedAt }) => updatedAt)),
    [name]: records,
  });
}

function inTrouble(trouble: Exclude<Trouble, 'UNKNOWN_AGENCY'>, name: string, canary: string): Answer {
  switch (trouble) {
    case 'STATUS_500':
      return json({ message: `It broke at ${canary}.`, errors: { contact: [canary] } }, 500);
    case 'NOT_JSON':
      return { status: 200, body: `<p>${canary}</p>` };
    case 'BAD_RECORDS':
      return json({
        total_items: 3,
        timestamp: BEGUN_AT,
        [name]: [canary, { id: { contact: canary } }, { id: null, total: canary, comment: canary }],
      });
    case 'TURNED_DOWN':
      return json({ message: `No: ${canary}`, errors: { comment: [`"${canary}" should be shorter.`] } }, 422);
  }
}

function json(body: unknown, status = 200): Answer {
  return { status, body: JSON.stringify(body) };
}

const parisClock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Paris',
  dateStyle: 'short',
  timeStyle: 'medium',
});

function parisTime(seconds: number): string {
  return parisClock.format(new Date(seconds * 1000));
}
