import { setImmediate } from 'node:timers/promises';
import type { AgencyProperty } from '../../domain/agency-property.js';
import type { BuyerRequest, Crossing, CrossingStep } from '../../domain/buyer-request.js';
import { checkDraft } from '../../domain/buyer-request-draft.js';
import type { BuyerRequestDraft } from '../../domain/buyer-request-draft.js';
import { placesNearby, withPlacesNearby } from '../../domain/places-nearby.js';
import type { UpstreamCall } from '../call.js';
import { UpstreamError, invalidResponse } from '../errors.js';
import type { Door, DoorAnswer, DoorRequest } from '../http.js';
import { isRecord } from '../reading.js';
import { looseText } from '../shape.js';
import { idOf, stepById } from './catalogue.js';
import { PAGE_SIZE, PROPERTIES_PAGE_SIZE, readAllPages, toListPage } from './pages.js';
import { noSuchRecord, turnedDown } from './refusal.js';
import { rememberPlaces } from './wire-locations.js';
import type { ResolvePlace } from './wire-locations.js';
import { toCrossing } from './wire-crossing.js';
import { toListedProperty } from './wire-property.js';
import { toWritten } from './wire-written.js';
import type { WrittenRequest } from './wire-written.js';
import { toBuyerRequest } from './wire.js';
import { toWriteBody } from './write-wire.js';

/** What a door to Apimo must let through: a full page of 10,000 requests is about 10 MB. */
export const APIMO_MAX_BODY_BYTES = 64 * 1024 * 1024;
/** Beyond it Apimo turns calls down (its web page on the web service). */
export const APIMO_CALLS_PER_SECOND = 10;

/** For so long records are read without letting anything else have its turn. */
const TURN_MS = 5;

/**
 * A request that could not be read is an error in its place. `timestamp` is of the newest of them, in seconds since
 * 1970, by which the next reading can ask for what changed since; `null` where Apimo gives none.
 */
type RequestList = Readonly<{
  requests: readonly (BuyerRequest | UpstreamError)[];
  timestamp: number | null;
}>;

/** An agency's listings as Apimo tells them. */
export type PropertyList = Readonly<{
  /**
   * By Apimo's number: an error in the place of one that could not be read or is another agency's, `null` in that of one
   * that the agency has deleted.
   */
  byId: ReadonlyMap<string, AgencyProperty | UpstreamError | null>;
  /** Where some could not even be told apart: one that is missing may be among them. */
  unidentified: UpstreamError | null;
  /** As that of a list of requests. */
  timestamp: number | null;
}>;

export interface ApimoClient {
  /**
   * All requests of an agency, or those changed `since` (seconds since 1970); `null` where there is no such agency.
   * `nearbyInseeCodes` are the places that decide between communes of one name, by default those of the list itself.
   */
  listRequests(
    agencyId: string,
    options: Readonly<{ since?: number | undefined; nearbyInseeCodes?: readonly string[] | undefined }>,
    call: UpstreamCall,
  ): Promise<RequestList | null>;
  /** Refuses an incomplete draft without a call (`Refusal`); what Apimo turns down is `UPSTREAM_REFUSED`. */
  createRequest(agencyId: string, draft: BuyerRequestDraft, call: UpstreamCall): Promise<WrittenRequest>;
  /** Writes the whole request: what its draft leaves out may be lost. Refuses as `createRequest` does. */
  updateRequest(
    agencyId: string,
    requestId: string,
    draft: BuyerRequestDraft,
    call: UpstreamCall,
  ): Promise<WrittenRequest>;
  /** The agency's own listings as Apimo scored them; none where there is no such request. */
  listCrossings(
    agencyId: string,
    requestId: string,
    options: Readonly<{ step?: CrossingStep | null | undefined }>,
    call: UpstreamCall,
  ): Promise<readonly (Crossing | UpstreamError)[]>;
  /**
   * All of an agency's own listings, in every step, or those changed `since` (seconds since 1970); `null` where there is
   * no such agency. Apimo documents no way to read one alone.
   */
  listProperties(
    agencyId: string,
    options: Readonly<{ since?: number | undefined }>,
    call: UpstreamCall,
  ): Promise<PropertyList | null>;
}

export type ApimoOptions = Readonly<{ provider: string; token: string; resolvePlace: ResolvePlace }>;

