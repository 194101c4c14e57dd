import type { AdvertFilter } from '../../domain/search.js';
import { defaultOrder } from '../../domain/search.js';
import type { Resolvers } from '../../generated/graphql.js';
import { toGlobalId } from '../global-id.js';

export const advertResolvers: Pick<Resolvers, 'Query' | 'Advert'> = {
  Query: {
    advert: (_query, { flxId }, { loaders, rounds }) => rounds.roots.hold(loaders.advertByFlxId.load(flxId)),
    advertByUrl: (_query, { url }, { loaders, rounds }) => rounds.roots.hold(loaders.advertByUrl.load(url.href)),
    adverts: (_query, { filter, orderBy, first, after }, { loaders, rounds }) =>
      rounds.roots.hold(
        loaders.advertSearch.load({
          search: { filter: (filter ?? {}) satisfies AdvertFilter, order: orderBy ?? defaultOrder },
          first,
          after: after ?? null,
        }),
      ),
  },
  Advert: {
    __resolveReference: ({ flxId }, { loaders, rounds }) => rounds.roots.hold(loaders.advertByFlxId.load(flxId)),
    id: ({ flxId }) => toGlobalId('Advert', flxId),
    mainAdvert: ({ mainAdvertFlxId }, _args, { loaders }) =>
      mainAdvertFlxId ? loaders.advertByFlxId.load(mainAdvertFlxId) : null,
  },
};
