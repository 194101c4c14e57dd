import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { request } from 'undici';

/**
 * The four vendors of the sandbox, each of whose answers is made once and then repeated as it was, so that they take no
 * part in what is measured. Started with the folder of the compiled server; tells its parent what to start it with.
 */
const [serverDir] = process.argv.slice(2);
const { sandboxCredentials, startSandbox } = await import(pathToFileURL(join(serverDir, 'sandbox', 'sandbox.js')).href);
const unlimited = { callsPerDay: 1_000_000_000, callsPerSecond: 1_000_000_000 };
const sandbox = await startSandbox({ seed: 7, today: '2026-03-15', apimoLimits: unlimited });

async function repeat(target) {
  const known = new Map();
  const server = createServer((incoming, outgoing) => {
    const chunks = [];
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const key = `${incoming.method} ${incoming.url} ${body}`;
      const answer = known.get(key) ?? ask(target, incoming, body);
      known.set(key, answer);
      answer.then(
        ({ status, text }) => outgoing.writeHead(status, { 'content-type': 'application/json' }).end(text),
        () => outgoing.destroy(),
      );
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${server.address().port}`;
}

async function ask(target, { method, url, headers }, body) {
  const hopByHop = ['host', 'connection', 'accept-encoding'];
  const passed = Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.includes(name)));
  const answer = await request(`${target}${url}`, { method, headers: passed, body: body === '' ? null : body });
  return { status: answer.statusCode, text: await answer.body.text() };
}

const [fluximmo, dimex, pricehubble, apimo] = await Promise.all(
  ['fluximmo', 'dimex', 'pricehubble', 'apimo'].map((vendor) => repeat(sandbox.origins[vendor])),
);
process.send({
  FLUXIMMO_URL: fluximmo,
  FLUXIMMO_API_KEY: sandboxCredentials.fluximmo.apiKey,
  DIMEX_URL: dimex,
  DIMEX_TOKEN: sandboxCredentials.dimex.token,
  PRICEHUBBLE_URL: pricehubble,
  PRICEHUBBLE_USERNAME: sandboxCredentials.pricehubble.username,
  PRICEHUBBLE_PASSWORD: sandboxCredentials.pricehubble.password,
  APIMO_URL: apimo,
  APIMO_PROVIDER: sandboxCredentials.apimo.provider,
  APIMO_TOKEN: sandboxCredentials.apimo.token,
  APIMO_AGENCY_IDS: sandboxCredentials.apimo.agencyIds.join(','),
});
process.once('disconnect', () => process.exit());
