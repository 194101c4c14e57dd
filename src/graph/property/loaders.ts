import DataLoader from 'dataloader';
import type { PropertyFilter, Search } from '../../domain/search.js';
import type { SourcedProperty } from '../../upstream/fluximmo/remembering-client.js';
import { createBatchLoader, sideBySide } from '../batch.js';
import type { Connection } from '../connection.js';
import type { LoaderNeeds } from '../loader-needs.js';
import { readSearch } from '../search-connection.js';

const READS_SIDE_BY_SIDE = 8;
/** Fluximmo's largest page (its search documentation). */
const MAX_PAGE_SIZE = 100;

export type PropertySearchPage = Readonly<{
  search: Search<PropertyFilter>;
  first: number;
  after: string | null;
}>;

export type PropertyLoaders = Readonly<{
  /** One call however many properties are asked for. */
  propertyByFlxId: DataLoader<string, SourcedProperty | null>;
  propertyByUrl: DataLoader<string, SourcedProperty | null>;
  propertyByAdvertFlxId: DataLoader<string, SourcedProperty | null>;
  propertySearch: DataLoader<PropertySearchPage, Connection<SourcedProperty>, string>;
  similarProperties: DataLoader<Readonly<{ flxId: string; size: number }>, readonly SourcedProperty[] | null, string>;
}>;

export function createPropertyLoaders({ services: { fluximmo }, call, rounds }: LoaderNeeds): PropertyLoaders {
  const propertyByFlxId = createBatchLoader<string, SourcedProperty | null>(
    (flxIds) => fluximmo.findProperties(flxIds, call),
    {
      name: 'propertyByFlxId',
      gates: [rounds.roots],
    },
  );

  return {
    propertyByFlxId,
    propertyByUrl: new DataLoader<string, SourcedProperty | null>(
      (urls) => sideBySide(urls, READS_SIDE_BY_SIDE, (url) => fluximmo.findPropertyByUrl(url, call)),
      { name: 'propertyByUrl' },
    ),
    propertyByAdvertFlxId: new DataLoader<string, SourcedProperty | null>(
      (flxIds) => sideBySide(flxIds, READS_SIDE_BY_SIDE, (flxId) => fluximmo.findPropertyOfAdvert(flxId, call)),
      { name: 'propertyByAdvertFlxId' },
    ),
    propertySearch: new DataLoader<PropertySearchPage, Connection<SourcedProperty>, string>(
      (pages) =>
        sideBySide(pages, READS_SIDE_BY_SIDE, async (page) => {
          const connection = await readSearch<SourcedProperty>(
            {
              noun: 'properties',
              maxPageSize: MAX_PAGE_SIZE,
              fetch: (part) => fluximmo.searchProperties(page.search, part, call),
              count: () => fluximmo.countProperties(page.search, call),
              keyOf: (property) => property.flxId,
            },
            page.search,
            page,
          );
          for (const node of connection.nodes) if (!(node instanceof Error)) propertyByFlxId.prime(node.flxId, node);
          return connection;
        }),
      { name: 'propertySearch', cacheKeyFn: (page) => JSON.stringify(page) },
    ),
    similarProperties: new DataLoader<
      Readonly<{ flxId: string; size: number }>,
      readonly SourcedProperty[] | null,
      string
    >(
      (asked) =>
        sideBySide(asked, READS_SIDE_BY_SIDE, ({ flxId, size }) => fluximmo.findSimilarProperties(flxId, size, call)),
      { name: 'similarProperties', cacheKeyFn: ({ flxId, size }) => `${size} ${flxId}` },
    ),
  };
}
