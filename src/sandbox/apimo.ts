import { findCatalog, listCatalogs } from './apimo-catalogs.js';
import { findCrossings } from './apimo-crossings.js';
import { createQuota, documentedLimits } from './apimo-quota.js';
import type { ApimoLimits } from './apimo-quota.js';
import { toStoredProperty } from './apimo-properties.js';
import { toStoredRequest } from './apimo-requests.js';
import type { StoredRequest } from './apimo-requests.js';
import { readWrittenRequest } from './apimo-write.js';
import type { FieldErrors } from './apimo-write.js';
import type { MarketAgency } from './market-agencies.js';
import type { Market } from './market.js';
import { toParisTime } from './paris-time.js';
import { createVendor } from './vendor.js';
import type { Vendor, VendorAnswer, VendorFailure, VendorRequest, VendorRoute } from './vendor.js';

export type ApimoOptions = Readonly<{
  delayMs?: number;
  /** The documented quota unless given. */
  limits?: Partial<ApimoLimits>;
  /** Milliseconds since 1970; the system's clock unless given. */
  now?: () => number;
}>;

/** `agencyIds` are those that the provider may read. */
export const apimoCredentials = {
  provider: 'sandbox-provider',
  token: 'sandbox-apimo-token',
  agencyIds: ['771', '772'],
} as const;

type Office = Readonly<{ agency: MarketAgency; requests: Map<number, StoredRequest> }>;
type Stored = Readonly<{ updatedAt: Date; body: unknown }>;
type Slice = Readonly<{ limit: number; offset: number; since: number | null }>;
type ReadSlice = Readonly<{ isValid: true; slice: Slice }> | Readonly<{ isValid: false; errors: FieldErrors }>;

const requestsPerPage = 10_000;
const propertiesPerPage = 1000;

/** Apimo's web service as its document describes it, for the agencies of the sandbox's market. */
export function createApimo(market: Market, { delayMs, limits, now = Date.now }: ApimoOptions = {}): Vendor {
  const quota = createQuota({ ...documentedLimits, ...limits }, now);
  const offices = new Map(market.agencies.map((agency) => [agency.id, openOffice(agency)]));

  const authorize = ({ headers }: Pick<VendorRequest, 'headers'>): VendorAnswer | null => {
    if (!isProvider(headers.authorization)) return refuse(401, 'Unauthorized');
    return quota.take() ? null : refuse(429, 'Quota exceeded');
  };
  const ofAgency =
    (handle: (office: Office, request: VendorRequest) => VendorAnswer) =>
    (request: VendorRequest): VendorAnswer => {
      const office = offices.get(request.params['agencyId'] ?? '');
      if (office === undefined) return refuse(404, 'Agency not found');
      return office.agency.isActive ? handle(office, request) : refuse(403, 'Agency is not active');
    };

  const routes: readonly VendorRoute[] = [
    { method: 'GET', path: '/agencies/:agencyId/requests', handle: ofAgency(listRequests) },
    {
      method: 'POST',
      path: '/agencies/:agencyId/requests',
      handle: ofAgency((office, request) => writeRequest(office, request, null, now)),
    },
    {
      method: 'PUT',
      path: '/agencies/:agencyId/requests/:requestId',
      handle: ofAgency((office, request) => {
        const stored = findRequest(office, request);
        return stored === undefined ? refuse(404, 'Request not found') : writeRequest(office, request, stored, now);
      }),
    },
    { method: 'GET', path: '/agencies/:agencyId/requests/:requestId/crossings', handle: ofAgency(listCrossings) },
    { method: 'GET', path: '/agencies/:agencyId/properties', handle: ofAgency(listProperties) },
    { method: 'GET', path: '/catalogs', handle: () => ({ status: 200, body: listCatalogs() }) },
    {
      method: 'GET',
      path: '/catalogs/:name',
      handle: ({ params }) => {
        const catalog = findCatalog(params['name'] ?? '');
        return catalog === undefined ? refuse(404, 'Catalog not found') : { status: 200, body: catalog };
      },
    },
  ];
  return createVendor('apimo', routes, { fail, authorize, delayMs });
}

function openOffice(agency: MarketAgency): Office {
  return { agency, requests: new Map(agency.requests.map((request) => [request.id, toStoredRequest(request)])) };
}

function listRequests({ requests }: Office, { query }: VendorRequest): VendorAnswer {
  return answerList('requests', [...requests.values()], query, requestsPerPage);
}

