import { findVisibleAgency } from '../../access/visible-agency.js';
import type { VisibleAgencyId } from '../../access/visible-agency.js';
import type { BuyerRequest } from '../../domain/buyer-request.js';
import { changedDraft, checkDraft, newDraft } from '../../domain/buyer-request-draft.js';
import type { BuyerRequestChanges, BuyerRequestDraft } from '../../domain/buyer-request-draft.js';
import { Refusal, badInput } from '../../domain/refusal.js';
import { UpstreamError } from '../../upstream/errors.js';
import type { GraphContext } from '../context.js';
import { UnknownOutcome, toUnknownOutcome } from '../mutation-memory.js';
import { createReadBack } from './read-back.js';
import type { OnReadBack, ReadBack } from './read-back.js';

type Identified = Readonly<{ agencyId: string; clientMutationId: string }>;

type Written = Readonly<{ requestId: string; readBack: ReadBack }>;

export type BuyerRequestPayload = Readonly<{ buyerRequest: BuyerRequest | null }>;

export async function createBuyerRequest(
  input: Identified & BuyerRequestChanges,
  context: GraphContext,
): Promise<BuyerRequestPayload> {
  const { agencyId, clientMutationId, ...changes } = input;
  const agency = ownAgency(agencyId, context);
  return writeOnce(
    { clientMutationId, input: ['create', input], agency, redraft: () => newDraft(changes) },
    context,
    async (noted) => {
      const draft = newDraft(changes);
      checkDraft(draft);
      const { requestId } = await send(() => context.services.apimo.createRequest(agency, draft, context.call));
      return { requestId, readBack: createReadBack(agency, requestId, () => draft, noted) };
    },
  );
}

export async function updateBuyerRequest(
  input: Identified & BuyerRequestChanges & Readonly<{ requestId: string }>,
  context: GraphContext,
): Promise<BuyerRequestPayload> {
  const { agencyId, requestId, clientMutationId, ...changes } = input;
  const agency = ownAgency(agencyId, context);
  const { apimo, requestBook } = context.services;
  // What this process did not write itself is compared in the fields that the client has changed.
  const redraft = (kept: BuyerRequest) => changedDraft(kept, changes);
  return writeOnce({ clientMutationId, input: ['update', input], agency, redraft }, context, (noted) =>
    requestBook.inTurn(agency, requestId, async () => {
      // The whole request is written, so it must be whole as it stands now, not as it was read a while ago.
      const current = (await requestBook.refresh(agency, context.call))?.get(requestId) ?? null;
      if (current === null) throw badInput('requestId', 'names no request of this agency');
      const draft = changedDraft(current, changes);
      checkDraft(draft);
      await send(() => apimo.updateRequest(agency, requestId, draft, context.call));
      const readBack = createReadBack(agency, requestId, () => draft, noted);
      // Before the next change is made. What was written is written, whether or not it can be read back at once.
      await readBack(context).catch(() => undefined);
      return { requestId, readBack };
    }),
  );
}

type Once = Readonly<{
  clientMutationId: string;
  input: unknown;
  agency: VisibleAgencyId;
  /** What was asked for, where all that is known is how the request reads. */
  redraft: (kept: BuyerRequest) => BuyerRequestDraft;
}>;

async function writeOnce(
  { clientMutationId, input, agency, redraft }: Once,
  context: GraphContext,
  write: (noted: OnReadBack) => Promise<Written>,
): Promise<BuyerRequestPayload> {
  const { services, caller, loaders, call } = context;
  const mutation = { clientId: caller.clientId, id: clientMutationId, input, deadlineAt: call.deadlineAt };
  // Where it cannot be noted, it is found out again.
  const noted: OnReadBack = (notKept) => services.mutations.noteReadBack(mutation, notKept).catch(() => undefined);
  const { requestId, readBack } = await services.mutations.once<Written>(mutation, {
    write: async () => {
      const outcome = await write(noted);
      return { requestId: outcome.requestId, outcome };
    },
    recall: ({ requestId, notKept }) => ({
      requestId,
      readBack: notKept === null ? createReadBack(agency, requestId, redraft, noted) : () => Promise.resolve(notKept),
    }),
    isUndone,
  });
  const notKept = await readBack(context);
  if (notKept.length > 0) throw notKeptError(requestId, notKept);
  loaders.requestsOfAgency.clear(agency);
  const requests = await loaders.requestsOfAgency.load(agency);
  return { buyerRequest: requests?.get(requestId) ?? null };
}

function ownAgency(agencyId: string, { caller }: GraphContext): VisibleAgencyId {
  const agency = findVisibleAgency(caller, agencyId);
  if (agency === null) throw badInput('agencyId', 'names no agency that you may see');
  return agency;
}

async function send<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (!(error instanceof UpstreamError)) {
      throw toUnknownOutcome('UPSTREAM_UNAVAILABLE', 'The write failed on its way.', error);
    }
    if (error.isUnsent || isTurnedDown(error)) throw error;
    throw toUnknownOutcome(error.code, error.message, error);
  }
}

function isTurnedDown({ code }: UpstreamError): boolean {
  return code === 'UPSTREAM_REFUSED' || code === 'UPSTREAM_AUTH' || code === 'UPSTREAM_RATE_LIMITED';
}

/** Only what failed before anything can have been written may be tried again under the same id. */
function isUndone(error: unknown): boolean {
  return !(error instanceof UnknownOutcome);
}

function notKeptError(requestId: string, fields: readonly string[]): UpstreamError {
  return new UpstreamError(
    'apimo',
    'UPSTREAM_REFUSED',
    `Apimo wrote the request ${requestId}, but did not keep ${fields.join(', ')}.`,
    { details: { requestId, fields } },
  );
}
