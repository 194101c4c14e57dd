import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Identifiers that work on this server, for the variables of the tabs that the page opens on. */
export type Examples = Readonly<{ advertFlxId?: string; agencyId?: string; requestId?: string }>;

/**
 * `assetsDir` is the explorer's directory as the build leaves it: `index.html` and `assets/`, whose names carry hashes.
 * Where `isSpendingReal`, somebody is sent a bill for estimations, and the page asks for quotes until its reader decides
 * to spend.
 */
export type GraphiqlOptions = Readonly<{ assetsDir: string; examples: Examples; isSpendingReal: boolean }>;

/**
 * Serves GraphiQL at `/graphiql` from files of our own, and leads there from `/`. Its policy lets the page load and call
 * nothing but this origin.
 */
export async function registerGraphiql(app: FastifyInstance, options: GraphiqlOptions): Promise<void> {
  const { assetsDir, examples, isSpendingReal } = options;
  const pagePath = join(assetsDir, 'index.html');
  // Not by a path from the root: a proxy in front may have put all of this under one of its own.
  app.get('/', (_request, reply) => reply.redirect('graphiql'));
  app.get('/graphiql/', (_request, reply) => reply.redirect('../graphiql'));
  if (!existsSync(pagePath)) {
    app.get('/graphiql', answerNotBuilt);
    app.get('/graphiql/*', answerNotBuilt);
    return;
  }

  // Read each time: it names its assets, and a build beside a running server renames them.
  app.get('/graphiql', async (_request, reply) => {
    const page = await readFile(pagePath);
    return reply.headers(pageHeaders).type('text/html; charset=utf-8').send(page);
  });

  app.get('/graphiql/settings.json', (_request, reply) => {
    const { advertFlxId = '', agencyId = '', requestId = '' } = examples;
    return reply
      .headers({ ...commonHeaders, 'cache-control': 'no-store' })
      .send({ examples: { advertFlxId, agencyId, requestId }, isSpendingReal });
  });

  await app.register(fastifyStatic, {
    root: join(assetsDir, 'assets'),
    prefix: '/graphiql/assets/',
    index: false,
    decorateReply: false,
    preCompressed: true,
    immutable: true,
    maxAge: '1y',
    setHeaders: (reply) => void reply.headers(assetHeaders),
  });
}

const commonHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

const pageHeaders = {
  ...commonHeaders,
  'cache-control': 'no-cache',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    // Monaco writes its themes and the places of its lines as styles in the page.
    "style-src 'self' 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'x-frame-options': 'DENY',
};

/** A worker runs under the policy of its own file: ours load nothing and call nobody. */
const assetHeaders = {
  ...commonHeaders,
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

function answerNotBuilt(_request: unknown, reply: FastifyReply): FastifyReply {
  return reply.code(404).send({
    statusCode: 404,
    error: 'Not Found',
    message: 'GraphiQL has not been built: run `npm run build` and start the server again.',
  });
}
