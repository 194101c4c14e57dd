import { findVisibleAgency } from '../../access/visible-agency.js';
import type { VisibleAgencyId } from '../../access/visible-agency.js';
import type { BuyerRequest } from '../../domain/buyer-request.js';
import { changedDraft, checkDraft, newDraft } from '../../domain/buyer-request-draft.js';
import type { BuyerRequestChanges } from '../../domain/buyer-request-draft.js';
import { Refusal, badInput } from '../../domain/refusal.js';
import { UpstreamError } from '../../upstream/errors.js';
import type { GraphContext } from '../context.js';
import { createReadBack } from './read-back.js';
import type { ReadBack } from './read-back.js';

type Identified = Readonly<{ agencyId: string; clientMutationId: string }>;

type Written = Readonly<{ agencyId: VisibleAgencyId; requestId: string; readBack: ReadBack }>;

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
    const { requestId } = await send(() => context.services.apimo.createRequest(agency, draft, context.call));
    return { agencyId: agency, requestId, readBack: createReadBack(agency, requestId, draft) };
  });
}

export async function updateBuyerRequest(
  input: Identified & BuyerRequestChanges & Readonly<{ requestId: string }>,
  context: GraphContext,
): Promise<BuyerRequestPayload> {
  const { agencyId, requestId, clientMutationId, ...changes } = input;
  const agency = ownAgency(agencyId, context);
  const { apimo, requestBook } = context.services;
  return writeOnce({ clientMutationId, input: ['update', input] }, context, () =>
    requestBook.inTurn(agency, requestId, async () => {
      // The whole request is written, so it must be whole as it stands now, not as it was read a while ago.
      const current = (await requestBook.refresh(agency, context.call))?.get(requestId) ?? null;
      if (current === null) throw badInput('requestId', 'names no request of this agency');
      const draft = changedDraft(current, changes);
      checkDraft(draft);
      await send(() => apimo.updateRequest(agency, requestId, draft, context.call));
      const readBack = createReadBack(agency, requestId, draft);
      // Before the next change is made. What was written is written, whether or not it can be read back at once.
      await readBack(context).catch(() => undefined);
      return { agencyId: agency, requestId, readBack };
    }),
  );
}

async function writeOnce(
  { clientMutationId, input }: Readonly<{ clientMutationId: string; input: unknown }>,
  context: GraphContext,
  write: () => Promise<Written>,
): Promise<BuyerRequestPayload> {
  const { services, caller, loaders } = context;
  const mutation = { clientId: caller.clientId, id: clientMutationId, input };
  const { agencyId, requestId, readBack } = await services.mutations.once(mutation, write, isUndone);
  const notKept = await readBack(context);
  if (notKept.length > 0) throw notKeptError(requestId, notKept);
  loaders.requestsOfAgency.clear(agencyId);
  const requests = await loaders.requestsOfAgency.load(agencyId);
  return { buyerRequest: requests?.get(requestId) ?? null };
}

function ownAgency(agencyId: string, { caller }: GraphContext): VisibleAgencyId {
  const agency = findVisibleAgency(caller, agencyId);
  if (agency === null) throw badInput('agencyId', 'names no agency that you may see');
  return agency;
}

/** A write whose answer was lost. It may have been made, and nobody can tell: it must not be sent again. */
class UnknownOutcome extends UpstreamError {
  override readonly retryable = false;

  constructor(cause: UpstreamError) {
    super('apimo', cause.code, `${cause.message} Whether the request was written is not known.`, { cause });
  }
}

async function send<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof UpstreamError) || isTurnedDown(error)) throw error;
    throw new UnknownOutcome(error);
  }
}

function isTurnedDown({ code }: UpstreamError): boolean {
  return code === 'UPSTREAM_REFUSED' || code === 'UPSTREAM_AUTH' || code === 'UPSTREAM_RATE_LIMITED';
}

/** Only what failed before anything can have been written may be tried again under the same id. */
function isUndone(error: unknown): boolean {
  return error instanceof Refusal || (error instanceof UpstreamError && !(error instanceof UnknownOutcome));
}

function notKeptError(requestId: string, fields: readonly string[]): UpstreamError {
  return new UpstreamError(
    'apimo',
    'UPSTREAM_REFUSED',
    `Apimo wrote the request ${requestId}, but did not keep ${fields.join(', ')}.`,
    { details: { requestId, fields } },
  );
}
