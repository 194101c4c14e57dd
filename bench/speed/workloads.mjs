import { advertOf, flxIdOf, placeOf, posts, statisticsOf, users, valuationOf } from './market.mjs';

/** Twenty fields of an advert, five of its statistics and six of its valuation. */
const FIELDS = `flxId title propertyClass isOnline isPro lastModifiedAt
      price { amount currency } pricePerArea { amount }
      location { city postalCode inseeCode coordinates { latitude longitude } }
      habitation { roomCount bedroomCount surface { total } climate { epcEnergy } }
      source { website } seller { name }
      zoneStatistics { median average confidence { lowerBound upperBound count } }
      valuation(provider: PRICEHUBBLE) { value { amount currency } range { lower { amount } upper { amount } } confidence }`;

const pageQuery = `query Page($first: Int!, $postalCode: String!) {
  adverts(first: $first, filter: { postalCode: $postalCode }) {
    nodes {
      ${FIELDS}
    }
  }
}`;
const advertQuery = `query One($flxId: ID!) {
  advert(flxId: $flxId) {
      ${FIELDS}
  }
}`;
/** As published, commas and all. */
const postsQuery = '{posts{id,userId,title,user{id,name,email}}}';

/** A place that stands for one that has not been asked about; load generators write a number over it. */
export const NEW_PLACE = '@@@@@';

function bodyOf(operationName, query, variables) {
  return JSON.stringify({ operationName, query, variables });
}

/** A page of so many adverts, each with the statistics of its zone and a valuation. */
export function pageOf(size, callsARequest) {
  return {
    describe: `${size} adverts × 20 fields, each with the statistics of its zone and a valuation`,
    callsARequest,
    distinct: 256,
    body: (place) => bodyOf('Page', pageQuery, { first: size, postalCode: place }),
    expected: (place) => ({
      adverts: { nodes: Array.from({ length: size }, (_, index) => nodeOf(flxIdOf(place, index))) },
    }),
  };
}

const one = {
  describe: 'one advert with the same fields and links',
  callsARequest: 3,
  distinct: 1024,
  body: (place) => bodyOf('One', advertQuery, { flxId: `ad_${place}_1` }),
  expected: (place) => ({ advert: nodeOf(flxIdOf(place, 1)) }),
};

/** By their names on the command line. `distinct`: how many different requests are made in turn. */
export const workloads = {
  A: pageOf(100, 4),
  B: one,
  'A-same': { ...pageOf(100, 4), describe: 'A, all requests the same', distinct: 1 },
  'B-same': { ...one, describe: 'B, all requests the same', distinct: 1 },
  T: {
    describe: "the published Tailcall benchmark's first query: 100 posts with their users",
    callsARequest: 2,
    distinct: 1,
    body: () => JSON.stringify({ operationName: null, variables: {}, query: postsQuery }),
    expected: () => ({
      posts: posts.map(({ id, userId, title }) => {
        const { name, email } = users[userId - 1];
        return { id, userId, title, user: { id: userId, name, email } };
      }),
    }),
  },
};

/** The bodies of a run: as many different ones as are asked for, in turn. */
export function bodiesOf(workload, distinct = workload.distinct) {
  return Array.from({ length: distinct }, (_, number) => workload.body(placeOf(number * 7)));
}

/** In the order of the query. */
function nodeOf(flxId) {
  const advert = advertOf(flxId);
  const { location, habitation, currentPrice, source, seller } = advert;
  const { lat: latitude, lng: longitude } = location.locationCoordinate;
  const zone = { inseeCode: location.inseeCode, propertyClass: advert.type, offerType: advert.offer.type };
  const { median, average, confidence } = statisticsOf(zone);
  const livingArea = habitation.surface.total;
  const valued = valuationOf({ location: { coordinates: { latitude, longitude } }, livingArea });
  return {
    flxId,
    title: advert.title,
    propertyClass: advert.type.slice('CLASS_'.length),
    isOnline: advert.isOnline,
    isPro: advert.isPro,
    lastModifiedAt: advert.lastModifiedAt,
    price: { amount: currentPrice.value, currency: advert.currency },
    pricePerArea: { amount: currentPrice.valuePerArea },
    location: {
      city: location.city,
      postalCode: location.postalCode,
      inseeCode: location.inseeCode,
      coordinates: { latitude, longitude },
    },
    habitation: {
      roomCount: habitation.roomCount,
      bedroomCount: habitation.bedroomCount,
      surface: { total: livingArea },
      climate: { epcEnergy: habitation.climate.epcEnergy.slice('ENERGY_CLASSIFICATION_'.length) },
    },
    source: { website: source.website },
    seller: { name: seller.name },
    zoneStatistics: { median, average, confidence },
    valuation: {
      value: { amount: valued.salePrice, currency: valued.currency },
      range: { lower: { amount: valued.salePriceRange.lower }, upper: { amount: valued.salePriceRange.upper } },
      confidence: 'GOOD',
    },
  };
}
