import Fastify from 'fastify';
import mercurius from 'mercurius';
import mercuriusCache from 'mercurius-cache';
import { createContext, resolvers, typeDefs } from '../graph.mjs';

/** Mercurius on Fastify, each document compiled at once; with `isCaching`, remembering what was called for, for a minute. */
export async function startMercurius(upstream, { isCaching = false } = {}) {
  const app = Fastify();
  await app.register(mercurius, {
    schema: typeDefs,
    resolvers,
    context: () => createContext(upstream),
    jit: 1,
  });
  if (isCaching) {
    await app.register(mercuriusCache, { ttl: 60, policy, storage: { type: 'memory', options: { size: 100_000 } } });
  }
  return app.listen({ host: '127.0.0.1', port: 0 });
}

/** Links by the advert's identifier: by default the whole of it is turned into text to make a key. */
const ofAdvert = { key: ({ self }) => self.flxId };
const policy = {
  Query: { advert: true, adverts: true },
  Advert: { zoneStatistics: ofAdvert, valuation: ofAdvert },
};
