import { findVisibleAgency } from '../../access/visible-agency.js';
import type { AgencyProperty } from '../../domain/agency-property.js';
import type { BuyerRequest, CrossingStep } from '../../domain/buyer-request.js';
import { matchAdvert } from '../../domain/matching.js';
import type { Match } from '../../domain/matching.js';
import { checkFirst, pageOfList } from '../connection.js';
import type { GraphContext } from '../context.js';
import type { CrossingConnectionNode, CrossingNode } from '../nodes.js';

type Page = Readonly<{ step: CrossingStep | null; first: number; after?: string | null | undefined }>;

/** A page of what Apimo crosses a request with; `null` where its agency is none of the caller's. */
export async function crossingsOf(
  request: BuyerRequest,
  { step, first, after }: Page,
  { caller, loaders }: GraphContext,
): Promise<CrossingConnectionNode | null> {
  checkFirst(first);
  const { requestId, updatedAt } = request;
  const agencyId = findVisibleAgency(caller, request.agencyId);
  if (agencyId === null) return null;
  const crossings = await loaders.crossings.load({ agencyId, requestId, updatedAt, step });
  const keyed = crossings.map((crossing, index) =>
    crossing instanceof Error
      ? { key: `unreadable ${index}`, node: crossing }
      : { key: crossing.agencyPropertyId, node: { ...crossing, request } },
  );
  return pageOfList<(typeof keyed)[number], CrossingNode>(
    keyed,
    { first, after },
    { keyOf: ({ key }) => key, nodeOf: ({ node }) => node },
  );
}

/** The listing behind a crossing, found in its agency's list; `null` where it is not there. */
export async function agencyPropertyOf(
  { agencyPropertyId, request }: CrossingNode,
  { caller, loaders }: GraphContext,
): Promise<AgencyProperty | null> {
  const agencyId = findVisibleAgency(caller, request.agencyId);
  const properties = agencyId === null ? null : await loaders.agencyProperties.load(agencyId);
  const property = properties?.find(agencyPropertyId) ?? null;
  if (property instanceof Error) throw property;
  return property;
}

/** What our own rules make of the same pair. */
export async function matchOfCrossing(crossing: CrossingNode, context: GraphContext): Promise<Match | null> {
  const property = await agencyPropertyOf(crossing, context);
  return property && matchAdvert(crossing.request, property, context.services.communes.covers);
}
