import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { fastify } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { parse, validate } from 'graphql';
import { request } from 'undici';
import { createJourneys } from '../../build/explorer/journeys.js';
import { billOf, createCautiousFetcher } from '../../build/explorer/spending.js';
import type { GraphiqlOptions } from '../../src/edge/graphiql.js';
import { registerGraphiql } from '../../src/edge/graphiql.js';
import { startImmograph } from '../support/immograph.js';
import type { Json } from '../support/immograph.js';

const rootDir = new URL('../../', import.meta.url);
const assetsDir = fileURLToPath(new URL('dist/explorer', rootDir));

const running: FastifyInstance[] = [];

async function serve(options: Partial<GraphiqlOptions> = {}): Promise<FastifyInstance> {
  const app = fastify();
  running.push(app);
  await registerGraphiql(app, { assetsDir, examples: {}, isSpendingReal: true, ...options });
  return app;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.close()));
});

describe('GET /graphiql', () => {
  it('lets the page load and call nothing but its own origin', async () => {
    const app = await serve();
    const { statusCode, headers } = await app.inject('/graphiql');

    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-cache');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain("connect-src 'self'");
    expect(headers['content-security-policy']).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe-inline/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  });

  it('names only assets that are there, under names that may be cached for ever', async () => {
    const app = await serve();
    const page = await app.inject('/graphiql');
    const urls = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url);

    expect(urls).toHaveLength(3);
    for (const url of urls) {
      expect(url).toMatch(/^\/graphiql\/assets\/\w+-[0-9A-Z]{8}\.(js|css|svg)$/);
      const { statusCode, headers } = await app.inject(url ?? '');
      expect(statusCode).toBe(200);
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(headers['content-security-policy']).toContain("default-src 'none'");
    }
  });

  it('says to run the build where the explorer has not been built', async () => {
    const app = await serve({ assetsDir: fileURLToPath(new URL('no-such-directory', rootDir)) });

    for (const path of ['/graphiql', '/graphiql/settings.json', '/graphiql/assets/main.js']) {
      const answer = await app.inject(path);
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toMatchObject({ message: expect.stringContaining('npm run build') });
    }
  });
});

describe('GET /graphiql/assets/*', () => {
  it('sends what was compressed at build time to a client that takes it', async () => {
    const app = await serve();
    const page = await app.inject('/graphiql');
    const script = /src="([^"]+)"/.exec(page.body)?.[1] ?? '';
    const answer = await app.inject({ url: script, headers: { 'accept-encoding': 'br' } });

    expect(answer.headers['content-encoding']).toBe('br');
    expect(answer.headers['content-type']).toMatch(/javascript/);
    expect(answer.headers.vary).toBe('accept-encoding');
  });

  it.each(['/graphiql/assets/none.js', '/graphiql/assets'])('knows no file at %s', async (url) => {
    const app = await serve();

    expect((await app.inject(url)).statusCode).toBe(404);
  });

  it.each(['', '..%2findex.html', '%2e%2e/index.html', '..%2f..%2f..%2fpackage.json', '../../../package.json'])(
    'neither lists nor leaves its directory for "%s"',
    async (path) => {
      const app = await serve();
      const { statusCode } = await app.inject(`/graphiql/assets/${path}`);

      expect([403, 404]).toContain(statusCode);
    },
  );
});

describe('GET', () => {
  it.each([
    ['/', 'on', 302, 'graphiql'],
    ['/', 'off', 404, undefined],
    ['/graphiql/', 'on', 302, '../graphiql'],
    ['/graphiql/', 'off', 404, undefined],
  ])('%s leads to the page where GRAPHIQL is %s', async (path, GRAPHIQL, status, location) => {
    const immograph = await startImmograph({ GRAPHIQL });
    const { statusCode, headers, body } = await request(`${immograph.origin}${path}`);
    await body.dump();
    await immograph.stop();

    expect([statusCode, headers['location']]).toEqual([status, location]);
  });
});

