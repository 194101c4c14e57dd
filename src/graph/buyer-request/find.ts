import { findVisibleAgency } from '../../access/visible-agency.js';
import type { BuyerRequest } from '../../domain/buyer-request.js';
import type { GraphContext } from '../context.js';

/** One request of an agency that the caller may see; a foreign one reads as one that does not exist. */
export async function findBuyerRequest(
  agencyId: string,
  requestId: string,
  { caller, loaders }: GraphContext,
): Promise<BuyerRequest | null> {
  const agency = findVisibleAgency(caller, agencyId);
  if (agency === null) return null;
  const requests = await loaders.requestsOfAgency.load(agency);
  return requests?.get(requestId) ?? null;
}
