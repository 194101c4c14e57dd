import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request as forward } from 'node:http';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { gatewayConfig } from '../../deploy/gateway.config.mjs';
import { startImmograph } from './process.mjs';

// What compose.yaml starts, by hand: two replicas on one store, named in turn, behind the router with its own files.
const KEY = 'a-key-of-the-portal';
const folder = mkdtempSync(`${tmpdir()}/immograph-replicas-`);
let replicas = [];
let turns;
let router;

before(async () => {
  const apiKeySha256 = createHash('sha256').update(KEY).digest('hex');
  const portal = { id: 'portal', apiKeySha256, scopes: ['adverts:read', 'valuations:read'], agencyIds: [] };
  writeFileSync(`${folder}/clients.json`, JSON.stringify({ clients: [portal] }));
  const env = { DATA_DIR: folder, CLIENTS_FILE: `${folder}/clients.json` };
  replicas = await Promise.all([startImmograph(env), startImmograph(env)]);
  turns = await takeTurns(replicas.map(({ origin }) => origin));
  const supergraph = readFileSync(new URL('../../deploy/supergraph.graphql', import.meta.url), 'utf8');
  router = createGatewayRuntime({
    ...gatewayConfig,
    supergraph: supergraph.replaceAll('http://immograph:4000', turns.origin),
    logging: false,
  });
});

after(async () => {
  await router?.dispose();
  await turns?.close();
  await Promise.all(replicas.map(({ stop }) => stop()));
});

test('the router passes on who asks, and both replicas answer', async () => {
  for (let asked = 0; asked < 4; asked += 1) {
    const { data, errors } = await route('{ viewer { clientId } adverts(first: 2) { nodes { flxId } } }', KEY);
    assert.equal(errors, undefined);
    assert.equal(data.viewer.clientId, 'portal');
    assert.equal(data.adverts.nodes.length, 2);
  }
  assert.deepEqual([...turns.asked].sort(), replicas.map(({ origin }) => origin).sort());
});

test('what a client may not have is refused through the router too', async () => {
  const { data, errors } = await route('{ adverts(first: 1) { nodes { flxId matchSummary { atLeast60 } } } }', KEY);
  assert.equal(data.adverts.nodes[0].matchSummary, null);
  assert.ok(errors.length > 0);
  const stranger = await route('{ viewer { clientId } }', 'somebody-else');
  assert.equal(stranger.data?.viewer ?? null, null);
  assert.ok(stranger.errors.length > 0);
});

async function route(query, key) {
  const response = await router.fetch('http://router.invalid/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

/** One address that leads to each of several in turn, as a name with several addresses does. */
async function takeTurns(origins) {
  const asked = new Set();
  let next = 0;
  const server = createServer((incoming, outgoing) => {
    const origin = origins[next++ % origins.length];
    asked.add(origin);
    const headers = { ...incoming.headers, host: new URL(origin).host };
    const passed = forward(new URL(incoming.url, origin), { method: incoming.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(passed);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    asked,
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
