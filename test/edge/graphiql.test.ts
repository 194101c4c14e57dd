import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { fastify } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { parse, validate } from 'graphql';
import { createJourneys } from '../../build/explorer/journeys.js';
import type { Examples } from '../../src/edge/graphiql.js';
import { registerGraphiql } from '../../src/edge/graphiql.js';

const rootDir = new URL('../../', import.meta.url);
const assetsDir = fileURLToPath(new URL('dist/explorer', rootDir));

const running: FastifyInstance[] = [];

async function serve(options: { assetsDir?: string; examples?: Examples } = {}): Promise<FastifyInstance> {
  const app = fastify();
  running.push(app);
  await registerGraphiql(app, { assetsDir, examples: {}, ...options });
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

    for (const path of ['/graphiql', '/graphiql/examples.json', '/graphiql/assets/main.js']) {
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

describe('GET /graphiql/examples.json', () => {
  it('gives the identifiers that work on this server', async () => {
    const app = await serve({ examples: { advertFlxId: 'advert-1', agencyId: '771', requestId: '42' } });

    expect((await app.inject('/graphiql/examples.json')).json()).toEqual({
      advertFlxId: 'advert-1',
      agencyId: '771',
      requestId: '42',
    });
  });

  it('leaves to the reader what the server does not know', async () => {
    const app = await serve({ examples: { agencyId: '771' } });

    expect((await app.inject('/graphiql/examples.json')).json()).toEqual({
      advertFlxId: '',
      agencyId: '771',
      requestId: '',
    });
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
