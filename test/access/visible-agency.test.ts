import { describe, expect, it } from '@jest/globals';
import { createLocalCaller } from '../../src/access/caller.js';
import { findVisibleAgency, visibleAgencies } from '../../src/access/visible-agency.js';
import type { VisibleAgencyId } from '../../src/access/visible-agency.js';
import type { BuyerRequestDraft } from '../../src/domain/buyer-request-draft.js';
import type { MatchableAdvert } from '../../src/domain/matchable-advert.js';
import type { MatchPage } from '../../src/domain/request-index-search.js';
import type { BuyerRequestLoaders } from '../../src/graph/buyer-request/loaders.js';
import type { CrossingBook, RequestWriter } from '../../src/graph/crossing-book.js';
import type { RequestBook } from '../../src/graph/request-book.js';
import type { ReadStatus } from '../../src/edge/status.js';
import type { UpstreamCall } from '../../src/upstream/call.js';

const caller = createLocalCaller(['771', '772']);

describe('an agency that may be seen', () => {
  it('is one that the caller lists', () => {
    expect(findVisibleAgency(caller, '771')).toBe('771');
    expect(visibleAgencies(caller)).toEqual(['771', '772']);
  });

  it.each(['773', '', ' 771', '0771', '7', '__proto__', 'constructor', 'length', '0'])(
    'is none that it does not: "%s"',
    (agencyId) => {
      expect(findVisibleAgency(caller, agencyId)).toBeNull();
      expect(visibleAgencies(caller, [agencyId])).toEqual([]);
    },
  );

  it('is taken once, however often it is asked for', () => {
    expect(visibleAgencies(caller, ['772', '773', '772', '771'])).toEqual(['772', '771']);
    expect(visibleAgencies(caller, [])).toEqual([]);
    expect(visibleAgencies(createLocalCaller([]), ['771'])).toEqual([]);
  });
});

type Reach = Readonly<{
  loaders: BuyerRequestLoaders;
  requestBook: RequestBook;
  crossingBook: CrossingBook;
  writer: RequestWriter;
  readStatus: ReadStatus;
  call: UpstreamCall;
  advert: MatchableAdvert;
  page: MatchPage;
  draft: BuyerRequestDraft;
}>;

/**
 * Never called, only compiled: each line that is expected not to compile names a way to an agency's data, and what it is
 * given is a text that nobody has checked. The same ways are open to an agency that may be seen.
 */
export function reachesNoAgencyByText(reach: Reach, agencyId: string, seen: VisibleAgencyId): unknown {
  const { loaders, requestBook, crossingBook, writer, readStatus, call, advert, page, draft } = reach;
  const request = { requestId: '1', updatedAt: null, step: null };
  return [
    // @ts-expect-error An id is no proof that it may be seen.
    loaders.requestsOfAgency.load(agencyId),
    loaders.requestsOfAgency.load(seen),
    // @ts-expect-error It is not by being one of many.
    loaders.requestsOfAgency.loadMany([seen, agencyId]),
    // @ts-expect-error It is not for what matches an advert.
    loaders.requestMatches.load({ agencyId, advert, page }),
    loaders.requestMatches.load({ agencyId: seen, advert, page }),
    // @ts-expect-error It is not for crossings.
    loaders.crossings.load({ ...request, agencyId }),
    loaders.crossings.load({ ...request, agencyId: seen }),
    // @ts-expect-error It is not for an agency's own listings.
    loaders.agencyProperties.load(agencyId),
    loaders.agencyProperties.load(seen),
    // @ts-expect-error What a loader is primed with is read by it.
    loaders.requestsOfAgency.prime(agencyId, null),
    // @ts-expect-error The book of requests is read for a caller.
    requestBook.requestsOf(agencyId, call),
    requestBook.requestsOf(seen, call),
    // @ts-expect-error A mutation reads it for a caller as well.
    requestBook.refresh(agencyId, call),
    requestBook.refresh(seen, call),
    // @ts-expect-error Changes take turns for a caller.
    requestBook.inTurn(agencyId, '1', () => Promise.resolve()),
    requestBook.inTurn(seen, '1', () => Promise.resolve()),
    // @ts-expect-error How up to date an agency is concerns its clients.
    requestBook.report([agencyId]),
    requestBook.report([seen]),
    // @ts-expect-error Crossings are read for a caller.
    crossingBook.crossingsOf({ ...request, agencyId }, call),
    crossingBook.crossingsOf({ ...request, agencyId: seen }, call),
    // @ts-expect-error So are listings.
    crossingBook.propertiesOf(agencyId, call),
    crossingBook.propertiesOf(seen, call),
    () => {
      // @ts-expect-error They are forgotten for one who may write.
      crossingBook.forget(agencyId, '1');
      crossingBook.forget(seen, '1');
    },
    // @ts-expect-error A request is written for a caller.
    writer.createRequest(agencyId, draft, call),
    writer.createRequest(seen, draft, call),
    // @ts-expect-error So is a change of it.
    writer.updateRequest(agencyId, '1', draft, call),
    writer.updateRequest(seen, '1', draft, call),
    // @ts-expect-error A caller is shown the state of its own agencies.
    readStatus([agencyId]),
    readStatus([seen]),
    // @ts-expect-error There is no way to make one but to ask the caller.
    ((made: VisibleAgencyId) => made)(agencyId),
  ];
}
