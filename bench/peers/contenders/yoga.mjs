import { createServer } from 'node:http';
import { useGraphQlJit } from '@envelop/graphql-jit';
import { useResponseCache } from '@graphql-yoga/plugin-response-cache';
import { createSchema, createYoga } from 'graphql-yoga';
import { createContext, resolvers, typeDefs } from '../graph.mjs';

/** GraphQL Yoga on Node's own server; compiled by graphql-jit, or remembering whole answers for a minute, if told. */
export async function startYoga(upstream, { isCompiled = false, isCaching = false } = {}) {
  const yoga = createYoga({
    schema: createSchema({ typeDefs, resolvers }),
    context: () => createContext(upstream),
    logging: false,
    plugins: [
      ...(isCompiled ? [useGraphQlJit()] : []),
      ...(isCaching ? [useResponseCache({ session: () => null, ttl: 60_000 })] : []),
    ],
  });
  const server = createServer(yoga);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${server.address().port}`;
}