export function createApimoClient(door: Door, { provider, token, resolvePlace }: ApimoOptions): ApimoClient {
  const headers = { authorization: `Basic ${Buffer.from(`${provider}:${token}`).toString('base64')}` };
  const send = (request: DoorRequest, call: UpstreamCall) => door.request({ ...request, headers }, call);

  const readList = (list: ListAddress, call: UpstreamCall) =>
    readAllPages(
      async (offset) => {
        const query = { ...list.query, limit: list.pageSize, offset };
        const { endpoint, path } = list;
        const { status, body } = await send({ endpoint, method: 'GET', effect: 'READ', path, query }, call);
        if (status === 404) return null;
        if (status >= 400) throw invalidResponse('apimo', `turned a reading down with status ${status}`);
        return toListPage(list.name, body);
      },
      (item) => (isRecord(item) ? looseText.parse(item[list.idKey]) : null),
      list.pageSize,
    );

  /** Nobody can tell whether a write that was given up went through, so the client's leaving does not end it. */
  const write = (request: Omit<DoorRequest, 'effect'>, call: UpstreamCall) =>
    send({ ...request, effect: 'WRITE' }, { ...call, signal: undefined });

  return {
    listRequests: async (agencyId, { since, nearbyInseeCodes }, call) => {
      if (!isIdentifier(agencyId)) return null;
      const endpoint = 'requests';
      const query = { timestamp: since };
      const path = requestsOf(agencyId);
      const list = await readList({ endpoint, name: 'requests', idKey: 'id', path, query, pageSize: PAGE_SIZE }, call);
      if (list === null) return null;
      const resolve = rememberPlaces(resolvePlace);
      const requests = await mapInTurns(list.items, (item) => toBuyerRequest(item, agencyId, resolve));
      const latest = latestOnly(requests, ({ requestId }) => requestId);
      const nearby =
        nearbyInseeCodes ?? placesNearby(latest.flatMap((each) => (each instanceof UpstreamError ? [] : [each])));
      const settle = (request: BuyerRequest | UpstreamError) =>
        request instanceof UpstreamError ? request : withPlacesNearby(request, nearby, resolve);
      return { requests: await mapInTurns(latest, settle), timestamp: list.timestamp };
    },

    createRequest: async (agencyId, draft, call) => {
      checkDraft(draft);
      if (!isIdentifier(agencyId)) throw noSuchRecord('agency');
      const body = toWriteBody(draft);
      const path = requestsOf(agencyId);
      const answer = await write({ endpoint: 'create request', method: 'POST', path, body }, call);
      if (answer.status === 404) throw noSuchRecord('agency');
      return readWritten(answer);
    },

    updateRequest: async (agencyId, requestId, draft, call) => {
      checkDraft(draft);
      if (!isIdentifier(agencyId) || !isIdentifier(requestId)) throw noSuchRecord('request');
      const body = { id: requestId, ...toWriteBody(draft) };
      const path = `${requestsOf(agencyId)}/${requestId}`;
      const answer = await write({ endpoint: 'update request', method: 'PUT', path, body }, call);
      if (answer.status === 404) throw noSuchRecord('request');
      const written = readWritten(answer);
      if (written.requestId !== requestId) {
        throw invalidResponse('apimo', 'answered for another request than was written');
      }
      return written;
    },

    listCrossings: async (agencyId, requestId, { step }, call) => {
      if (!isIdentifier(agencyId) || !isIdentifier(requestId)) return [];
      const path = `${requestsOf(agencyId)}/${requestId}/crossings`;
      const query = { step: step ? (idOf(stepById, step) ?? undefined) : undefined };
      const list = await readList(
        { endpoint: 'crossings', name: 'crossings', idKey: 'property_id', path, query, pageSize: PAGE_SIZE },
        call,
      );
      return latestOnly((list?.items ?? []).map(toCrossing), ({ agencyPropertyId }) => agencyPropertyId);
    },

    listProperties: async (agencyId, { since }, call) => {
      if (!isIdentifier(agencyId)) return null;
      const name = 'properties';
      const path = `/agencies/${agencyId}/properties`;
      const query = { timestamp: since };
      const list = await readList(
        { endpoint: name, name, idKey: 'id', path, query, pageSize: PROPERTIES_PAGE_SIZE },
        call,
      );
      if (list === null) return null;
      const resolve = rememberPlaces(resolvePlace);
      const read = await mapInTurns(list.items, (item) => toListedProperty(item, agencyId, resolve));
      const latest = latestOnly(read, ({ agencyPropertyId }) => agencyPropertyId);
      return {
        byId: new Map(
          latest.flatMap((each) => (each instanceof UpstreamError ? [] : [[each.agencyPropertyId, each.property]])),
        ),
        unidentified: latest.find((each) => each instanceof UpstreamError) ?? null,
        timestamp: list.timestamp,
      };
    },
  };
}

type ListAddress = Readonly<{
  endpoint: string;
  /** What Apimo calls the list in its answer, and the identifier in each of its records. */
  name: string;
  idKey: string;
  path: string;
  query: Readonly<Record<string, string | number | undefined>>;
  /** The most records of it that Apimo sends at once. */
  pageSize: number;
}>;

function requestsOf(agencyId: string): string {
  return `/agencies/${agencyId}/requests`;
}

/** Apimo numbers its records; what is no number at all could lead to another path. */
function isIdentifier(id: string): boolean {
  return /^\w+$/.test(id);
}

function readWritten({ status, body }: DoorAnswer): WrittenRequest {
  if (status >= 400) throw turnedDown(status, body);
  return toWritten(body);
}

/** Reading a full page takes half a second of computing: others must have their turns meanwhile. */
async function mapInTurns<Item, Result>(items: readonly Item[], map: (item: Item) => Result): Promise<Result[]> {
  const results: Result[] = [];
  // The page itself was parsed in this turn.
  let begunAt = -Infinity;
  for (const item of items) {
    if (performance.now() - begunAt > TURN_MS) {
      await setImmediate();
      begunAt = performance.now();
    }
    results.push(map(item));
  }
  return results;
}

/** A record that moved to a later page while the pages were read comes twice: what was updated last is the truth. */
function latestOnly<Item extends Readonly<{ updatedAt: string | null }>>(
  items: readonly (Item | UpstreamError)[],
  idOf: (item: Item) => string,
): readonly (Item | UpstreamError)[] {
  const latest = new Map<string, Item>();
  for (const item of items) {
    if (item instanceof UpstreamError) continue;
    const known = latest.get(idOf(item));
    if (known === undefined || (item.updatedAt ?? '') >= (known.updatedAt ?? '')) latest.set(idOf(item), item);
  }
  return items.filter((item) => item instanceof UpstreamError || latest.get(idOf(item)) === item);
}
