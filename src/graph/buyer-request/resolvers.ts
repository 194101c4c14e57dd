import { findVisibleAgency, visibleAgencies } from '../../access/visible-agency.js';
import type { Advert } from '../../domain/advert.js';
import type { BuyerRequest, CrossingStep } from '../../domain/buyer-request.js';
import { matchableAdvert, matchableProperty } from '../../domain/matchable-advert.js';
import type { Property } from '../../domain/property.js';
import type { Resolvers } from '../../generated/graphql.js';
import { pageOfList } from '../connection.js';
import type { GraphContext } from '../context.js';
import { toGlobalId } from '../global-id.js';
import type { CrossingConnectionNode } from '../nodes.js';
import { requestsOfAgency } from './agency-requests.js';
import { findBuyerRequest } from './find.js';
import { matchSummary, matchingAdverts, matchingRequests } from './matches.js';
import { createBuyerRequest, updateBuyerRequest } from './mutations.js';

type BuyerRequestResolvers = Pick<Resolvers, 'Query' | 'Mutation' | 'Advert' | 'Property' | 'Agency' | 'BuyerRequest'>;

export const buyerRequestResolvers: BuyerRequestResolvers = {
  Query: {
    agencies: (_query, _args, { caller }) => visibleAgencies(caller).map((id) => ({ id })),
    agency: (_query, { id }, { caller }) => agencyNode(id, caller),
    buyerRequest: (_query, { agencyId, requestId }, context) => findBuyerRequest(agencyId, requestId, context),
  },
  Mutation: {
    createBuyerRequest: (_mutation, { input }, context) => createBuyerRequest(input, context),
    updateBuyerRequest: (_mutation, { input }, context) => updateBuyerRequest(input, context),
  },
  Advert: {
    // Selections make sure that whoever asks for matches has the whole advert at hand.
    matchingBuyerRequests: (advert, args, context) =>
      matchingRequests(matchableAdvert(advert as Advert), args, context),
    matchSummary: (advert, { agencyIds }, context) =>
      matchSummary(matchableAdvert(advert as Advert), agencyIds, context),
  },
  Property: {
    matchingBuyerRequests: (property, args, context) =>
      matchingRequests(matchableProperty(property as Property), args, context),
    matchSummary: (property, { agencyIds }, context) =>
      matchSummary(matchableProperty(property as Property), agencyIds, context),
  },
  Agency: {
    __resolveReference: ({ id }, { caller }) => agencyNode(id, caller),
    buyerRequests: (agency, args, context) => requestsOfAgency(agency.id, args, context),
  },
  BuyerRequest: {
    __resolveReference: ({ agencyId, requestId }, context) => findBuyerRequest(agencyId, requestId, context),
    id: ({ agencyId, requestId }) => toGlobalId('BuyerRequest', agencyId, requestId),
    crossings: (request, { step, first, after }, context) =>
      crossingsOf(request, { step: step ?? null, first, after }, context),
    matchingAdverts: (request, args, context) => matchingAdverts(request, args, context),
  },
};

function agencyNode(id: string, caller: GraphContext['caller']) {
  const agency = findVisibleAgency(caller, id);
  return agency === null ? null : { id: agency };
}

async function crossingsOf(
  { agencyId, requestId }: BuyerRequest,
  { step, first, after }: Readonly<{ step: CrossingStep | null; first: number; after?: string | null | undefined }>,
  { caller, loaders }: GraphContext,
): Promise<CrossingConnectionNode | null> {
  const agency = findVisibleAgency(caller, agencyId);
  if (agency === null) return null;
  const crossings = await loaders.crossings.load({ agencyId: agency, requestId, step });
  const keyed = crossings.map((crossing, index) => ({
    key: crossing instanceof Error ? `unreadable ${index}` : crossing.agencyPropertyId,
    crossing,
  }));
  return pageOfList(keyed, { first, after }, { keyOf: ({ key }) => key, nodeOf: ({ crossing }) => crossing });
}
