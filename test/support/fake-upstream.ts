import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it came in; `query` holds the last value of each name, `body` is parsed where it is JSON. */
export type FakeCall = Readonly<{
  method: string;
  path: string;
  query: Readonly<Record<string, string>>;
  headers: IncomingMessage['headers'];
  body: unknown;
}>;

/** `body` is sent as JSON, `rawBody` as it is; `destroy` cuts the socket without an answer. */
export type FakeAnswer =
  | Readonly<{ status?: number; headers?: Readonly<Record<string, string>>; body?: unknown; rawBody?: string | Buffer }>
  | 'destroy';

export type FakeHandler = (call: FakeCall) => FakeAnswer | Promise<FakeAnswer>;

/** By "METHOD /path"; a segment that begins with ":" stands for any. The first that fits answers. */
export type FakeRoutes = Readonly<Record<string, FakeHandler | FakeAnswer>>;

export type FakeUpstream = Readonly<{
  origin: string;
  /** Every call received, in order. */
  calls: FakeCall[];
  close: () => Promise<void>;
}>;

/** A real HTTP server on a free loopback port. What has no route is answered with 501, which no client expects. */
export async function startFake(answers: FakeHandler | FakeRoutes): Promise<FakeUpstream> {
  const handle = typeof answers === 'function' ? answers : routed(answers);
  const calls: FakeCall[] = [];

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const call = await toCall(incoming);
    calls.push(call);
    const given = await handle(call);
    if (given === 'destroy') {
      incoming.socket.destroy();
      return;
    }
    const payload = given.rawBody ?? (given.body === undefined ? '' : JSON.stringify(given.body));
    outgoing.writeHead(given.status ?? 200, { 'content-type': 'application/json', ...given.headers }).end(payload);
  }

  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => {
      outgoing.writeHead(500).end(error instanceof Error ? error.message : 'the fake failed');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function routed(routes: FakeRoutes): FakeHandler {
  const patterns = Object.entries(routes).map(([route, answer]) => ({ parts: route.split(/[ /]+/), answer }));
  return (call) => {
    const parts = `${call.method} ${call.path}`.split(/[ /]+/);
    const match = patterns.find(
      (each) =>
        each.parts.length === parts.length &&
        each.parts.every((part, index) => part.startsWith(':') || part === parts[index]),
    );
    if (match === undefined) return { status: 501, body: { error: `no route for ${call.method} ${call.path}` } };
    return typeof match.answer === 'function' ? match.answer(call) : match.answer;
  };
}

async function toCall(incoming: IncomingMessage): Promise<FakeCall> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const [path = '/', query = ''] = (incoming.url ?? '/').split(/\?(.*)/s);
  return {
    method: incoming.method ?? '',
    path,
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: incoming.headers,
    body: parse(Buffer.concat(chunks).toString('utf8')),
  };
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
