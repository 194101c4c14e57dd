import fastifyHelmet from '@fastify/helmet';
import Fastify from 'fastify';

const unasked = ['content-type', 'content-length', 'date', 'connection'];

/**
 * What helmet puts on every answer that is data; the explorer's page has a policy of its own. It is asked once: on each
 * request it would make the same headers anew.
 */
export async function readSecurityHeaders(): Promise<Readonly<Record<string, string>>> {
  const app = Fastify();
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  });
  app.get('/', () => '');
  const { headers } = await app.inject('/');
  await app.close();
  const told = Object.entries(headers).filter(([name]) => !unasked.includes(name));
  return Object.fromEntries(told.map(([name, value]) => [name, String(value)]));
}