describe('GET /graphiql/settings.json', () => {
  it('gives the identifiers that work on this server', async () => {
    const examples = { advertFlxId: 'advert-1', agencyId: '771', requestId: '42' };
    const app = await serve({ examples });

    expect((await app.inject('/graphiql/settings.json')).json()).toMatchObject({ examples });
  });

  it('leaves to the reader what the server does not know', async () => {
    const app = await serve({ examples: { agencyId: '771' } });

    expect((await app.inject('/graphiql/settings.json')).json()).toMatchObject({
      examples: { advertFlxId: '', agencyId: '771', requestId: '' },
    });
  });

  it.each([true, false])('says whether spending is real, and is asked anew each time: %s', async (isSpendingReal) => {
    const app = await serve({ isSpendingReal });
    const answer = await app.inject('/graphiql/settings.json');

    expect(answer.json()).toMatchObject({ isSpendingReal });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  const dimex = { DIMEX_URL: 'http://127.0.0.1:9', DIMEX_TOKEN: 'token' };
  const priceHubble = {
    PRICEHUBBLE_URL: 'http://127.0.0.1:9',
    PRICEHUBBLE_USERNAME: 'name',
    PRICEHUBBLE_PASSWORD: 'word',
  };
  it.each([
    ['the sandbox plays both providers', {}, false],
    ['the sandbox plays both providers, whatever their price', { PRICEHUBBLE_PRICE_EUR: '0.05' }, false],
    ['Dimex sends the bill', dimex, true],
    ['Dimex charges nothing', { ...dimex, DIMEX_PRICE_EUR: '0' }, false],
    ['PriceHubble charges nothing, and the sandbox plays Dimex', priceHubble, false],
    ['PriceHubble has been given a price', { ...priceHubble, PRICEHUBBLE_PRICE_EUR: '0.05' }, true],
  ])('is right about spending where %s', async (_where, env, isSpendingReal) => {
    const immograph = await startImmograph(env);
    const answer = await fetch(`${immograph.origin}/graphiql/settings.json`);
    const settings = (await answer.json()) as Json;
    await immograph.stop();

    expect(settings).toMatchObject({ isSpendingReal });
  });
});

describe('the bill under an answer', () => {
  const upstreams = { dimex: { calls: 1, billedEstimations: 2, priceEur: 0.4 }, fluximmo: { calls: 3 } };

  it.each([
    ['one estimation', { quote: { dimex: { billedEstimations: 1, priceEur: 0.2 } } }, '1 estimation: 0.20 €'],
    [
      'both providers together',
      {
        quote: { dimex: { billedEstimations: 2, priceEur: 0.4 }, pricehubble: { billedEstimations: 1, priceEur: 0.2 } },
      },
      '3 estimations: 0.60 €',
    ],
  ])('tells of %s what it would have been', (_what, extensions, told) => {
    expect(billOf(JSON.stringify({ data: {}, extensions }))).toBe(`This would have billed ${told}`);
  });

  it('tells what was billed', () => {
    expect(billOf(JSON.stringify({ data: {}, extensions: { upstreams } }))).toBe('This billed 2 estimations: 0.40 €');
  });

  it.each([
    ['nothing has been asked', ''],
    ['nothing is billed', JSON.stringify({ data: {}, extensions: { upstreams: { fluximmo: { calls: 3 } } } })],
    ['all is stored', JSON.stringify({ extensions: { quote: { dimex: { billedEstimations: 0, priceEur: 0 } } } })],
    ['the answer has no extensions', JSON.stringify({ errors: [{ message: 'No key' }] })],
    ['the answer is none of ours', 'null'],
    ['the answer is no JSON', '<html>'],
  ])('is not there where %s', (_where, response) => {
    expect(billOf(response)).toBe('');
  });
});

describe('the explorer that may not spend', () => {
  type Sent = Readonly<{ headers?: Readonly<Record<string, string>> }>;

  async function sendCautiously(headers: Sent['headers'], answer: object = {}, isSpending = false) {
    const sent: Sent[] = [];
    const fetcher = createCautiousFetcher(
      (_operation, options) => {
        sent.push({ ...(options?.headers && { headers: options.headers }) });
        return answer;
      },
      () => isSpending,
    );
    const answered = await fetcher({ query: '{ viewer { clientId } }' }, { ...(headers && { headers }) });
    return { headers: sent[0]?.headers, answered };
  }

  it.each([
    ['where the reader gives no headers', undefined, { 'immograph-dry-run': '1' }],
    ['beside the key', { Authorization: 'Bearer key' }, { Authorization: 'Bearer key', 'immograph-dry-run': '1' }],
    ['instead of what the reader says', { 'Immograph-Dry-Run': '0' }, { 'immograph-dry-run': '1' }],
  ])('asks for a quote %s', async (_where, headers, expected) => {
    expect((await sendCautiously(headers)).headers).toEqual(expected);
  });

  it('shows an answer without a quote where there is nothing to quote', async () => {
    const { answered } = await sendCautiously({}, { data: {}, extensions: { upstreams: {}, quote: {} } });

    expect(answered).toEqual({ data: {}, extensions: { upstreams: {} } });
  });

  it.each([
    ['a quote', { data: {}, extensions: { quote: { dimex: { billedEstimations: 0, priceEur: 0 } } } }],
    ['a refusal', { errors: [{ message: 'No key' }] }],
  ])('shows %s as it is', async (_what, answer) => {
    expect((await sendCautiously({}, answer)).answered).toEqual(answer);
  });

  it('leaves everything to the reader once it may', async () => {
    const headers = { 'Immograph-Dry-Run': '1' };
    const answer = { data: {}, extensions: { quote: {} } };

    expect(await sendCautiously(headers, answer, true)).toEqual({ headers, answered: answer });
  });
});

describe('a journey', () => {
  const examples = { advertFlxId: 'advert-1', agencyId: '771', requestId: '42' };
  const journeys = createJourneys(examples, new Date('2026-11-21T09:30:00Z'));

  it.each(journeys.map(({ query }) => [nameOf(query), query] as const))(
    '%s asks only for what the graph has',
    async (_name, query) => {
      expect(validate(await readSchema(), parse(query))).toEqual([]);
    },
  );

  it('over time asks for dates that ascend and lie in the past', () => {
    const { dates } = JSON.parse(journeys.find(({ query }) => query.includes('$dates'))?.variables ?? '');

    expect(dates).toEqual(['2022-01-01', '2023-01-01', '2024-01-01', '2025-01-01', '2026-01-01']);
  });
});

function nameOf(query: string): string {
  return /^query (\w+)/m.exec(query)?.[1] ?? '';
}

async function readSchema(): Promise<GraphQLSchema> {
  const dir = new URL('schema/', rootDir);
  const files = (await readdir(dir)).filter((name) => name.endsWith('.graphql'));
  const texts = await Promise.all(files.map((name) => readFile(new URL(name, dir), 'utf8')));
  return buildSubgraphSchema([{ typeDefs: parse(texts.join('\n')) }]);
}
