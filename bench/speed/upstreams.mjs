import { createServer } from 'node:http';
import { advertOf, flxIdOf, posts, statisticsOf, users, valuationOf } from './market.mjs';

/**
 * Fluximmo, PriceHubble and JSONPlaceholder in one process, at one address. Each answer is made once and then repeated as
 * bytes, so that they take as small a part in what is measured as can be. The parent sets the delay and reads the count
 * of calls over the channel that it started this process with.
 */
const MAX_KNOWN = 20_000;
const LOGIN = '/auth/login/credentials';
/** What an operation asks for: no login, and nothing of Apimo, whose requests are synced behind the operations. */
const counted = /^\/(v2|api|posts|users)\b/;
const known = new Map();
let delayMs = 0;
let calls = 0;

const server = createServer((request, response) => {
  const { method, url } = request;
  if (counted.test(url)) calls += 1;
  if (method === 'GET') return send(response, answerTo(url, ''));
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => send(response, answerTo(url, Buffer.concat(chunks).toString('latin1'))));
});
// Clients keep their connections for as long as a run takes.
server.keepAliveTimeout = 600_000;

function send(response, { status, bytes }) {
  const end = () =>
    response.writeHead(status, ['content-type', 'application/json', 'content-length', bytes.length]).end(bytes);
  if (delayMs === 0) end();
  else setTimeout(end, delayMs);
}

/** Bodies here are ASCII. */
function answerTo(url, body) {
  const key = `${url} ${body}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const value = make(url, body === '' ? null : JSON.parse(body));
  const answer = { status: value === null ? 404 : 200, bytes: Buffer.from(JSON.stringify(value ?? {})) };
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(key, answer);
  return answer;
}

function make(url, body) {
  const advert = /^\/v2\/protected\/adverts\/(ad_\w+)$/.exec(url)?.[1];
  if (advert !== undefined) return wrapped(advertOf(advert));
  if (url.startsWith('/agencies/')) return { total_items: 0, timestamp: 1_767_000_000, requests: [] };
  switch (url.split('?')[0]) {
    case '/v2/protected/adverts/search':
      return wrapped(search(body));
    case '/v2/protected/analytics/market/price_per_area/statistics':
      return wrapped(body.studiedData.map(statisticsOf));
    case LOGIN:
      return { access_token: 'bench', expires_in: 43_200 };
    case '/api/v1/valuation/property_value':
      return { valuations: body.valuationInputs.map((input) => valuations(input, body)) };
    case '/posts':
      return posts;
    case '/users': {
      const ids = new Set(new URL(url, 'http://upstream').searchParams.getAll('id').map(Number));
      return ids.size === 0 ? users : users.filter(({ id }) => ids.has(id));
    }
    default:
      return null;
  }
}

function wrapped(data) {
  return data === null ? null : { data };
}

function search({ size, searchAfterHash = '0', search: { filterAd } }) {
  const start = Number(searchAfterHash);
  const place = filterAd.location.postalCode;
  const items = Array.from({ length: size }, (_, index) => advertOf(flxIdOf(place, start + index)));
  return { items, searchAfterHash: String(start + size), count: 1_000 };
}

function valuations({ property, valuationDates }, body) {
  const dates = valuationDates ?? body.valuationDates ?? ['today'];
  return dates.map(() => valuationOf(property));
}

process.on('message', (message) => {
  if (message.delayMs !== undefined) delayMs = message.delayMs;
  process.send({ calls });
  calls = 0;
});
process.once('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send({ origin: `http://127.0.0.1:${server.address().port}` }));
