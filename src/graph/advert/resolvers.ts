import { defaultOrder } from '../../domain/search.js';
import type { Resolvers } from '../../generated/graphql.js';
import { toGlobalId } from '../global-id.js';
import type { AdvertNode } from '../nodes.js';
import { checkAdvertFilter } from '../search-filter.js';
import { asksContacts, asksOnly, identityFields, selectedAdvertFields, selectedFields } from '../selection.js';

export const advertResolvers: Pick<Resolvers, 'Query' | 'Advert'> = {
  Query: {
    advert: (_query, { flxId }, { loaders, rounds }) => rounds.roots.hold(loaders.advertByFlxId.load(flxId)),
    advertByUrl: (_query, { url }, { loaders, rounds }) => rounds.roots.hold(loaders.advertByUrl.load(url.href)),
    adverts: (_query, { filter, orderBy, first, after }, { loaders, rounds }, info) =>
      rounds.roots.hold(
        loaders.advertSearch.load({
          search: { filter: checkAdvertFilter(filter ?? {}), order: orderBy ?? defaultOrder },
          first,
          after: after ?? null,
          isAnew: asksContacts(selectedAdvertFields(info)),
        }),
      ),
  },
  Advert: {
    __resolveReference: ({ flxId }, { loaders, rounds }) => rounds.roots.hold(loaders.advertByFlxId.load(flxId)),
    id: ({ flxId }) => toGlobalId('Advert', flxId),
    contactInCharge: async ({ flxId, contactInCharge }, _args, { loaders }) => {
      if (contactInCharge !== undefined) return contactInCharge;
      return (await loaders.advertAnewByFlxId.load(flxId))?.contactInCharge ?? null;
    },
    mainAdvert: ({ mainAdvertFlxId }, _args, { loaders }, info): AdvertNode | Promise<AdvertNode | null> | null => {
      if (!mainAdvertFlxId) return null;
      const selected = selectedFields(info);
      if (asksOnly(selected, identityFields)) return { flxId: mainAdvertFlxId };
      return (asksContacts(selected) ? loaders.advertAnewByFlxId : loaders.advertByFlxId).load(mainAdvertFlxId);
    },
  },
};
