import DataLoader from 'dataloader';
import type { VisibleAgencyId } from '../../access/visible-agency.js';
import type { Crossing } from '../../domain/buyer-request.js';
import type { MatchableAdvert } from '../../domain/matchable-advert.js';
import type { MatchPage, RequestMatches } from '../../domain/request-index-search.js';
import type { RequestIndex } from '../../domain/request-index.js';
import { inGroups, sideBySide } from '../batch.js';
import type { AgencyProperties, CrossingsAsk } from '../crossing-book.js';
import type { LoaderNeeds } from '../loader-needs.js';

const READS_SIDE_BY_SIDE = 4;

/** Which of an agency's requests an advert answers to. */
export type MatchesAsk = Readonly<{ agencyId: VisibleAgencyId; advert: MatchableAdvert; page: MatchPage }>;

/** Keyed by agencies that the caller may see, which no other key can be. */
export type BuyerRequestLoaders = Readonly<{
  requestsOfAgency: DataLoader<VisibleAgencyId, RequestIndex | null>;
  /** One pass over an agency's index for all adverts of a page; `null` where Apimo does not know the agency. */
  requestMatches: DataLoader<MatchesAsk, RequestMatches | null>;
  /** A crossing that Apimo sent in an unreadable form is an error in its place. */
  crossings: DataLoader<CrossingsAsk, readonly (Crossing | Error)[], string>;
  /** `null` where Apimo does not know the agency. */
  agencyProperties: DataLoader<VisibleAgencyId, AgencyProperties | null>;
}>;

export function createBuyerRequestLoaders({ services, call }: LoaderNeeds): BuyerRequestLoaders {
  const { requestBook, crossingBook } = services;
  const requestsOfAgency = new DataLoader<VisibleAgencyId, RequestIndex | null>(
    (agencyIds) => sideBySide(agencyIds, READS_SIDE_BY_SIDE, (agencyId) => requestBook.requestsOf(agencyId, call)),
    { name: 'requestsOfAgency' },
  );
  return {
    requestsOfAgency,
    requestMatches: new DataLoader<MatchesAsk, RequestMatches | null>(
      (asks) =>
        inGroups(
          asks,
          ({ agencyId, page }) => JSON.stringify([agencyId, page]),
          async (_key, members) => {
            const [first] = members;
            const index = first === undefined ? null : await requestsOfAgency.load(first.agencyId);
            if (first === undefined || index === null) return members.map(() => null);
            return index.match(
              members.map(({ advert }) => advert),
              first.page,
            );
          },
        ),
      { name: 'requestMatches', cache: false },
    ),
    crossings: new DataLoader<CrossingsAsk, readonly (Crossing | Error)[], string>(
      (asks) => sideBySide(asks, READS_SIDE_BY_SIDE, (ask) => crossingBook.crossingsOf(ask, call)),
      {
        name: 'crossings',
        cacheKeyFn: ({ agencyId, requestId, updatedAt, step }) =>
          JSON.stringify([agencyId, requestId, updatedAt, step]),
      },
    ),
    agencyProperties: new DataLoader<VisibleAgencyId, AgencyProperties | null>(
      (agencyIds) => sideBySide(agencyIds, READS_SIDE_BY_SIDE, (agencyId) => crossingBook.propertiesOf(agencyId, call)),
      { name: 'agencyProperties' },
    ),
  };
}
