import type { Advert } from '../../domain/advert.js';
import { defaultOrder } from '../../domain/search.js';
import type { AdvertFilter, Search } from '../../domain/search.js';
import type { UpstreamCall } from '../call.js';
import { toAdvert } from './advert-wire.js';
import type { Gateway } from './gateway.js';
import type { PageRequest } from './search-wire.js';
import { MAX_PAGE_SIZE, isReadable, readSearchPage, toAdvertQuery, toSearchPayload } from './search-wire.js';
import { invalid } from './wire.js';

/** More than any batch of properties has adverts: who sends more pages than this is not coming to an end. */
const MAX_PAGES = 100;

/**
 * Reads all adverts of many properties by one search, the newest first. Properties without adverts are left out, and so
 * is an advert that does not name one of the properties.
 */
export async function readAdvertsOfProperties(
  gateway: Gateway,
  propertyFlxIds: readonly string[],
  call: UpstreamCall,
): Promise<ReadonlyMap<string, readonly Advert[]>> {
  const adverts = new Map<string, Advert[]>([...new Set(propertyFlxIds)].map((flxId) => [flxId, []]));
  // A search for no property in particular would be one for all.
  if (adverts.size === 0) return adverts;

  const seen = new Set<string>();
  for await (const advert of pagedAdverts(gateway, [...adverts.keys()], call)) {
    if (seen.has(advert.flxId)) continue;
    seen.add(advert.flxId);
    adverts.get(advert.propertyFlxId ?? '')?.push(advert);
  }
  return new Map([...adverts].filter(([, each]) => each.length > 0));
}

async function* pagedAdverts(
  gateway: Gateway,
  propertyFlxIds: readonly string[],
  call: UpstreamCall,
): AsyncGenerator<Advert> {
  const search: Search<AdvertFilter> = { filter: { propertyFlxIds }, order: defaultOrder };
  const query = toAdvertQuery(search);
  const hashes = new Set<string>();
  let afterHash: string | null = null;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const page: PageRequest = { size: MAX_PAGE_SIZE, afterHash };
    const body = toSearchPayload(query, search.order, page);
    const data = await gateway.ask({ endpoint: 'adverts-of-properties', path: 'adverts/search', body }, call);
    const { items, nextHash } = readSearchPage(data, toAdvert, page);
    yield* items.filter(isReadable);
    if (nextHash === null) return;
    if (hashes.has(nextHash)) throw invalid('sent pages that lead back to each other');
    hashes.add(nextHash);
    afterHash = nextHash;
  }
  throw invalid(`sent more than ${MAX_PAGES} pages`);
}
