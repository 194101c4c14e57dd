import { currentPriceOf, toAdvertDocument, toPropertyDocument } from './fluximmo-documents.js';
import { advertFilter, propertyFilter } from './fluximmo-filter-fields.js';
import { BadPayload, toRecord, toText, toTexts } from './fluximmo-filters.js';
import type { FluximmoDocument } from './fluximmo-parts.js';
import { createSearchIndex, toPageSize, toSearchText } from './fluximmo-search.js';
import type { SearchIndex, SearchItem } from './fluximmo-search.js';
import { createStatistics } from './fluximmo-statistics.js';
import { lazy } from './lazy.js';
import type { MarketAdvert } from './market-adverts.js';
import type { MarketProperty } from './market-properties.js';
import { portals } from './market-sellers.js';
import type { Market } from './market.js';
import { noise } from './noise.js';
import { createVendor } from './vendor.js';
import type { Vendor, VendorAnswer, VendorFailure, VendorRequest, VendorRoute } from './vendor.js';

export type FluximmoOptions = Readonly<{ delayMs?: number }>;

export const fluximmoApiKey = 'sandbox-fluximmo-key';

/** The only documented error code is that of 404; the others are made up in its row. */
const errorCodes = { badRequest: 10001, unauthorized: 10002, notFound: 10003, internal: 10000 } as const;

/** Fluximmo V2 as its OpenAPI document and its pages describe it, over the sandbox's market. */
export function createFluximmo(market: Market, { delayMs }: FluximmoOptions = {}): Vendor {
  const adverts = createSearchIndex('filterAd', advertFilter, () => advertItems(market));
  const properties = createSearchIndex('filterProperty', propertyFilter, () => propertyItems(market));
  const statistics = createStatistics(market);
  const byFlxId = new Map(market.adverts.map((advert) => [advert.flxId, advert]));
  const byUrl = new Map(market.adverts.map((advert) => [advert.url, advert]));
  const propertyOf = (advert: MarketAdvert | undefined): FluximmoDocument | undefined =>
    advert === undefined ? undefined : properties.find(advert.property.flxId);
  const withUrl = ({ query }: VendorRequest): MarketAdvert | undefined => {
    const url = query.get('url');
    if (url === null) throw new BadPayload('url is required');
    return byUrl.get(url);
  };

  const routes: readonly VendorRoute[] = [
    { method: 'GET', path: '/version', isPublic: true, handle: () => found({ version: 'v2.0.0-sandbox' }) },
    { method: 'GET', path: '/healthz', isPublic: true, handle: () => found({ status: 'ok' }) },
    { method: 'GET', path: '/portals', isPublic: true, handle: () => found(portals) },
    ...searchRoutes('adverts', adverts),
    ...searchRoutes('properties', properties),
    route('GET', 'adverts/url', (request) => foundOr404(adverts.find(withUrl(request)?.flxId ?? ''))),
    route('GET', 'adverts/:flxId', ({ params }) => foundOr404(adverts.find(params['flxId'] ?? ''))),
    route('GET', 'properties/url', (request) => foundOr404(propertyOf(withUrl(request)))),
    route('GET', 'properties/:flxId', ({ params }) => foundOr404(properties.find(params['flxId'] ?? ''))),
    route('GET', 'properties/advert/:flxId', ({ params }) =>
      foundOr404(propertyOf(byFlxId.get(params['flxId'] ?? ''))),
    ),
    route('POST', 'properties/_many', ({ body }) => {
      const flxIds = toTexts(toRecord(body, 'body')['flxIds'], 'flxIds');
      return found(inAnotherOrder(flxIds).flatMap((flxId) => properties.find(flxId) ?? []));
    }),
    route('POST', 'properties/similars', ({ body }) => answerSimilars(market, properties, body)),
    route('POST', 'analytics/market/price_per_area/statistics', ({ body }) => found(statistics(body))),
  ];
  return createVendor('fluximmo', routes, { fail, authorize, delayMs });
}

function searchRoutes(noun: 'adverts' | 'properties', index: SearchIndex): VendorRoute[] {
  return [
    route('POST', `${noun}/search`, ({ body }) => found(index.search(body))),
    route('POST', `${noun}/search/count`, ({ body }) => found({ count: index.count(body) })),
  ];
}

function route(method: 'GET' | 'POST', path: string, handle: (request: VendorRequest) => VendorAnswer): VendorRoute {
  return {
    method,
    path: `/v2/protected/${path}`,
    handle: (request) => {
      try {
        return handle(request);
      } catch (error) {
        if (error instanceof BadPayload) return refuse(400, error.message, errorCodes.badRequest);
        throw error;
      }
    },
  };
}

