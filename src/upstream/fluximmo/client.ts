import type { Advert } from '../../domain/advert.js';
import type { Property } from '../../domain/property.js';
import type { AdvertFilter, PropertyFilter, Search } from '../../domain/search.js';
import type { Zone, ZoneStatistics } from '../../domain/zone-statistics.js';
import type { UpstreamCall } from '../call.js';
import type { UpstreamError } from '../errors.js';
import type { Door } from '../http.js';
import { toAdvert } from './advert-wire.js';
import { readAdvertsOfProperties } from './adverts-of-properties.js';
import { createGateway, toSegment } from './gateway.js';
import { isSamePage } from './page-url.js';
import { readPriceStatistics } from './price-statistics.js';
import { readProperties } from './properties-by-flx-id.js';
import { toProperty } from './property-wire.js';
import { checkSize, readSearchPage, toAdvertQuery, toPropertyQuery, toSearchPayload } from './search-wire.js';
import type { PageRequest, SearchPage } from './search-wire.js';
import type { StatisticsZones } from './statistics-wire.js';
import { invalid, readCount, readList } from './wire.js';

export type { PageRequest, SearchPage } from './search-wire.js';

export type FluximmoOptions = Readonly<{
  apiKey: string;
  /** By which codes Paris, Lyons and Marseilles are asked about; by arrondissement unless told. */
  statisticsZones?: StatisticsZones;
  /** How many calls go out at a time where a batch must be asked one by one; 8 unless told. */
  maxSideBySide?: number;
}>;

/**
 * Fluximmo V2. What it turns down is UPSTREAM_REFUSED; a record that is not the one asked for, or that cannot be read,
 * is UPSTREAM_INVALID_RESPONSE, for that key alone where several were asked for. Nothing is retried.
 */
export interface FluximmoClient {
  findAdvert(flxId: string, call: UpstreamCall): Promise<Advert | null>;
  /** `url` is the address of the portal's page. */
  findAdvertByUrl(url: string, call: UpstreamCall): Promise<Advert | null>;
  /** Throws `RangeError` where the page's size is not 1 to 100. */
  searchAdverts(search: Search<AdvertFilter>, page: PageRequest, call: UpstreamCall): Promise<SearchPage<Advert>>;
  countAdverts(search: Search<AdvertFilter>, call: UpstreamCall): Promise<number>;
  /** All adverts of each property, the newest first; a property without any is not in the map. */
  findAdvertsOfProperties(
    propertyFlxIds: readonly string[],
    call: UpstreamCall,
  ): Promise<ReadonlyMap<string, readonly Advert[]>>;
  /** Aligned with `flxIds`; each is asked for once. */
  findProperties(flxIds: readonly string[], call: UpstreamCall): Promise<readonly (Property | null | UpstreamError)[]>;
  /** `url` is the address of one of its adverts. */
  findPropertyByUrl(url: string, call: UpstreamCall): Promise<Property | null>;
  findPropertyOfAdvert(advertFlxId: string, call: UpstreamCall): Promise<Property | null>;
  /** Throws `RangeError` where the page's size is not 1 to 100. */
  searchProperties(
    search: Search<PropertyFilter>,
    page: PageRequest,
    call: UpstreamCall,
  ): Promise<SearchPage<Property>>;
  countProperties(search: Search<PropertyFilter>, call: UpstreamCall): Promise<number>;
  /** At most `size` (1 to 100) others; `null` where there is no property of that identifier. */
  findSimilarProperties(flxId: string, size: number, call: UpstreamCall): Promise<readonly Property[] | null>;
  /** Aligned with `zones`; `null` where there are no statistics of a zone. */
  priceStatistics(
    zones: readonly Zone[],
    call: UpstreamCall,
  ): Promise<readonly (ZoneStatistics | null | UpstreamError)[]>;
}

