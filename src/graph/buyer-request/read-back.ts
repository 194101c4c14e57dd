import type { VisibleAgencyId } from '../../access/visible-agency.js';
import type { BuyerRequest } from '../../domain/buyer-request.js';
import { findDifferences } from '../../domain/buyer-request-differences.js';
import type { BuyerRequestDraft } from '../../domain/buyer-request-draft.js';
import { UpstreamError } from '../../upstream/errors.js';
import type { GraphContext } from '../context.js';

/** The fields of a written request that were not kept. Apimo is asked until it has answered once, and then no more. */
export type ReadBack = (context: GraphContext) => Promise<readonly string[]>;

/** Is told once what was found. */
export type OnReadBack = (notKept: readonly string[]) => Promise<void>;

/** `toDraft` says what was asked for, given how the request reads now. */
export function createReadBack(
  agencyId: VisibleAgencyId,
  requestId: string,
  toDraft: (kept: BuyerRequest) => BuyerRequestDraft,
  onReadBack: OnReadBack,
): ReadBack {
  let asked: Promise<readonly string[]> | undefined;
  return (context) => {
    asked ??= findNotKept(agencyId, requestId, toDraft, context).then(
      (notKept) => {
        void onReadBack(notKept);
        return notKept;
      },
      (error: unknown) => {
        asked = undefined;
        throw error;
      },
    );
    return asked;
  };
}

async function findNotKept(
  agencyId: VisibleAgencyId,
  requestId: string,
  toDraft: (kept: BuyerRequest) => BuyerRequestDraft,
  { services, call }: GraphContext,
): Promise<readonly string[]> {
  const requests = await services.requestBook.refresh(agencyId, call).catch((error: unknown) => {
    throw error instanceof UpstreamError ? unread(requestId, error) : error;
  });
  const kept = requests?.get(requestId) ?? null;
  if (kept === null) throw unlisted(requestId);
  const draft = toDraft(kept);
  const context = { countryCode: draft.countryCode };
  return findDifferences(draft, kept, (name) => services.communes.resolvePlace(name, context).inseeCodes);
}

function unread(requestId: string, cause: UpstreamError): UpstreamError {
  const message = `Apimo wrote the request ${requestId}, but it could not be read back. ${cause.message}`;
  const { retryAfterMs } = cause;
  return new UpstreamError('apimo', cause.code, message, { cause, retryAfterMs, details: { requestId } });
}

function unlisted(requestId: string): UpstreamError {
  const message = `Apimo wrote the request ${requestId}, but does not list it.`;
  return new UpstreamError('apimo', 'UPSTREAM_INVALID_RESPONSE', message, { details: { requestId } });
}