function advertItems(market: Market): SearchItem[] {
  return market.adverts.map((advert) => ({
    flxId: advert.flxId,
    sortKeys: {
      FIRST_SEEN_AT: advert.firstSeenAt.getTime(),
      PRICE: currentPriceOf(advert),
      LAST_UPDATED_AT: advert.lastModifiedAt.getTime(),
      LAST_SEEN_AT: advert.lastSeenAt.getTime(),
    },
    document: lazy(() => toAdvertDocument(advert, market.advertsOf(advert.property.flxId)[0] ?? advert)),
    text: lazy(() => toSearchText([advert.title, advert.description, ...advert.tags])),
  }));
}

function propertyItems(market: Market): SearchItem[] {
  return market.properties.flatMap((property) => {
    const [first, ...others] = market.advertsOf(property.flxId);
    return first === undefined ? [] : [toPropertyItem(property, [first, ...others])];
  });
}

function toPropertyItem(property: MarketProperty, adverts: readonly [MarketAdvert, ...MarketAdvert[]]): SearchItem {
  const [first] = adverts;
  const newest = (at: 'lastModifiedAt' | 'lastSeenAt'): number =>
    Math.max(...adverts.map((advert) => advert[at].getTime()));
  return {
    flxId: property.flxId,
    sortKeys: {
      FIRST_SEEN_AT: first.firstSeenAt.getTime(),
      PRICE: currentPriceOf(adverts.at(-1) ?? first),
      LAST_UPDATED_AT: newest('lastModifiedAt'),
      LAST_SEEN_AT: newest('lastSeenAt'),
    },
    document: lazy(() => toPropertyDocument(property, adverts)),
    text: lazy(() => toSearchText(adverts.flatMap(({ title, description, tags }) => [title, description, ...tags]))),
  };
}

/** Of the same class, offer and département, within a quarter of the price: what the vendor calls similar is not documented. */
function answerSimilars(market: Market, properties: SearchIndex, body: unknown): VendorAnswer {
  const { flxId, similarityStrategy, size } = toRecord(body, 'body');
  const wantedFlxId = toText(flxId, 'flxId');
  if (similarityStrategy !== 'SEARCH') throw new BadPayload('similarityStrategy must be SEARCH');
  const count = toPageSize(size);
  const property = market.properties.find((each) => each.flxId === wantedFlxId);
  if (property === undefined) return notFound();

  const similars = properties.findWhere(
    {
      type: [`CLASS_${property.propertyClass}`],
      offer: [{ type: `OFFER_${property.offerType}` }],
      location: [{ department: property.zone.department.slice(0, 2) }],
      price: { latest: { value: { min: property.fairPrice * 0.75, max: property.fairPrice * 1.25 } } },
      meta: { isTotallyOffline: false },
    },
    count + 1,
  );
  return found(similars.filter((similar) => similar['flxId'] !== wantedFlxId).slice(0, count));
}

/** Never the order asked, and none twice. */
function inAnotherOrder(flxIds: readonly string[]): string[] {
  const asked = [...new Set(flxIds)];
  const shuffled = [...asked].sort((one, other) => noise(one) - noise(other));
  return shuffled.every((flxId, index) => flxId === asked[index]) ? shuffled.reverse() : shuffled;
}

function authorize({ headers }: Readonly<{ headers: VendorRequest['headers'] }>): VendorAnswer | null {
  return headers['x-api-key'] === fluximmoApiKey ? null : refuse(401, 'Unauthorized', errorCodes.unauthorized);
}

function fail(failure: VendorFailure): VendorAnswer {
  switch (failure) {
    case 'unknown-path':
    case 'method-not-allowed':
      return notFound();
    case 'malformed-json':
      return refuse(400, 'The body is not JSON', errorCodes.badRequest);
    case 'body-too-large':
      return refuse(413, 'The body is too large', errorCodes.badRequest);
    case 'internal-error':
      return refuse(500, 'Internal server error', errorCodes.internal);
  }
}

function found(data: unknown): VendorAnswer {
  return { status: 200, body: { data } };
}

function foundOr404(document: FluximmoDocument | undefined): VendorAnswer {
  return document === undefined ? notFound() : found(document);
}

function notFound(): VendorAnswer {
  return refuse(404, 'Not Found', errorCodes.notFound);
}

function refuse(status: number, message: string, code: number): VendorAnswer {
  return { status, body: { error: { message, code } } };
}
