import type { Advert } from '../../domain/advert.js';
import { pricePositionOf, zoneOf } from '../../domain/zone-statistics.js';
import type { PricePosition, Zone } from '../../domain/zone-statistics.js';
import type { Resolvers } from '../../generated/graphql.js';
import type { GraphContext } from '../context.js';
import type { AdvertNode, PropertyNode, ZoneStatisticsNode } from '../nodes.js';
import { checkInseeCode } from '../place-codes.js';

type ZoneStatisticsResolvers = Pick<Resolvers, 'Query' | 'Advert' | 'Property' | 'ZoneStatistics'>;

export const zoneStatisticsResolvers: ZoneStatisticsResolvers = {
  Query: {
    zoneStatistics: (_query, { zone }, { loaders }) => loaders.zoneStatistics.load(checkZone(zone)),
  },
  Advert: {
    zoneStatistics: (advert, _args, { loaders }) => statisticsOf(advert, loaders),
    pricePosition: (advert, _args, { loaders }) => positionOf(advert, loaders),
  },
  Property: {
    zoneStatistics: (property, _args, { loaders }) => statisticsOf(property, loaders),
    pricePosition: (property, _args, { loaders }) => positionOf(property, loaders),
  },
  ZoneStatistics: {
    __resolveReference: (zone, { loaders }) => loaders.zoneStatistics.load(checkZone(zone)),
  },
};

type Record = AdvertNode | PropertyNode;
type Loaders = GraphContext['loaders'];

async function statisticsOf(record: Record, loaders: Loaders): Promise<ZoneStatisticsNode | null> {
  const zone = zoneOf(withNulls(record));
  return zone === null ? null : loaders.zoneStatistics.load(zone);
}

async function positionOf(record: Record, loaders: Loaders): Promise<PricePosition | null> {
  const asking = record.pricePerArea ?? null;
  if (asking === null) return null;
  const statistics = await statisticsOf(record, loaders);
  return statistics === null ? null : pricePositionOf(asking, statistics);
}

function withNulls(record: Record): Pick<Advert, 'location' | 'propertyClass' | 'offer'> {
  return {
    location: record.location ?? null,
    propertyClass: record.propertyClass ?? null,
    offer: record.offer ?? null,
  };
}

function checkZone({ inseeCode, propertyClass, offerType }: Zone): Zone {
  checkInseeCode('zone.inseeCode', inseeCode);
  return { inseeCode, propertyClass, offerType };
}
