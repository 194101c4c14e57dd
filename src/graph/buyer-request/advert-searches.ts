import type { BuyerRequest } from '../../domain/buyer-request.js';
import type { CommuneIndex } from '../../domain/commune.js';
import { mostAcceptedPrice } from '../../domain/matching-criteria.js';
import { mostWhenBroken } from '../../domain/matching.js';
import { defaultOrder } from '../../domain/search.js';
import type { AdvertFilter, Search } from '../../domain/search.js';

/** The most communes that one request is searched for in. */
const MAX_SEARCHES = 24;
/** The newest adverts of each commune, one page of Fluximmo's. */
const ADVERTS_A_SEARCH = 100;

type Communes = Pick<CommuneIndex, 'arrondissementsOf' | 'parentOf'>;

type AdvertSearches = Readonly<{
  searches: readonly Readonly<{ search: Search<AdvertFilter>; first: number; after: null; isAnew: boolean }>[];
  isEveryPlaceSearched: boolean;
}>;

/**
 * The searches that find what a request would match: one a commune, within the prices that are conceivable. Below the
 * score that a wrong place or price allows at most, neither may narrow the search. What names no price, or no commune
 * of its own, is not found this way, though it might score.
 */
export function searchesFor(
  request: BuyerRequest,
  { minScore, isAnew }: Readonly<{ minScore: number; isAnew: boolean }>,
  communes: Communes,
): AdvertSearches {
  const mayNarrow = minScore > mostWhenBroken;
  const common: AdvertFilter = {
    isOnline: true,
    offerTypes: [request.offerType],
    ...(request.propertyClasses.length === 0 ? {} : { propertyClasses: request.propertyClasses }),
    // Fluximmo's are euros. Against a price in another currency every advert may do.
    ...(mayNarrow && request.price?.currency === 'EUR' ? { price: mostAcceptedPrice(request) } : {}),
  };
  const places = mayNarrow ? placesOf(request, communes) : [];
  const filters =
    places.length === 0 ? [common] : places.slice(0, MAX_SEARCHES).map((inseeCode) => ({ ...common, inseeCode }));
  return {
    searches: filters.map((filter) => ({
      search: { filter, order: defaultOrder },
      first: ADVERTS_A_SEARCH,
      after: null,
      isAnew,
    })),
    isEveryPlaceSearched: places.length <= MAX_SEARCHES,
  };
}

/**
 * An advert bears the code of its arrondissement or of the whole city. Who asks for the city takes each of its
 * arrondissements; who asks for an arrondissement may be served by an advert that says no more than the city.
 */
function placesOf({ locations, around }: BuyerRequest, communes: Communes): readonly string[] {
  // A circle or a whole département has adverts in more communes than it names.
  if (around !== null || locations.some(({ departmentCodes }) => departmentCodes.length > 0)) return [];
  const codes = locations.flatMap(({ inseeCodes }) => inseeCodes);
  return [
    ...new Set(
      codes.flatMap((code) => {
        return [code, ...communes.arrondissementsOf(code), communes.parentOf(code) ?? code];
      }),
    ),
  ];
}
