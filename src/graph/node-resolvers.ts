import type { GraphQLResolveInfo } from 'graphql';
import { requireTypeScopes } from '../access/scopes.js';
import { badInput } from '../domain/refusal.js';
import type { Resolvers } from '../generated/graphql.js';
import { eachOnItsOwn } from './batch.js';
import { findBuyerRequest } from './buyer-request/find.js';
import type { GraphContext } from './context.js';
import { parseGlobalId } from './global-id.js';
import type { TaggedNode } from './nodes.js';

/** The most records that one `nodes` hands out. */
const MAX_NODES = 500;

export const nodeResolvers: Pick<Resolvers, 'Query' | 'Node'> = {
  Query: {
    node: (_query, { id }, context, info) => findNode(id, context, info),
    nodes: (_query, { ids }, context, info) => {
      if (ids.length > MAX_NODES) throw badInput('ids', `must hold at most ${MAX_NODES} ids, not ${ids.length}`);
      return eachOnItsOwn(ids.map((id) => findNode(id, context, info)));
    },
  },
  Node: {
    __resolveType: ({ __typename }) => __typename,
  },
};

/** The record behind a global id, tagged with its type; an id that was not made here leads to none. */
async function findNode(id: string, context: GraphContext, info: GraphQLResolveInfo): Promise<TaggedNode | null> {
  const { loaders, rounds } = context;
  const globalId = parseGlobalId(id);
  if (globalId !== null) requireTypeScopes(globalId.type, context, info);
  const [first = '', second = ''] = globalId?.key ?? [];
  switch (globalId?.type) {
    case undefined:
      return null;
    case 'Advert': {
      const advert = await rounds.roots.hold(loaders.advertByFlxId.load(first));
      return advert === null ? null : { ...advert, __typename: 'Advert' };
    }
    case 'Property': {
      const property = await loaders.propertyByFlxId.load(first);
      return property === null ? null : { ...property, __typename: 'Property' };
    }
    case 'BuyerRequest': {
      const request = await findBuyerRequest(first, second, context);
      return request === null ? null : { ...request, __typename: 'BuyerRequest' };
    }
  }
}