export function createFluximmoClient(door: Door, options: FluximmoOptions): FluximmoClient {
  const { apiKey, statisticsZones = 'arrondissement', maxSideBySide = 8 } = options;
  const gateway = createGateway(door, apiKey);

  return {
    findAdvert: async (flxId, call) => {
      const segment = toSegment(flxId);
      if (segment === null) return null;
      const advert = readOne(toAdvert, await gateway.find({ endpoint: 'advert', path: `adverts/${segment}` }, call));
      if (advert !== null && advert.flxId !== flxId) throw invalid('sent another advert than the one asked for');
      return advert;
    },

    findAdvertByUrl: async (url, call) => {
      const read = { endpoint: 'advert-by-url', path: 'adverts/url', query: { url } };
      const advert = readOne(toAdvert, await gateway.find(read, call));
      const answered = advert?.source?.url ?? url;
      if (answered !== url && !isSamePage(answered, url)) throw invalid('sent the advert of another page');
      return advert;
    },

    searchAdverts: async (search, page, call) => {
      const body = toSearchPayload(toAdvertQuery(search), search.order, page);
      const data = await gateway.ask({ endpoint: 'advert-search', path: 'adverts/search', body }, call);
      return readSearchPage(data, toAdvert, page);
    },

    countAdverts: async (search, call) => {
      const body = { search: toAdvertQuery(search) };
      return readCount(await gateway.ask({ endpoint: 'advert-count', path: 'adverts/search/count', body }, call));
    },

    findAdvertsOfProperties: (propertyFlxIds, call) => readAdvertsOfProperties(gateway, propertyFlxIds, call),

    findProperties: (flxIds, call) => readProperties(gateway, flxIds, call, maxSideBySide),

    findPropertyByUrl: async (url, call) =>
      readOne(
        toProperty,
        await gateway.find({ endpoint: 'property-by-url', path: 'properties/url', query: { url } }, call),
      ),

    findPropertyOfAdvert: async (advertFlxId, call) => {
      const segment = toSegment(advertFlxId);
      if (segment === null) return null;
      const read = { endpoint: 'property-of-advert', path: `properties/advert/${segment}` };
      const property = readOne(toProperty, await gateway.find(read, call));
      if (property !== null && isWithout(property, advertFlxId)) throw invalid('sent the property of another advert');
      return property;
    },

    searchProperties: async (search, page, call) => {
      const body = toSearchPayload(toPropertyQuery(search), search.order, page);
      const data = await gateway.ask({ endpoint: 'property-search', path: 'properties/search', body }, call);
      return readSearchPage(data, toProperty, page);
    },

    countProperties: async (search, call) => {
      const body = { search: toPropertyQuery(search) };
      return readCount(await gateway.ask({ endpoint: 'property-count', path: 'properties/search/count', body }, call));
    },

    findSimilarProperties: async (flxId, size, call) => {
      const body = { flxId, similarityStrategy: 'SEARCH', size: checkSize(size) };
      const data = await gateway.askAbout({ endpoint: 'similar-properties', path: 'properties/similars', body }, call);
      return data === null ? null : toOthers(readList(data), flxId).slice(0, size);
    },

    priceStatistics: (zones, call) => readPriceStatistics(gateway, zones, call, { statisticsZones, maxSideBySide }),
  };
}

function readOne<T>(toItem: (value: unknown) => T | null, data: unknown): T | null {
  if (data === null) return null;
  const item = toItem(data);
  if (item === null) throw invalid('sent a record that cannot be read');
  return item;
}

/** A property that lists its adverts lists them all. */
function isWithout({ adverts }: Property, advertFlxId: string): boolean {
  return adverts.length > 0 && !adverts.some(({ flxId }) => flxId === advertFlxId);
}

/** The readable ones, one each, without the property that they are similar to. */
function toOthers(values: readonly unknown[], ownFlxId: string): readonly Property[] {
  const others = new Map<string, Property>();
  for (const value of values) {
    const property = toProperty(value);
    if (property === null || property.flxId === ownFlxId || others.has(property.flxId)) continue;
    others.set(property.flxId, property);
  }
  return [...others.values()];
}
