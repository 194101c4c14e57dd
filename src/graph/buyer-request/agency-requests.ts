import { z } from 'zod';
import { findVisibleAgency } from '../../access/visible-agency.js';
import type { BuyerRequest } from '../../domain/buyer-request.js';
import { badInput } from '../../domain/refusal.js';
import type { RequestOrder, RequestPlace } from '../../domain/request-index-order.js';
import type { RequestFilter } from '../../domain/request-index-page.js';
import type { AgencyBuyerRequestsArgs, BuyerRequestFilter } from '../../generated/graphql.js';
import { checkFirst, decodeKey, encodeKey, toConnection } from '../connection.js';
import type { GraphContext } from '../context.js';
import type { BuyerRequestConnectionNode } from '../nodes.js';
import { checkInseeCode } from '../place-codes.js';

const byId: RequestOrder = { field: 'ID', direction: 'ASC' };

/** A page of one agency's requests, from its index alone; `null` where there is no such agency, or none to be seen. */
export async function requestsOfAgency(
  agencyId: string,
  args: AgencyBuyerRequestsArgs & Readonly<{ first: number }>,
  { caller, loaders }: GraphContext,
): Promise<BuyerRequestConnectionNode | null> {
  const first = checkFirst(args.first);
  const filter = toRequestFilter(args);
  const after = args.after === null || args.after === undefined ? null : placeAt(args.after);
  const agency = findVisibleAgency(caller, agencyId);
  const index = agency === null ? null : await loaders.requestsOfAgency.load(agency);
  if (index === null) return null;
  const { requests, hasNextPage } = index.page({ filter, order: args.orderBy ?? byId, after, first });
  const edges = requests.map((request) => ({ cursor: cursorOf(request), node: request }));
  return toConnection(edges, {
    hasNextPage,
    hasPreviousPage: after !== null,
    totalCount: () => Promise.resolve(index.count(filter)),
  });
}

/** Read with the requests of the same operation, so that it is of them. */
export async function syncedAt(agencyId: string, { caller, loaders, services }: GraphContext): Promise<string | null> {
  const agency = findVisibleAgency(caller, agencyId);
  if (agency === null) return null;
  await loaders.requestsOfAgency.load(agency);
  return services.requestBook.report([agency])[0]?.syncedAt ?? null;
}

function toRequestFilter({ isActive, updatedSince, filter }: AgencyBuyerRequestsArgs): RequestFilter {
  const { offerTypes = null, propertyClasses = null, inseeCode = null, price = null } = filter ?? {};
  if (inseeCode !== null) checkInseeCode('filter.inseeCode', inseeCode);
  return {
    isActive: isActive ?? null,
    updatedSince: updatedSince ?? null,
    offerTypes,
    propertyClasses,
    inseeCode,
    price: price && toPrices(price),
  };
}

function toPrices({ min = null, max = null }: NonNullable<BuyerRequestFilter['price']>): RequestFilter['price'] {
  if (min !== null && max !== null && min > max) throw badInput('filter.price', 'has a min above its max');
  return { min, max, currency: 'EUR' };
}

function cursorOf({ requestId, updatedAt }: BuyerRequest): string {
  return encodeKey(JSON.stringify([requestId, updatedAt]));
}

const placeKey = z.tuple([z.string(), z.string().nullable()]);

function placeAt(cursor: string): RequestPlace {
  try {
    const [requestId, updatedAt] = placeKey.parse(JSON.parse(decodeKey(cursor)));
    return { requestId, updatedAt };
  } catch {
    throw badInput('after', 'is not a cursor of this list');
  }
}
