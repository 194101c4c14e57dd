import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControl } from '@apollo/server/plugin/cacheControl';
import { startStandaloneServer } from '@apollo/server/standalone';
import responseCache from '@apollo/server-plugin-response-cache';
import { createContext, resolvers, typeDefs } from '../graph.mjs';

/** Stock Apollo Server as its documentation starts it; with `isCaching`, remembering whole answers for a minute. */
export async function startApollo(upstream, { isCaching = false } = {}) {
  const server = new ApolloServer({
    typeDefs,
    resolvers,
    plugins: isCaching ? [ApolloServerPluginCacheControl({ defaultMaxAge: 60 }), responseCache()] : [],
  });
  const { url } = await startStandaloneServer(server, {
    listen: { host: '127.0.0.1', port: 0 },
    context: () => Promise.resolve(createContext(upstream)),
  });
  return url.replace(/\/$/, '');
}
