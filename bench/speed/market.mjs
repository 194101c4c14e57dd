/**
 * What the vendors of the bench know: any number of adverts at any of 95,000 places, made from their identifiers alone,
 * in the shapes in which Fluximmo and PriceHubble send them.
 */

const FIRST_PLACE = 1_000;
const PLACES = 95_000;
/** The communes that the adverts of one place lie in. */
const COMMUNES = 10;

/** Five digits, a postal code; never overseas, where other rules hold. */
export function placeOf(number) {
  return String(FIRST_PLACE + (number % PLACES)).padStart(5, '0');
}

export function flxIdOf(place, index) {
  return `ad_${place}_${index}`;
}

/** An `AdvertDto`; `null` where the identifier is not one of these. */
export function advertOf(flxId) {
  const [, place, digits] = /^ad_(\d{5})_(\d+)$/.exec(flxId) ?? [];
  if (place === undefined) return null;
  const index = Number(digits);
  const number = Number(place) * 1_000 + index;
  const isHouse = index % 5 === 0;
  const surface = 28 + (number % 113);
  const price = surface * (2_900 + (number % 3_700));
  return {
    flxId,
    propertyFlxId: `pr_${place}_${index}`,
    mainPropertyAdFlxId: flxId,
    type: isHouse ? 'CLASS_HOUSE' : 'CLASS_FLAT',
    title: `${isHouse ? 'Maison' : 'Appartement'} de ${surface} m² à vendre`,
    description: `Au calme et proche des commerces, ${isHouse ? 'une maison' : 'un appartement'} de ${surface} m² en bon état, sans travaux à prévoir, avec une pièce de vie lumineuse exposée au sud.`,
    source: {
      flxId: `src_${place}_${index}`,
      url: `https://www.portail.example/annonce/${place}-${index}`,
      website: 'portail.example',
    },
    seller: {
      flxId: `se_${number % 41}`,
      name: `Agence ${number % 41}`,
      siren: '123456789',
      type: 'SELLER_TYPE_AGENCY',
    },
    contactInCharge: null,
    isOnline: true,
    isPro: number % 3 !== 0,
    isExclusive: number % 7 === 0,
    isAuction: false,
    isUrgent: false,
    hasAnomaly: false,
    firstSeenAt: instantOf(number % 40_000),
    lastSeenAt: instantOf(50_000 + (number % 1_000)),
    lastModifiedAt: instantOf(40_000 + (number % 10_000)),
    currency: 'EUR',
    scope: 'PRICING_ONE_OFF',
    currentPrice: { value: price, valuePerArea: Math.round((price / surface) * 100) / 100 },
    offer: { type: 'OFFER_BUY', isCurrentlyOccupied: false, renting: null },
    location: {
      city: `Commune ${number % COMMUNES}`,
      postalCode: place,
      inseeCode: communeOf(place, index),
      department: place.slice(0, 2),
      locationCoordinate: {
        lat: Math.round((43 + (number % 60_000) / 10_000) * 1e5) / 1e5,
        lng: Math.round((0.5 + (number % 55_000) / 10_000) * 1e5) / 1e5,
      },
    },
    habitation: {
      type: isHouse ? 'PROPERTY_TYPE_HOUSE' : 'PROPERTY_TYPE_FLAT',
      surface: { total: surface },
      roomCount: 1 + (number % 6),
      bedroomCount: number % 5,
      bathroomCount: 1,
      climate: { epcEnergy: `ENERGY_CLASSIFICATION_${'ABCDEFG'[number % 7]}`, epcEnergyScore: 60 + (number % 300) },
      propertyCondition: { constructionYear: 1_900 + (number % 120) },
      features: { propertyFloor: isHouse ? null : number % 9 },
    },
    land: isHouse ? { surface: 200 + (number % 900) } : null,
    medias: { images: [{ imageId: `${number}-1`, url: `https://photos.portail.example/${number}-1.jpg` }] },
    tags: [],
  };
}

/** Each place has a commune of its own; the others are shared by the places of a département. */
function communeOf(place, index) {
  const turn = index % COMMUNES;
  if (turn === 1) return place;
  const shared = String((Number(place.slice(2)) + turn * 97) % 1_000).padStart(3, '0');
  return `${place.slice(0, 2)}${shared}`;
}

function instantOf(minutes) {
  return new Date(Date.UTC(2026, 0, 5) + minutes * 60_000).toISOString();
}

/** An entry of the price statistics, which says which zone it is for, as it may. */
export function statisticsOf({ inseeCode, propertyClass, offerType }) {
  const median = 2_500 + (Number(inseeCode) % 4_000) + (propertyClass === 'CLASS_HOUSE' ? 0 : 350);
  return {
    inseeCode,
    propertyClass,
    offerType,
    average: median + 41.5,
    median,
    limits: { lowerBound: median * 0.5, upperBound: median * 2, count: 240 },
    confidence: { lowerBound: median - 120, upperBound: median + 140, count: 225 },
  };
}

/** What PriceHubble says of a property on each of its dates. */
export function valuationOf({ location: { coordinates }, livingArea }) {
  const salePrice = livingArea * 4_000 + Math.round(coordinates.latitude * 100);
  return {
    salePrice,
    salePriceRange: { lower: salePrice - 20_000, upper: salePrice + 25_000 },
    confidence: 'good',
    currency: 'EUR',
    coordinates,
  };
}

/** JSONPlaceholder's: a hundred posts of ten users. */
export const posts = Array.from({ length: 100 }, (_, index) => ({
  userId: 1 + Math.floor(index / 10),
  id: index + 1,
  title: `sunt aut facere repellat provident ${index + 1}`,
  body: `quia et suscipit\nsuscipit recusandae consequuntur expedita et cum\nreprehenderit molestiae ut ut quas totam ${index + 1}`,
}));

export const users = Array.from({ length: 10 }, (_, index) => ({
  id: index + 1,
  name: `Leanne Graham ${index + 1}`,
  username: `Bret${index + 1}`,
  email: `sincere${index + 1}@april.example`,
  address: { street: 'Kulas Light', suite: 'Apt. 556', city: 'Gwenborough', zipcode: '92998-3874' },
  phone: `1-770-736-80${index}`,
  website: 'hildegard.example',
  company: { name: 'Romaguera-Crona', catchPhrase: 'Multi-layered client-server neural-net' },
}));
