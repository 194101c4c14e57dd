import type { ApolloServer } from '@apollo/server';
import type { EdgeContext } from './operation.js';

/** A bit of everything that most documents have, none of which is executed but `__typename`. */
const query = `query WarmUp($flxId: ID!, $isAsked: Boolean = false) {
  __typename
  advert(flxId: $flxId) @include(if: $isAsked) { ...Facts }
}
fragment Facts on Advert { flxId title price { amount } location { inseeCode } }`;

/**
 * Has `apollo`, which nobody else uses, answer one operation that asks nothing of anybody. What it takes to parse, validate
 * and execute is compiled by that: in the first operation of a client, it would take tens of milliseconds of one turn of
 * the event loop.
 */
export async function warmUp(apollo: ApolloServer<EdgeContext>): Promise<void> {
  await apollo.start();
  const request = { query, variables: { flxId: 'none' } };
  // No part and no resolver is there to look at it.
  const contextValue = {} as EdgeContext;
  const { body } = await apollo.executeOperation(request, { contextValue });
  await apollo.stop();
  const errors = body.kind === 'single' ? body.singleResult.errors : [];
  if (errors !== undefined) throw new Error(`The first operation failed: ${JSON.stringify(errors)}`);
}
