import Fastify from 'fastify';
import { toValuedProperty, toZone } from '../upstream.mjs';

/** The same calls and the same answers, written by hand for the three requests of the bench: no GraphQL at all. */
export function startHandWritten(upstream) {
  const app = Fastify();
  app.post('/graphql', async ({ body }) => ({ data: await answer(upstream, body) }));
  return app.listen({ host: '127.0.0.1', port: 0 });
}

/** Answers each request for the second time from the very bytes of the first: what a server cannot be faster than. */
export function startReadyMade(upstream) {
  const app = Fastify();
  const known = new Map();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => done(null, text));
  app.post('/graphql', async ({ body }, reply) => {
    if (!known.has(body)) {
      known.set(body, Buffer.from(JSON.stringify({ data: await answer(upstream, JSON.parse(body)) })));
    }
    return reply.header('content-type', 'application/json; charset=utf-8').send(known.get(body));
  });
  return app.listen({ host: '127.0.0.1', port: 0 });
}

async function answer(upstream, { operationName, variables }) {
  switch (operationName) {
    case 'Page': {
      const adverts = await upstream.searchAdverts(variables.postalCode, variables.first);
      return { adverts: { nodes: await toNodes(upstream, adverts) } };
    }
    case 'One': {
      const advert = await upstream.findAdvert(variables.flxId);
      const [node] = await toNodes(upstream, [advert]);
      return { advert: node };
    }
    default:
      return { posts: await readPosts(upstream) };
  }
}

async function toNodes(upstream, adverts) {
  const zones = new Map();
  for (const advert of adverts) zones.set(zoneKey(advert), toZone(advert));
  const properties = adverts.map(toValuedProperty);
  const chunks = [];
  for (let from = 0; from < properties.length; from += 50) chunks.push(properties.slice(from, from + 50));
  const [statistics, ...valuations] = await Promise.all([
    upstream.priceStatistics([...zones.values()]),
    ...chunks.map((chunk) => upstream.valueProperties(chunk)),
  ]);
  const statisticsOf = new Map([...zones.keys()].map((key, index) => [key, statistics[index]]));
  const values = valuations.flat();
  return adverts.map((advert, index) => toNode(advert, statisticsOf.get(zoneKey(advert)), values[index]));
}

function zoneKey({ location, type, offer }) {
  return `${location.inseeCode} ${type} ${offer.type}`;
}

function toNode(advert, { median, average, confidence }, value) {
  const { location, habitation, currentPrice, currency } = advert;
  return {
    flxId: advert.flxId,
    title: advert.title,
    propertyClass: advert.type.slice('CLASS_'.length),
    isOnline: advert.isOnline,
    isPro: advert.isPro,
    lastModifiedAt: advert.lastModifiedAt,
    price: { amount: currentPrice.value, currency },
    pricePerArea: { amount: currentPrice.valuePerArea },
    location: {
      city: location.city,
      postalCode: location.postalCode,
      inseeCode: location.inseeCode,
      coordinates: { latitude: location.locationCoordinate.lat, longitude: location.locationCoordinate.lng },
    },
    habitation: {
      roomCount: habitation.roomCount,
      bedroomCount: habitation.bedroomCount,
      surface: { total: habitation.surface.total },
      climate: { epcEnergy: habitation.climate.epcEnergy.slice('ENERGY_CLASSIFICATION_'.length) },
    },
    source: { website: advert.source.website },
    seller: { name: advert.seller.name },
    zoneStatistics: {
      median,
      average,
      confidence: {
        lowerBound: confidence.lowerBound,
        upperBound: confidence.upperBound,
        count: confidence.count,
      },
    },
    valuation: {
      value: { amount: value.salePrice, currency: value.currency },
      range: { lower: { amount: value.salePriceRange.lower }, upper: { amount: value.salePriceRange.upper } },
      confidence: value.confidence.toUpperCase(),
    },
  };
}

async function readPosts(upstream) {
  const posts = await upstream.findPosts();
  const users = await upstream.findUsers([...new Set(posts.map(({ userId }) => userId))]);
  const userOf = new Map(users.map((user) => [user.id, user]));
  return posts.map(({ id, userId, title }) => {
    const { name, email } = userOf.get(userId);
    return { id, userId, title, user: { id: userId, name, email } };
  });
}
