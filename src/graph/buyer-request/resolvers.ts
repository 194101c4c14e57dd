import { findVisibleAgency, visibleAgencies } from '../../access/visible-agency.js';
import type { Advert } from '../../domain/advert.js';
import { matchableAdvert, matchableProperty } from '../../domain/matchable-advert.js';
import type { Property } from '../../domain/property.js';
import type { Resolvers } from '../../generated/graphql.js';
import type { GraphContext } from '../context.js';
import { toGlobalId } from '../global-id.js';
import { asksContacts, selectedMatchFields } from '../selection.js';
import { requestsOfAgency, syncedAt } from './agency-requests.js';
import { agencyPropertyOf, crossingsOf, matchOfCrossing } from './crossings.js';
import { findBuyerRequest } from './find.js';
import { matchSummary, matchingAdverts, matchingRequests } from './matches.js';
import { createBuyerRequest, updateBuyerRequest } from './mutations.js';

type BuyerRequestResolvers = Pick<
  Resolvers,
  'Query' | 'Mutation' | 'Advert' | 'Property' | 'Agency' | 'BuyerRequest' | 'Crossing' | 'AgencyProperty'
>;

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
    buyerRequestsSyncedAt: ({ id }, _args, context) => syncedAt(id, context),
  },
  BuyerRequest: {
    __resolveReference: ({ agencyId, requestId }, context) => findBuyerRequest(agencyId, requestId, context),
    id: ({ agencyId, requestId }) => toGlobalId('BuyerRequest', agencyId, requestId),
    crossings: (request, { step, first, after }, context) =>
      crossingsOf(request, { step: step ?? null, first, after }, context),
    matchingAdverts: (request, args, context, info) =>
      matchingAdverts(request, { ...args, isAnew: asksContacts(selectedMatchFields(info)) }, context),
  },
  Crossing: {
    agencyProperty: (crossing, _args, context) => agencyPropertyOf(crossing, context),
    match: (crossing, _args, context) => matchOfCrossing(crossing, context),
  },
  AgencyProperty: {
    area: ({ areaM2 }) => areaM2,
    rooms: ({ roomCount }) => roomCount,
    bedrooms: ({ bedroomCount }) => bedroomCount,
  },
};

function agencyNode(id: string, caller: GraphContext['caller']) {
  const agency = findVisibleAgency(caller, id);
  return agency === null ? null : { id: agency };
}
