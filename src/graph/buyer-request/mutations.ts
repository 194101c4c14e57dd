import { findVisibleAgency } from '../../access/visible-agency.js';
import type { VisibleAgencyId } from '../../access/visible-agency.js';
import type { BuyerRequest } from '../../domain/buyer-request.js';
import { findDifferences } from '../../domain/buyer-request-differences.js';
import { changedDraft, checkDraft, newDraft } from '../../domain/buyer-request-draft.js';
import type { BuyerRequestChanges, BuyerRequestDraft } from '../../domain/buyer-request-draft.js';
import { Refusal, badInput } from '../../domain/refusal.js';
import { UpstreamError } from '../../upstream/errors.js';
import type { GraphContext } from '../context.js';

type Identified = Readonly<{ agencyId: string; clientMutationId: string }>;

/** What a write came to: `notKept` is `null` where it could not be read back. */
type Written = Readonly<{ agencyId: VisibleAgencyId; requestId: string; notKept: readonly string[] | null }>;

export type BuyerRequestPayload = Readonly<{ buyerRequest: BuyerRequest | null }>;

export async function createBuyerRequest(
  input: Identified & BuyerRequestChanges,
  context: GraphContext,
): Promise<BuyerRequestPayload> {
  const { agencyId, clientMutationId, ...changes } = input;
  const agency = ownAgency(agencyId, context);
  return writeOnce({ clientMutationId, input: ['create', input] }, context, async () => {
    const draft = newDraft(changes);
    checkDraft(draft);
    const { requestId } = await context.services.apimo.createRequest(agency, draft, context.call);
    return readBack(agency, requestId, draft, context);
  });
}

export async function updateBuyerRequest(
  input: Identified & BuyerRequestChanges & Readonly<{ requestId: string }>,
  context: GraphContext,
): Promise<BuyerRequestPayload> {
  const { agencyId, requestId, clientMutationId, ...changes } = input;
  const agency = ownAgency(agencyId, context);
  return writeOnce({ clientMutationId, input: ['update', input] }, context, async () => {
    // The whole request is written, so it must be whole as it stands now, not as it was read a while ago.
    const current = (await context.services.requestBook.refresh(agency, context.call))?.byId.get(requestId);
    if (current === undefined) throw badInput('requestId', 'names no request of this agency');
    const draft = changedDraft(current, changes);
    checkDraft(draft);
    await context.services.apimo.updateRequest(agency, requestId, draft, context.call);
    return readBack(agency, requestId, draft, context);
  });
}

async function writeOnce(
  { clientMutationId, input }: Readonly<{ clientMutationId: string; input: unknown }>,
  context: GraphContext,
  write: () => Promise<Written>,
): Promise<BuyerRequestPayload> {
  const { services, caller, loaders } = context;
  const mutation = { clientId: caller.clientId, id: clientMutationId, input };
  const { agencyId, requestId, notKept } = await services.mutations.once(mutation, write, isUndone);
  if (notKept !== null && notKept.length > 0) throw notKeptError(requestId, notKept);
  loaders.requestsOfAgency.clear(agencyId);
  const requests = await loaders.requestsOfAgency.load(agencyId);
  return { buyerRequest: requests?.byId.get(requestId) ?? null };
}

/** What was written is written, whether or not it can be read back at once. */
async function readBack(
  agencyId: VisibleAgencyId,
  requestId: string,
  draft: BuyerRequestDraft,
  { services, call }: GraphContext,
): Promise<Written> {
  const requests = await services.requestBook.refresh(agencyId, call).catch(() => undefined);
  const kept = requests?.byId.get(requestId);
  if (kept === undefined) return { agencyId, requestId, notKept: null };
  const resolveName = (name: string) => services.communes.resolvePlace(name).inseeCodes;
  return { agencyId, requestId, notKept: findDifferences(draft, kept, resolveName) };
}

function ownAgency(agencyId: string, { caller }: GraphContext): VisibleAgencyId {
  const agency = findVisibleAgency(caller, agencyId);
  if (agency === null) throw badInput('agencyId', 'names no agency that you may see');
  return agency;
}

/** Only what was turned down before anything was written may be tried again under the same id. */
function isUndone(error: unknown): boolean {
  if (error instanceof Refusal) return true;
  const refusals: readonly string[] = ['UPSTREAM_REFUSED', 'UPSTREAM_AUTH', 'UPSTREAM_RATE_LIMITED'];
  return error instanceof UpstreamError && refusals.includes(error.code);
}

function notKeptError(requestId: string, fields: readonly string[]): UpstreamError {
  return new UpstreamError(
    'apimo',
    'UPSTREAM_REFUSED',
    `Apimo wrote the request ${requestId}, but did not keep ${fields.join(', ')}.`,
    { details: { requestId, fields } },
  );
}