function listCrossings(office: Office, request: VendorRequest): VendorAnswer {
  const stored = findRequest(office, request);
  if (stored === undefined) return refuse(404, 'Request not found');
  const step = request.query.get('step');
  const crossings = findCrossings(stored, office.agency.listings).filter(
    ({ stepId }) => step === null || String(stepId) === step,
  );
  return answerList('crossings', crossings, request.query, requestsPerPage);
}

function listProperties({ agency }: Office, { query }: VendorRequest): VendorAnswer {
  const [step, status] = [query.get('step'), query.get('status')];
  const properties = agency.listings
    .map((listing, index) => toStoredProperty(agency.id, agency.userIds[index % agency.userIds.length] ?? 0, listing))
    .filter((property) => (step === null || property.step === step) && (status === null || property.status === status));
  return answerList('properties', properties, query, propertiesPerPage);
}

/** A PUT replaces all that the agency may write; the vendor's document says nothing of partial updates. */
function writeRequest(
  office: Office,
  { body }: VendorRequest,
  stored: StoredRequest | null,
  now: () => number,
): VendorAnswer {
  const written = readWrittenRequest(body);
  if (!written.isValid) return refuse(422, 'Validation failed', written.errors);

  const all = [...office.requests.values()];
  const id = stored?.id ?? Math.max(0, ...all.map((request) => request.id)) + 1;
  // A market whose day lies ahead of the clock must still show this as its newest change.
  const newest = Math.max(0, ...all.map(({ updatedAt }) => updatedAt.getTime()));
  const updatedAt = new Date(Math.max(Math.floor(now() / 1000) * 1000, newest));
  const createdAt = stored?.createdAt ?? updatedAt;
  const dates = { created_at: toParisTime(createdAt), updated_at: toParisTime(updatedAt) };
  const by = { created_by: stored?.body['created_by'] ?? written.body['user'], updated_by: written.body['user'] };
  office.requests.set(id, { id, createdAt, updatedAt, body: { id, ...written.body, ...dates, ...by } });
  return { status: 200, body: { id, ...dates } };
}

function findRequest({ requests }: Office, { params }: VendorRequest): StoredRequest | undefined {
  return requests.get(Number(params['requestId']));
}

/** `timestamp` is that of the newest item on the page, in seconds since 1970; `total_items` counts all pages. */
function answerList(name: string, items: readonly Stored[], query: URLSearchParams, maxLimit: number): VendorAnswer {
  const read = readSlice(query, maxLimit);
  if (!read.isValid) return refuse(422, 'Validation failed', read.errors);

  const { limit, offset, since } = read.slice;
  const changed = since === null ? items : items.filter(({ updatedAt }) => toSeconds(updatedAt) >= since);
  const page = changed.slice(offset, offset + limit);
  return {
    status: 200,
    body: {
      total_items: changed.length,
      timestamp: page.length === 0 ? null : Math.max(...page.map(({ updatedAt }) => toSeconds(updatedAt))),
      [name]: page.map(({ body }) => body),
    },
  };
}

function readSlice(query: URLSearchParams, maxLimit: number): ReadSlice {
  const errors: Record<string, readonly string[]> = {};
  const read = (name: string, min: number, max: number): number | null => {
    const given = query.get(name);
    if (given === null || given === '') return null;
    const value = /^\d+$/u.test(given) ? Number(given) : Number.NaN;
    if (!(value >= min && value <= max)) errors[name] = [`This value should be between ${min} and ${max}.`];
    return value;
  };
  const limit = read('limit', 1, maxLimit) ?? maxLimit;
  const offset = read('offset', 0, Number.MAX_SAFE_INTEGER) ?? 0;
  const since = read('timestamp', 0, Number.MAX_SAFE_INTEGER);
  return Object.keys(errors).length > 0
    ? { isValid: false, errors }
    : { isValid: true, slice: { limit, offset, since } };
}

function toSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

function isProvider(authorization: string | undefined): boolean {
  const { provider, token } = apimoCredentials;
  return authorization === `Basic ${Buffer.from(`${provider}:${token}`).toString('base64')}`;
}

function fail(failure: VendorFailure): VendorAnswer {
  switch (failure) {
    case 'unknown-path':
      return refuse(404, 'Not found');
    case 'method-not-allowed':
      return refuse(405, 'Method not allowed');
    case 'malformed-json':
      return refuse(400, 'Malformed JSON');
    case 'body-too-large':
      return refuse(413, 'Body too large');
    case 'internal-error':
      return refuse(500, 'Internal error');
  }
}

function refuse(status: number, message: string, errors?: FieldErrors): VendorAnswer {
  return { status, body: { message, ...(errors && { errors }) } };
}
