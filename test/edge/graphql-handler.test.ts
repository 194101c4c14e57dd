import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { forgettingReads, startImmograph } from '../support/immograph.js';
import type { RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';

let vendors: RecordedSandbox;
let immograph: RunningImmograph;
let isFluximmoFailing = false;
beforeAll(async () => {
  vendors = await startRecordedSandbox({
    answer: (vendor, answer) => (isFluximmoFailing && vendor === 'fluximmo' ? { ...answer, status: 503 } : answer),
  });
  immograph = await startImmograph({ ...vendors.env, ...forgettingReads, RETRY_TIMES: '0', LOG_LEVEL: 'info' });
});
afterAll(async () => {
  await immograph.stop();
  await vendors.close();
});

type Asked = Readonly<{ query: string; variables?: Readonly<Record<string, unknown>>; operationName?: string }>;
type Headers = Readonly<Record<string, string>>;

/** Different for each answer, or counted down by it. */
const ownHeaders = ['date', 'x-request-id', 'ratelimit-remaining', 'ratelimit-reset'];

async function post(body: object, headers: Headers) {
  const callsBefore = vendors.calls('fluximmo').length;
  const lines = immograph.logs.length;
  const answer = await request(`${immograph.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await answer.body.text();
  const told = Object.entries(answer.headers).filter(([name]) => !ownHeaders.includes(name));
  return {
    status: answer.statusCode,
    headers: Object.fromEntries(told),
    text: text.replace(/"(remaining|resetAt)":("[^"]*"|\d+)/g, ''),
    calls: vendors.calls('fluximmo').length - callsBefore,
    lines: immograph.logs.slice(lines).map((line) => {
      const { operation, kind, upstreamCalls, errorCodes } = JSON.parse(line);
      return { operation, kind, upstreamCalls, errorCodes };
    }),
  };
}

/** Extensions, even those that say nothing, are left to Apollo Server. */
async function askBothWays(asked: Asked, headers: Headers) {
  const first = await post({ ...asked, extensions: {} }, headers);
  return { byApollo: await post({ ...asked, extensions: {} }, headers), directly: await post(asked, headers), first };
}

const advert = 'query One($flxId: ID!) { advert(flxId: $flxId) { flxId title price { amount } } }';
const page = 'query Page($first: Int) { adverts(first: $first) { nodes { flxId } } }';
const twoOperations = 'query One { viewer { clientId } } query Other { viewer { clientId } }';
const update = `mutation Write($id: ID!) {
  updateBuyerRequest(input: { id: $id, clientMutationId: "a" }) { buyerRequest { requestId } } }`;

const operations: readonly (readonly [string, Asked])[] = [
  ['answers', { query: advert, variables: { flxId: walkAdvertFlxId } }],
  ['answers with null', { query: advert, variables: { flxId: 'ad_of_nobody' } }],
  ['has its variables left out', { query: page }],
  ['has null in the place of its variables', { query: '{ viewer { clientId } }', variables: null as never }],
  ['lacks a variable', { query: advert }],
  ['has a variable of another type', { query: advert, variables: { flxId: { a: 1 } } }],
  ['asks for too large a page', { query: page, variables: { first: 501 } }],
  ['is one of two', { query: twoOperations, operationName: 'Other' }],
  ['is not the one of two', { query: twoOperations, operationName: 'Third' }],
  ['is one of two, none of them named', { query: twoOperations }],
  ['asks for the schema', { query: '{ __schema { queryType { name } } }' }],
  ['is not valid', { query: '{ nothing }' }],
  ['is no GraphQL', { query: '{' }],
  ['cannot be written', { query: update, variables: { id: 'nothing' } }],
];

describe('a document that has been found valid before', () => {
  it.each(operations)('is answered as Apollo Server would where its operation %s', async (_what, asked) => {
    const { byApollo, directly } = await askBothWays(asked, {});

    expect(directly).toEqual(byApollo);
  });

  it.each<Headers>([
    { accept: '*/*' },
    { accept: 'application/json' },
    { accept: 'application/graphql-response+json' },
    { accept: 'application/graphql-response+json, application/json;q=0.9' },
    { accept: 'application/graphql-response+json;q=0.1, application/json' },
    { accept: 'application/json, application/graphql-response+json' },
    { accept: 'application/graphql-response+json;q=0' },
    { accept: 'text/html' },
    { 'immograph-cost': '1' },
    { 'immograph-dry-run': '1' },
    { 'accept-encoding': 'gzip' },
  ])('is answered as Apollo Server would with the headers %j', async (headers) => {
    const good = await askBothWays({ query: advert, variables: { flxId: walkAdvertFlxId } }, headers);
    const bad = await askBothWays({ query: advert }, headers);

    expect(good.directly).toEqual(good.byApollo);
    expect(bad.directly).toEqual(bad.byApollo);
  });

  it('is executed once where a part of its answer fails, and says the same', async () => {
    const asked = { query: `{ viewer { clientId } advert(flxId: "${walkAdvertFlxId}") { flxId } }` };
    await post(asked, {});
    isFluximmoFailing = true;
    const { byApollo, directly } = await askBothWays(asked, {});
    isFluximmoFailing = false;

    expect(directly).toEqual(byApollo);
    expect(directly.calls).toBe(1);
    expect(JSON.parse(directly.text).errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
  });

  it('is told of in one line of the log, whichever way it takes', async () => {
    const { byApollo, directly } = await askBothWays({ query: advert, variables: { flxId: walkAdvertFlxId } }, {});

    expect(directly.lines).toEqual([{ operation: 'One', kind: 'query', upstreamCalls: 1, errorCodes: {} }]);
    expect(byApollo.lines).toEqual(directly.lines);
  });
});
