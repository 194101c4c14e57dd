import { advertSummaryFields } from '../../domain/advert.js';
import { defaultOrder } from '../../domain/search.js';
import type { Resolvers } from '../../generated/graphql.js';
import { checkFirst, pageOfList } from '../connection.js';
import type { GraphContext } from '../context.js';
import { toGlobalId } from '../global-id.js';
import type { AdvertNode, PropertyNode } from '../nodes.js';
import { checkPropertyFilter } from '../search-filter.js';
import { asksContacts, asksOnly, identityFields, selectedAdvertFields, selectedFields } from '../selection.js';

const summaryFields: ReadonlySet<string> = new Set(['id', ...advertSummaryFields]);
const identityAndAdverts: ReadonlySet<string> = new Set([...identityFields, 'adverts']);
/** Fluximmo's largest page, which holds for similar properties too. */
const MAX_SIMILAR = 100;

export const propertyResolvers: Pick<Resolvers, 'Query' | 'Advert' | 'Property'> = {
  Query: {
    property: (_query, { flxId }, { loaders }) => loaders.propertyByFlxId.load(flxId),
    propertyByUrl: (_query, { url }, { loaders, rounds }) => rounds.roots.hold(loaders.propertyByUrl.load(url.href)),
    properties: (_query, { filter, orderBy, first, after }, { loaders, rounds }) =>
      rounds.roots.hold(
        loaders.propertySearch.load({
          search: { filter: checkPropertyFilter(filter ?? {}), order: orderBy ?? defaultOrder },
          first,
          after: after ?? null,
        }),
      ),
  },
  Advert: {
    property: (
      { flxId, propertyFlxId },
      _args,
      { loaders },
      info,
    ): PropertyNode | Promise<PropertyNode | null> | null => {
      if (!propertyFlxId) return loaders.propertyByAdvertFlxId.load(flxId);
      const selected = selectedFields(info);
      if (asksOnly(selected, identityFields)) return { flxId: propertyFlxId };
      if (asksOnly(selected, identityAndAdverts) && !asksSummaries(selectedAdvertFields(info, ['adverts']))) {
        return { flxId: propertyFlxId };
      }
      return loaders.propertyByFlxId.load(propertyFlxId);
    },
  },
  Property: {
    __resolveReference: ({ flxId }, { loaders }) => loaders.propertyByFlxId.load(flxId),
    id: ({ flxId }) => toGlobalId('Property', flxId),
    adverts: async (property, { isOnline, first, after }, { loaders }, info) => {
      const adverts = await advertsOf(property, selectedAdvertFields(info), loaders);
      const wanted =
        isOnline === null || isOnline === undefined ? adverts : adverts.filter((each) => each.isOnline === isOnline);
      return pageOfList(
        wanted.toSorted(newestFirst),
        { first, after },
        { keyOf: (advert) => advert.flxId, nodeOf: (advert) => advert },
      );
    },
    similarProperties: ({ flxId }, { first }, { loaders }) =>
      first === 0 ? [] : loaders.similarProperties.load({ flxId, size: checkFirst(first, MAX_SIMILAR) }),
  },
};

async function advertsOf(
  property: PropertyNode,
  selected: ReadonlySet<string>,
  loaders: GraphContext['loaders'],
): Promise<readonly AdvertNode[]> {
  if (asksSummaries(selected) && property.adverts !== undefined) {
    const { fetchedAt, isStale } = property;
    return property.adverts.map((advert) => ({
      ...advert,
      ...(fetchedAt && { fetchedAt, isStale: isStale === true }),
    }));
  }
  if (asksContacts(selected)) return loaders.advertsAnewByPropertyFlxId.load(property.flxId);
  return loaders.advertsByPropertyFlxId.load(property.flxId);
}

/** One order, wherever the adverts come from, so that a cursor leads to the same place whatever else is selected. */
function newestFirst(one: AdvertNode, other: AdvertNode): number {
  const [seen, otherSeen] = [one.firstSeenAt ?? '', other.firstSeenAt ?? ''];
  if (seen !== otherSeen) return seen < otherSeen ? 1 : -1;
  return one.flxId < other.flxId ? -1 : 1;
}

function asksSummaries(selected: ReadonlySet<string>): boolean {
  return asksOnly(selected, summaryFields);
}
