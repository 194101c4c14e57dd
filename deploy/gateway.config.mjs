/** Of Hive Gateway, as compose.yaml starts it. Who asks, and what they allow, is immograph's to judge: it is passed on. */
const passedOn = ['authorization', 'immograph-dry-run', 'immograph-cost', 'immograph-deadline-ms', 'traceparent'];

export const gatewayConfig = {
  supergraph: './supergraph.graphql',
  port: 4100,
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) =>
      Object.fromEntries(
        passedOn.flatMap((name) => {
          const value = request.headers.get(name);
          return value === null ? [] : [[name, value]];
        }),
      ),
  },
};
