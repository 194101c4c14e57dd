import DataLoader from 'dataloader';
import type { VisibleAgencyId } from '../../access/visible-agency.js';
import type { Crossing, CrossingStep } from '../../domain/buyer-request.js';
import { sideBySide } from '../batch.js';
import type { LoaderNeeds } from '../loader-needs.js';
import type { AgencyRequests } from '../request-book.js';

const READS_SIDE_BY_SIDE = 4;

export type CrossingsAsk = Readonly<{ agencyId: VisibleAgencyId; requestId: string; step: CrossingStep | null }>;

/** Keyed by agencies that the caller may see, which no other key can be. */
export type BuyerRequestLoaders = Readonly<{
  requestsOfAgency: DataLoader<VisibleAgencyId, AgencyRequests | null>;
  /** A crossing that Apimo sent in an unreadable form is an error in its place. */
  crossings: DataLoader<CrossingsAsk, readonly (Crossing | Error)[], string>;
}>;

export function createBuyerRequestLoaders({ services, call }: LoaderNeeds): BuyerRequestLoaders {
  const { requestBook, apimo } = services;
  return {
    requestsOfAgency: new DataLoader<VisibleAgencyId, AgencyRequests | null>(
      (agencyIds) => sideBySide(agencyIds, READS_SIDE_BY_SIDE, (agencyId) => requestBook.requestsOf(agencyId, call)),
      { name: 'requestsOfAgency' },
    ),
    crossings: new DataLoader<CrossingsAsk, readonly (Crossing | Error)[], string>(
      (asks) =>
        sideBySide(asks, READS_SIDE_BY_SIDE, ({ agencyId, requestId, step }) =>
          apimo.listCrossings(agencyId, requestId, { step }, call),
        ),
      { name: 'crossings', cacheKeyFn: (ask) => JSON.stringify([ask.agencyId, ask.requestId, ask.step]) },
    ),
  };
}
