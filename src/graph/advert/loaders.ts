import DataLoader from 'dataloader';
import type { AdvertFilter, Search } from '../../domain/search.js';
import type { SourcedAdvert } from '../../upstream/fluximmo/remembering-client.js';
import { createBatchLoader, sideBySide } from '../batch.js';
import type { Connection } from '../connection.js';
import type { LoaderNeeds } from '../loader-needs.js';
import { readSearch } from '../search-connection.js';

/** Fluximmo has no way to read many adverts by id: they are read one by one, this many side by side. */
const READS_SIDE_BY_SIDE = 16;
/** Fluximmo's largest page (its search documentation). */
const MAX_PAGE_SIZE = 100;

export type AdvertSearchPage = Readonly<{
  search: Search<AdvertFilter>;
  first: number;
  after: string | null;
  /** Not from memory, which lacks contacts. */
  isAnew?: boolean;
}>;

export type AdvertLoaders = Readonly<{
  advertByFlxId: DataLoader<string, SourcedAdvert | null>;
  advertByUrl: DataLoader<string, SourcedAdvert | null>;
  /** Not from memory, which lacks contacts. */
  advertAnewByFlxId: DataLoader<string, SourcedAdvert | null>;
  /** All adverts of a property in full, from one search however many properties ask. */
  advertsByPropertyFlxId: DataLoader<string, readonly SourcedAdvert[]>;
  /** The same, not from memory, which lacks contacts. */
  advertsAnewByPropertyFlxId: DataLoader<string, readonly SourcedAdvert[]>;
  advertSearch: DataLoader<AdvertSearchPage, Connection<SourcedAdvert>, string>;
}>;

export function createAdvertLoaders({ services: { fluximmo }, call, rounds }: LoaderNeeds): AdvertLoaders {
  const advertByFlxId = new DataLoader<string, SourcedAdvert | null>(
    (flxIds) => sideBySide(flxIds, READS_SIDE_BY_SIDE, (flxId) => fluximmo.findAdvert(flxId, call)),
    { name: 'advertByFlxId' },
  );
  const remember = (adverts: readonly (SourcedAdvert | Error)[]) => {
    for (const advert of adverts) if (!(advert instanceof Error)) advertByFlxId.prime(advert.flxId, advert);
  };

  return {
    advertByFlxId,
    advertByUrl: new DataLoader<string, SourcedAdvert | null>(
      (urls) => sideBySide(urls, READS_SIDE_BY_SIDE, (url) => fluximmo.findAdvertByUrl(url, call)),
      { name: 'advertByUrl' },
    ),
    advertAnewByFlxId: new DataLoader<string, SourcedAdvert | null>(
      (flxIds) => sideBySide(flxIds, READS_SIDE_BY_SIDE, (flxId) => fluximmo.findAdvert(flxId, call, { isAnew: true })),
      { name: 'advertAnewByFlxId' },
    ),
    advertsByPropertyFlxId: createBatchLoader<string, readonly SourcedAdvert[]>(
      (propertyFlxIds) => fluximmo.findAdvertsOfProperties(propertyFlxIds, call),
      { name: 'advertsByPropertyFlxId', gates: [rounds.roots] },
    ),
    advertsAnewByPropertyFlxId: createBatchLoader<string, readonly SourcedAdvert[]>(
      (propertyFlxIds) => fluximmo.findAdvertsOfProperties(propertyFlxIds, call, { isAnew: true }),
      { name: 'advertsAnewByPropertyFlxId', gates: [rounds.roots] },
    ),
    advertSearch: new DataLoader<AdvertSearchPage, Connection<SourcedAdvert>, string>(
      (pages) =>
        sideBySide(pages, READS_SIDE_BY_SIDE, async (page) => {
          const connection = await readSearch<SourcedAdvert>(
            {
              noun: 'adverts',
              maxPageSize: MAX_PAGE_SIZE,
              fetch: (part) => fluximmo.searchAdverts(page.search, part, call, { isAnew: page.isAnew === true }),
              count: () => fluximmo.countAdverts(page.search, call),
              keyOf: (advert) => advert.flxId,
            },
            page.search,
            page,
          );
          remember(connection.nodes);
          return connection;
        }),
      { name: 'advertSearch', cacheKeyFn: (page) => JSON.stringify(page) },
    ),
  };
}
