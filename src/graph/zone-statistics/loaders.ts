import type DataLoader from 'dataloader';
import type { Zone } from '../../domain/zone-statistics.js';
import type { SourcedZoneStatistics } from '../../upstream/fluximmo/remembering-client.js';
import { createBatchLoader } from '../batch.js';
import type { LoaderNeeds } from '../loader-needs.js';

export type ZoneStatisticsLoaders = Readonly<{
  /** One call for all the distinct zones of a page. */
  zoneStatistics: DataLoader<Zone, SourcedZoneStatistics | null, string>;
}>;

export function createZoneStatisticsLoaders({ services, call, rounds }: LoaderNeeds): ZoneStatisticsLoaders {
  return {
    zoneStatistics: createBatchLoader<Zone, SourcedZoneStatistics | null, string>(
      (zones) => services.fluximmo.priceStatistics(zones, call),
      {
        name: 'zoneStatistics',
        gates: [rounds.roots],
        cacheKeyFn: ({ inseeCode, propertyClass, offerType }) => `${inseeCode} ${propertyClass} ${offerType}`,
      },
    ),
  };
}
