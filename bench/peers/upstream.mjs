import { Agent, request } from 'undici';

/** The calls that every contender makes, by the client that it is given. What is not found is `null`. */
export function createUpstream(origin, send) {
  const v2 = `${origin}/v2/protected`;
  const keyed = { 'x-api-key': 'bench' };
  const token = { authorization: 'Bearer bench' };
  const dataOf = (answer) => answer?.data ?? null;
  return {
    searchAdverts: async (postalCode, size) => {
      const search = { filterAd: { location: { postalCode } }, fullTexts: [], keywords: [] };
      const body = { orderBy: 'DESC', sortBy: 'FIRST_SEEN_AT', size, search };
      return dataOf(await send('POST', `${v2}/adverts/search`, keyed, body)).items;
    },
    findAdvert: async (flxId) => dataOf(await send('GET', `${v2}/adverts/${encodeURIComponent(flxId)}`, keyed)),
    priceStatistics: async (zones) =>
      dataOf(await send('POST', `${v2}/analytics/market/price_per_area/statistics`, keyed, { studiedData: zones })),
    valueProperties: async (properties) => {
      const valuationInputs = properties.map((property) => ({ property }));
      const body = { dealType: 'sale', countryCode: 'FR', returnScores: false, valuationInputs };
      const { valuations } = await send('POST', `${origin}/api/v1/valuation/property_value`, token, body);
      return valuations.map(([first]) => first);
    },
    findPosts: () => send('GET', `${origin}/posts`, {}),
    findUsers: (ids) => send('GET', `${origin}/users?${ids.map((id) => `id=${id}`).join('&')}`, {}),
  };
}

/** What an advert is valued by. */
export function toValuedProperty({ type, location, habitation, land }) {
  const { lat: latitude, lng: longitude } = location.locationCoordinate;
  return {
    location: { coordinates: { latitude, longitude } },
    propertyType: { code: type === 'CLASS_HOUSE' ? 'house' : 'apartment' },
    buildingYear: habitation.propertyCondition.constructionYear,
    livingArea: habitation.surface.total,
    landArea: land?.surface,
  };
}

export function toZone({ location, type, offer }) {
  return { inseeCode: location.inseeCode, propertyClass: type, offerType: offer.type };
}

/** As documentation teaches it. */
export async function sendByFetch(method, url, headers, body) {
  const response = await fetch(url, {
    method,
    headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return response.ok ? response.json() : null;
}

const dispatcher = new Agent({ keepAliveTimeout: 600_000 });

export async function sendByUndici(method, url, headers, body) {
  const answer = await request(url, {
    method,
    headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
    dispatcher,
  });
  if (answer.statusCode < 300) return answer.body.json();
  await answer.body.dump();
  return null;
}
