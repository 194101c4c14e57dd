import type { Property } from '../../domain/property.js';
import type { AdvertFilter, PropertyFilter, Search } from '../../domain/search.js';
import type { Sourced } from '../../domain/sourced.js';
import type { Zone, ZoneStatistics } from '../../domain/zone-statistics.js';
import type { UpstreamCall } from '../call.js';
import type { Fetched } from '../policy/landings.js';
import type { Memory, ReadOptions } from '../policy/remember.js';
import type { FluximmoClient, PageRequest, SearchPage } from './client.js';
import { createFluximmoKinds, zoneKey } from './remembered-kinds.js';
import type { FluximmoPolicies, RememberedAdvert } from './remembered-kinds.js';

export type SourcedAdvert = RememberedAdvert & Sourced;
export type SourcedProperty = Property & Sourced;
export type SourcedZoneStatistics = ZoneStatistics & Sourced;

type Found<T> = Promise<T | null>;
type FoundEach<T> = Promise<readonly (T | null | Error)[]>;

/**
 * Fluximmo as `FluximmoClient` reads it, and as far as it is remembered without asking it. An advert that is remembered
 * lacks its contact (`RememberedAdvert`); one that is read anew has it.
 */
export interface RememberingFluximmo {
  findAdvert(flxId: string, call: UpstreamCall, options?: ReadOptions): Found<SourcedAdvert>;
  findAdvertByUrl(url: string, call: UpstreamCall): Found<SourcedAdvert>;
  searchAdverts(
    search: Search<AdvertFilter>,
    page: PageRequest,
    call: UpstreamCall,
    options?: ReadOptions,
  ): Promise<SearchPage<SourcedAdvert>>;
  countAdverts(search: Search<AdvertFilter>, call: UpstreamCall): Promise<number>;
  /** Aligned with `propertyFlxIds`; the adverts of each, the newest first. */
  findAdvertsOfProperties(
    propertyFlxIds: readonly string[],
    call: UpstreamCall,
    options?: ReadOptions,
  ): Promise<readonly (readonly SourcedAdvert[] | Error)[]>;
  /** Aligned with `flxIds`. */
  findProperties(flxIds: readonly string[], call: UpstreamCall): FoundEach<SourcedProperty>;
  findPropertyByUrl(url: string, call: UpstreamCall): Found<SourcedProperty>;
  findPropertyOfAdvert(advertFlxId: string, call: UpstreamCall): Found<SourcedProperty>;
  searchProperties(
    search: Search<PropertyFilter>,
    page: PageRequest,
    call: UpstreamCall,
  ): Promise<SearchPage<SourcedProperty>>;
  countProperties(search: Search<PropertyFilter>, call: UpstreamCall): Promise<number>;
  findSimilarProperties(flxId: string, size: number, call: UpstreamCall): Found<readonly SourcedProperty[]>;
  /** Aligned with `zones`. */
  priceStatistics(zones: readonly Zone[], call: UpstreamCall): FoundEach<SourcedZoneStatistics>;
}

