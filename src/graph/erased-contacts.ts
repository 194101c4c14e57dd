import { createHash } from 'node:crypto';
import type { BuyerRequest } from '../domain/buyer-request.js';
import { hashOf } from './request-book-pace.js';
import type { Page, Step } from './request-book-page.js';

/** Under it stands whom the processes must not write anew: as digests, and when each was erased. */
export const ERASED_KEY = 'erased/contacts';

type Erased = Readonly<{ digest: string; at: number }>;

/** Longer than any process tells of what it read, and than it goes without a full list. */
export const ERASED_KEPT_MS = 40 * 86_400_000;
/** By how much the clocks of Apimo and of the machines here may differ. */
const CLOCK_DIFFERENCE_MS = 10 * 60_000;

/** What stands of the erased, with one more. */
export function withErased(text: string | null, contactId: string, at: number): string {
  const digest = digestOf(contactId);
  const others = toErased(text).filter((each) => each.digest !== digest && each.at > at - ERASED_KEPT_MS);
  return JSON.stringify([...others, { digest, at }]);
}

/**
 * The step without requests of who is erased, as `text` has it: those that may have been read before. What Apimo has of
 * the contact is told again where it was written since, or stands in a full list that was asked for since.
 */
export function withoutErased(step: Step, text: string | null): Step {
  const { page, change } = step;
  if (page.content === null) return step;
  const isOld = oldRequestsOf(page, text);
  if (isOld === null) return step;
  const erased = new Set(page.content.requests.filter(isOld).map(({ requestId }) => requestId));
  if (erased.size === 0) return step;

  const isLeft = ({ requestId }: BuyerRequest) => !erased.has(requestId);
  const requests = page.content.requests.filter(isLeft);
  return {
    page: { ...page, content: { requests, byId: new Map(requests.map((request) => [request.requestId, request])) } },
    change:
      change.kind === 'ALL'
        ? { kind: 'ALL', requests: change.requests.filter(isLeft) }
        : {
            kind: 'SOME',
            changed: change.changed.filter(isLeft),
            removed: [...new Set([...change.removed, ...erased])],
          },
  };
}

/** Whether a request of the page is of an erased contact, and from before; `null` where nothing in the page can be. */
function oldRequestsOf(page: Page, text: string | null): ((request: BuyerRequest) => boolean) | null {
  const standing = toErased(text).filter(({ at }) => page.listedAt <= at + CLOCK_DIFFERENCE_MS);
  if (standing.length === 0) return null;
  const untilByDigest = new Map(standing.map(({ digest, at }) => [digest, at + CLOCK_DIFFERENCE_MS]));
  const shortForms = new Set(standing.map(({ digest }) => digest.split('_')[0]));
  return ({ contactId, updatedAt }) => {
    if (contactId === null || !shortForms.has(shortFormOf(contactId))) return false;
    const until = untilByDigest.get(digestOf(contactId));
    return until !== undefined && (updatedAt === null || Date.parse(updatedAt) <= until);
  };
}

function toErased(text: string | null): readonly Erased[] {
  // It was written by this module alone.
  return text === null ? [] : (JSON.parse(text) as readonly Erased[]);
}

/** The short form in front saves most of the work: a page has many contacts. */
function digestOf(contactId: string): string {
  return `${shortFormOf(contactId)}_${createHash('sha256').update(`contact ${contactId}`).digest('hex')}`;
}

function shortFormOf(contactId: string): string {
  return hashOf(contactId).toString(36);
}
