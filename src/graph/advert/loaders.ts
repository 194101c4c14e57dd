import DataLoader from 'dataloader';
import type { Advert } from '../../domain/advert.js';
import type { AdvertFilter, Search } from '../../domain/search.js';
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
}>;

export type AdvertLoaders = Readonly<{
  advertByFlxId: DataLoader<string, Advert | null>;
  advertByUrl: DataLoader<string, Advert | null>;
  /** All adverts of a property in full, from one search however many properties ask. */
  advertsByPropertyFlxId: DataLoader<string, readonly Advert[]>;
  advertSearch: DataLoader<AdvertSearchPage, Connection<Advert>, string>;
}>;

export function createAdvertLoaders({ services: { fluximmo }, call, rounds }: LoaderNeeds): AdvertLoaders {
  const advertByFlxId = new DataLoader<string, Advert | null>(
    (flxIds) => sideBySide(flxIds, READS_SIDE_BY_SIDE, (flxId) => fluximmo.findAdvert(flxId, call)),
    { name: 'advertByFlxId' },
  );
  const remember = (adverts: readonly (Advert | Error)[]) => {
    for (const advert of adverts) if (!(advert instanceof Error)) advertByFlxId.prime(advert.flxId, advert);
  };

  return {
    advertByFlxId,
    advertByUrl: new DataLoader<string, Advert | null>(
      (urls) => sideBySide(urls, READS_SIDE_BY_SIDE, (url) => fluximmo.findAdvertByUrl(url, call)),
      { name: 'advertByUrl' },
    ),
    advertsByPropertyFlxId: createBatchLoader<string, readonly Advert[]>(
      async (propertyFlxIds) => {
        const adverts = await fluximmo.findAdvertsOfProperties(propertyFlxIds, call);
        return propertyFlxIds.map((flxId) => adverts.get(flxId) ?? []);
      },
      { name: 'advertsByPropertyFlxId', gates: [rounds.roots] },
    ),
    advertSearch: new DataLoader<AdvertSearchPage, Connection<Advert>, string>(
      (pages) =>
        sideBySide(pages, READS_SIDE_BY_SIDE, async (page) => {
          const connection = await readSearch<Advert>(
            {
              noun: 'adverts',
              maxPageSize: MAX_PAGE_SIZE,
              fetch: (part) => fluximmo.searchAdverts(page.search, part, call),
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
