import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { favouritesSdl, startFavourites } from './favourites.mjs';
import { startImmograph } from './process.mjs';

let immograph;
let favourites;
let router;
let flxIds;

before(async () => {
  immograph = await startImmograph();
  flxIds = (
    await ask('{ adverts(first: 3, filter: { offerTypes: [BUY] }) { nodes { flxId } } }')
  ).data.adverts.nodes.map((advert) => advert.flxId);
  favourites = await startFavourites(flxIds);
  router = createGatewayRuntime({ supergraph: await composeSupergraph(), logging: false });
});

after(async () => {
  await router?.dispose();
  await favourites?.close();
  await immograph?.stop();
});

test('the schema composes with a second subgraph', async () => {
  assert.match(await composeSupergraph(), /join__Graph/);
});

test('one query walks from the other subgraph into this one and back', async () => {
  const { data, errors } = await route(`{
    favourites {
      note
      advert { flxId likes title price { amount } zoneStatistics { median } property { flxId } }
    }
  }`);
  assert.equal(errors, undefined);
  assert.deepEqual(
    data.favourites.map(({ advert }) => advert.flxId),
    flxIds,
  );
  for (const { advert } of data.favourites) {
    assert.equal(advert.likes, advert.flxId.length);
    assert.ok(advert.title.length > 0);
    assert.ok(advert.price.amount > 0);
    assert.ok(advert.zoneStatistics.median > 0);
  }
});

test('one query walks from this subgraph into the other', async () => {
  const { data, errors } = await route(`query ($flxId: ID!) { advert(flxId: $flxId) { title likes } }`, {
    flxId: flxIds[0],
  });
  assert.equal(errors, undefined);
  assert.equal(data.advert.likes, flxIds[0].length);
});

test('an advert that does not exist is null for the other subgraph too', async () => {
  const { data } = await route(`query ($flxId: ID!) { advert(flxId: $flxId) { title likes } }`, {
    flxId: 'no-such-advert',
  });
  assert.equal(data.advert, null);
});

async function composeSupergraph() {
  const sdl = await (await fetch(`${immograph.origin}/schema.graphql`)).text();
  const composed = composeServices([
    { name: 'immograph', typeDefs: parse(sdl), url: `${immograph.origin}/graphql` },
    { name: 'favourites', typeDefs: parse(favouritesSdl), url: favourites.url },
  ]);
  assert.deepEqual(
    (composed.errors ?? []).map((error) => error.message),
    [],
  );
  return composed.supergraphSdl;
}

async function ask(query) {
  const response = await fetch(`${immograph.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

/** Through the gateway's own HTTP handler, as its server would be asked. */
async function route(query, variables) {
  const response = await router.fetch('http://router.invalid/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}
