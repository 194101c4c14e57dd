import { setMaxListeners } from 'node:events';
import type { VisibleAgencyId } from '../access/visible-agency.js';
import type { AgencyProperty } from '../domain/agency-property.js';
import type { BuyerRequest, Crossing, CrossingStep } from '../domain/buyer-request.js';
import type { BuyerRequestDraft } from '../domain/buyer-request-draft.js';
import type { ApimoClient, PropertyList } from '../upstream/apimo/client.js';
import type { WrittenRequest } from '../upstream/apimo/wire-written.js';
import type { UpstreamCall } from '../upstream/call.js';
import type { UpstreamError } from '../upstream/errors.js';
import { createSharedReads } from './shared-reads.js';

/** `step` is `null` for crossings at any; `updatedAt` is the request's: what was read before it changed is read anew. */
export type CrossingsAsk = Pick<BuyerRequest, 'requestId' | 'updatedAt'> &
  Readonly<{ agencyId: VisibleAgencyId; step: CrossingStep | null }>;

/** What Apimo's crossings say, and the listings that they name, for as few calls as can be. */
export interface CrossingBook {
  /** One call for each request and step; a crossing that cannot be read is an error in its place. */
  crossingsOf(ask: CrossingsAsk, call: UpstreamCall): Promise<readonly (Crossing | UpstreamError)[]>;
  /** One call for all of an agency's listings, or for what changed of them; `null` where Apimo does not know the agency. */
  propertiesOf(agencyId: VisibleAgencyId, call: UpstreamCall): Promise<AgencyProperties | null>;
  /** To be called when a request was written, or may have been. */
  forget(agencyId: VisibleAgencyId, requestId: string): void;
  close(): void;
}

export interface AgencyProperties {
  /** `null` where it is not among them; an error where it is and cannot be read, or may be. */
  find(agencyPropertyId: string): AgencyProperty | UpstreamError | null;
}

type CrossingBookOptions = Readonly<{
  source: Pick<ApimoClient, 'listCrossings' | 'listProperties'>;
  isRemembering: boolean;
  /** Milliseconds since 1970. */
  now: () => number;
}>;

/** Told in the schema and in docs/matching.md. */
export const CROSSINGS_MAX_AGE_MS = 15 * 60_000;
export const PROPERTIES_MAX_AGE_MS = 60 * 60_000;
/** What is no longer listed at all is found out by listing all. */
export const PROPERTIES_RELIST_MS = 24 * 3_600_000;
/** About 20 MB of crossings, and 50 MB of listings. */
const MAX_CROSSINGS = 100_000;
const MAX_PROPERTIES = 50_000;
/** A page of 1,000 listings is megabytes of text. */
const READ_TIMEOUT_MS = 30_000;

const anyStep: readonly (CrossingStep | null)[] = [null, 'TO_SUGGEST', 'SUGGESTED', 'NOT_SUGGESTED'];

/** `timestamp` is that of the newest of them; `listedAt` is when all of them were listed. */
type Listed = PropertyList & Readonly<{ listedAt: number }>;

export function createCrossingBook({ source, isRemembering, now }: CrossingBookOptions): CrossingBook {
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  const common = {
    upstream: 'apimo',
    isRemembering,
    timeoutMs: READ_TIMEOUT_MS,
    stopping: stopping.signal,
    now,
  } as const;
  const crossings = createSharedReads<readonly (Crossing | UpstreamError)[]>({
    ...common,
    maxAgeMs: CROSSINGS_MAX_AGE_MS,
    maxSize: MAX_CROSSINGS,
    sizeOf: ({ length }) => length,
  });
  const properties = createSharedReads<Listed | null>({
    ...common,
    maxAgeMs: PROPERTIES_MAX_AGE_MS,
    maxSize: MAX_PROPERTIES,
    sizeOf: (listed) => listed?.byId.size ?? 0,
  });

  async function listProperties(
    agencyId: VisibleAgencyId,
    before: Listed | null,
    call: UpstreamCall,
  ): Promise<Listed | null> {
    const listedAt = now();
    const since = before?.timestamp ?? null;
    if (before !== null && since !== null && listedAt - before.listedAt < PROPERTIES_RELIST_MS) {
      const changed = await source.listProperties(agencyId, { since }, call);
      return changed && withChanges(before, changed);
    }
    const list = await source.listProperties(agencyId, {}, call);
    return list && { ...list, listedAt };
  }

  return {
    crossingsOf: ({ agencyId, requestId, updatedAt, step }, call) =>
      crossings.get(
        keyOf(agencyId, requestId, step),
        updatedAt ?? '',
        (flight) => source.listCrossings(agencyId, requestId, { step }, flight),
        call,
      ),
    propertiesOf: async (agencyId, call) => {
      const listed = await properties.get(
        agencyId,
        '',
        (flight, before) => listProperties(agencyId, before, flight),
        call,
      );
      if (listed === null) return null;
      const { byId, unidentified } = listed;
      return { find: (id) => (byId.has(id) ? (byId.get(id) ?? null) : unidentified) };
    },
    forget: (agencyId, requestId) => {
      for (const step of anyStep) crossings.forget(keyOf(agencyId, requestId, step));
    },
    close: () => stopping.abort(),
  };
}

function keyOf(agencyId: VisibleAgencyId, requestId: string, step: CrossingStep | null): string {
  return JSON.stringify([agencyId, requestId, step]);
}

function withChanges(before: Listed, changed: PropertyList): Listed {
  return {
    byId: new Map([...before.byId, ...changed.byId]),
    unidentified: changed.unidentified ?? before.unidentified,
    timestamp: changed.timestamp ?? before.timestamp,
    listedAt: before.listedAt,
  };
}

/** Writes requests of agencies that the caller may see, as `ApimoClient` does of any. */
export interface RequestWriter {
  createRequest(agencyId: VisibleAgencyId, draft: BuyerRequestDraft, call: UpstreamCall): Promise<WrittenRequest>;
  updateRequest(
    agencyId: VisibleAgencyId,
    requestId: string,
    draft: BuyerRequestDraft,
    call: UpstreamCall,
  ): Promise<WrittenRequest>;
}

/** What Apimo says of a request's crossings is forgotten once the request is written, or may be. */
export function forgettingWhenWritten(
  client: Pick<ApimoClient, 'createRequest' | 'updateRequest'>,
  crossings: CrossingBook,
): RequestWriter {
  return {
    createRequest: (agencyId, draft, call) => client.createRequest(agencyId, draft, call),
    updateRequest: async (agencyId, requestId, draft, call) => {
      try {
        return await client.updateRequest(agencyId, requestId, draft, call);
      } finally {
        crossings.forget(agencyId, requestId);
      }
    },
  };
}
