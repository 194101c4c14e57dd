import { createServer } from 'node:http';
import { ApolloServer, HeaderMap } from '@apollo/server';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';

/** Somebody else's subgraph: which adverts a user liked. It knows an advert by its `flxId` alone. */
export const favouritesSdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])

  type Query {
    favourites: [Favourite!]!
  }

  type Favourite @key(fields: "id") {
    id: ID!
    note: String!
    advert: Advert!
  }

  type Advert @key(fields: "flxId") {
    flxId: ID!
    likes: Int!
  }
`;

/** Serves it over real HTTP on a free port. */
export async function startFavourites(advertFlxIds) {
  const server = new ApolloServer({
    schema: buildSubgraphSchema([
      {
        typeDefs: parse(favouritesSdl),
        resolvers: {
          Query: {
            favourites: () =>
              advertFlxIds.map((flxId, index) => ({ id: String(index), note: `liked ${index}`, advert: { flxId } })),
          },
          Advert: { __resolveReference: (reference) => reference, likes: ({ flxId }) => flxId.length },
        },
      },
    ]),
  });
  await server.start();
  const http = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = new HeaderMap();
    for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
    const answer = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: request.method,
        headers,
        search: '',
        body: JSON.parse(Buffer.concat(chunks).toString()),
      },
      context: async () => ({}),
    });
    response.writeHead(answer.status ?? 200, Object.fromEntries(answer.headers));
    response.end(answer.body.string);
  });
  await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${http.address().port}/graphql`,
    close: async () => {
      http.closeAllConnections();
      http.close();
      await server.stop();
    },
  };
}