export function createRememberingFluximmo(
  client: FluximmoClient,
  memory: Memory,
  policies: FluximmoPolicies,
): RememberingFluximmo {
  const kinds = createFluximmoKinds(policies);

  return {
    findAdvert: async (flxId, call, options) =>
      sourced(await memory.one(kinds.advert, flxId, (own) => client.findAdvert(flxId, own), call, options)),

    findAdvertByUrl: async (url, call) =>
      sourced(await memory.one(kinds.advertByUrl, url, (own) => client.findAdvertByUrl(url, own), call)),

    searchAdverts: async (search, page, call, options) => {
      const load = (own: UpstreamCall) => client.searchAdverts(search, page, own);
      return sourcedPage(await memory.one(kinds.advertSearch, textOf([search, page]), load, call, options));
    },

    countAdverts: async ({ filter, order }, call) => {
      const load = (own: UpstreamCall) => client.countAdverts({ filter, order }, own);
      return valueOf(await memory.one(kinds.advertCount, textOf(filter), load, call));
    },

    findAdvertsOfProperties: async (propertyFlxIds, call, options) => {
      const load = async (missing: readonly string[], own: UpstreamCall) => {
        const adverts = await client.findAdvertsOfProperties(missing, own);
        return missing.map((flxId) => adverts.get(flxId) ?? []);
      };
      const found = await memory.many(kinds.advertsOfProperty, propertyFlxIds, load, call, options);
      return found.map((each) => (each instanceof Error ? each : (sourcedList(each) ?? [])));
    },

    findProperties: async (flxIds, call) => {
      const load = (missing: readonly string[], own: UpstreamCall) => client.findProperties(missing, own);
      return (await memory.many(kinds.property, flxIds, load, call)).map(sourcedOrError);
    },

    findPropertyByUrl: async (url, call) =>
      sourced(await memory.one(kinds.propertyByUrl, url, (own) => client.findPropertyByUrl(url, own), call)),

    findPropertyOfAdvert: async (advertFlxId, call) => {
      const load = (own: UpstreamCall) => client.findPropertyOfAdvert(advertFlxId, own);
      return sourced(await memory.one(kinds.propertyOfAdvert, advertFlxId, load, call));
    },

    searchProperties: async (search, page, call) => {
      const load = (own: UpstreamCall) => client.searchProperties(search, page, own);
      return sourcedPage(await memory.one(kinds.propertySearch, textOf([search, page]), load, call));
    },

    countProperties: async ({ filter, order }, call) => {
      const load = (own: UpstreamCall) => client.countProperties({ filter, order }, own);
      return valueOf(await memory.one(kinds.propertyCount, textOf(filter), load, call));
    },

    findSimilarProperties: async (flxId, size, call) => {
      const load = (own: UpstreamCall) => client.findSimilarProperties(flxId, size, own);
      return sourcedList(await memory.one(kinds.similarProperties, `${size} ${flxId}`, load, call));
    },

    priceStatistics: async (zones, call) => {
      const byKey = new Map(zones.map((zone) => [zoneKey(zone), zone]));
      const load = (missing: readonly string[], own: UpstreamCall) =>
        client.priceStatistics(
          missing.flatMap((key) => byKey.get(key) ?? []),
          own,
        );
      return (await memory.many(kinds.zoneStatistics, zones.map(zoneKey), load, call)).map(sourcedOrError);
    },
  };
}

/** What is `null` was not asked for, as what was left out. */
function textOf(question: unknown): string {
  return JSON.stringify(question, (_key, value: unknown) => value ?? undefined);
}

function factsOf({ fetchedAt, isStale }: Fetched<unknown>): Sourced {
  return { fetchedAt: new Date(fetchedAt).toISOString(), isStale };
}

/** The facts come first: V8 copies a record fast where nothing is added to the copy. */
function withFacts<T extends object>({ fetchedAt, isStale }: Sourced, record: T): T & Sourced {
  return { fetchedAt, isStale, ...record };
}

function sourced<T extends object>(found: Fetched<T> | null): (T & Sourced) | null {
  return found === null ? null : withFacts(factsOf(found), found.value);
}

function sourcedOrError<T extends object>(found: Fetched<T> | null | Error): (T & Sourced) | null | Error {
  return found instanceof Error ? found : sourced(found);
}

function sourcedList<T extends object>(found: Fetched<readonly T[]> | null): readonly (T & Sourced)[] | null {
  if (found === null) return null;
  const facts = factsOf(found);
  return found.value.map((record) => withFacts(facts, record));
}

function sourcedPage<T extends object>(found: Fetched<SearchPage<T>> | null): SearchPage<T & Sourced> {
  const page = valueOf(found);
  const facts = found === null ? null : factsOf(found);
  const items = page.items.map((item) => (item instanceof Error || facts === null ? item : withFacts(facts, item)));
  // An item that is no error has had the facts put beside it.
  return { ...page, items: items as SearchPage<T & Sourced>['items'] };
}

function valueOf<T>(found: Fetched<T> | null): T {
  if (found === null) throw new Error('A search found nothing at all, not even that there is nothing.');
  return found.value;
}
