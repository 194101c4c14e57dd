import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export type VendorRequest = Readonly<{
  method: string;
  path: string;
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** The parsed JSON body; `undefined` when the request had none. */
  body: unknown;
}>;

/** `body` is sent as JSON; without one the answer is empty. */
export type VendorAnswer = Readonly<{ status: number; body?: unknown; headers?: Readonly<Record<string, string>> }>;

/** `path` is a template: `/agencies/:agencyId/requests`. A public route is answered without `authorize`. */
export type VendorRoute = Readonly<{
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  isPublic?: boolean;
  handle: (request: VendorRequest) => VendorAnswer | Promise<VendorAnswer>;
}>;

export type VendorFailure =
  'unknown-path' | 'method-not-allowed' | 'malformed-json' | 'body-too-large' | 'internal-error';

export type VendorOptions = Readonly<{
  /** Words a failure that no route handled in the vendor's own shape. */
  fail: (failure: VendorFailure) => VendorAnswer;
  /** Runs before the path is looked up and the body is read; an answer refuses the request, `null` lets it in. */
  authorize?: (request: Omit<VendorRequest, 'body' | 'params'>) => VendorAnswer | null;
  /** Every answer waits this long, as a vendor across the network would make it. */
  delayMs?: number;
  /** 2 MB when not given. */
  maxBodyBytes?: number;
}>;

export type Vendor = Readonly<{
  name: string;
  /** Listens on 127.0.0.1, on a free port unless one is given; resolves to the origin. */
  listen: (port?: number) => Promise<string>;
  /** Finishes what is in flight, drops idle sockets; may be called more than once. */
  close: () => Promise<void>;
}>;

type Lookup =
  | Readonly<{ found: 'route'; route: VendorRoute; params: Readonly<Record<string, string>> }>
  | Readonly<{ found: 'other-method' | 'nothing' }>;

type Body = Readonly<{ isRead: true; value: unknown }> | Readonly<{ isRead: false; failure: VendorFailure }>;

const loopback = '127.0.0.1';
const defaultMaxBodyBytes = 2 * 1024 * 1024;

/** An HTTP server on loopback that plays one vendor: JSON in, JSON out, keep-alive. */
export function createVendor(name: string, routes: readonly VendorRoute[], options: VendorOptions): Vendor {
  const { fail, authorize, delayMs = 0, maxBodyBytes = defaultMaxBodyBytes } = options;
  const idleSockets = new Set<Socket>();
  let closed: Promise<void> | undefined;

  async function answer(incoming: IncomingMessage): Promise<VendorAnswer> {
    const url = new URL(incoming.url ?? '/', `http://${loopback}`);
    const request = {
      method: incoming.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
    };
    const lookup = findRoute(routes, request.method, request.path);
    const isPublic = lookup.found === 'route' && lookup.route.isPublic === true;
    const refusal = isPublic ? null : (authorize?.(request) ?? null);
    if (refusal !== null) return refusal;
    if (lookup.found !== 'route') {
      return fail(lookup.found === 'other-method' ? 'method-not-allowed' : 'unknown-path');
    }

    const body = await readJson(incoming, maxBodyBytes);
    if (!body.isRead) return fail(body.failure);
    return lookup.route.handle({ ...request, params: lookup.params, body: body.value });
  }

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const given = await answer(incoming).catch(() => fail('internal-error'));
    if (delayMs > 0) await delay(delayMs);
    // An unread body would otherwise hold the socket, or be taken for the next request.
    const mustEnd = closed !== undefined || !incoming.complete;
    send(outgoing, given, mustEnd);
  }

  const server = createServer((incoming, outgoing) => {
    const { socket } = incoming;
    idleSockets.delete(socket);
    outgoing.once('close', () => {
      if (closed !== undefined) socket.destroySoon();
      else if (!socket.destroyed) idleSockets.add(socket);
    });
    void serve(incoming, outgoing);
  });
  // Node's own closeIdleConnections leaves out a socket that has not sent anything yet.
  server.on('connection', (socket: Socket) => {
    idleSockets.add(socket);
    socket.once('close', () => idleSockets.delete(socket));
  });

  return {
    name,
    listen: (port = 0) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, loopback, () => {
          server.off('error', reject);
          const address = server.address();
          const actualPort = typeof address === 'object' && address !== null ? address.port : port;
          resolve(`http://${loopback}:${actualPort}`);
        });
      }),
    close: () => {
      closed ??= new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of idleSockets) socket.destroy();
      });
      return closed;
    },
  };
}

function findRoute(routes: readonly VendorRoute[], method: string, path: string): Lookup {
  let isPathKnown = false;
  for (const route of routes) {
    const params = matchPath(route.path, path);
    if (params === null) continue;
    if (route.method === method) return { found: 'route', route, params };
    isPathKnown = true;
  }
  return { found: isPathKnown ? 'other-method' : 'nothing' };
}

function matchPath(template: string, path: string): Record<string, string> | null {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;

  const params: Record<string, string> = {};
  for (const [position, part] of wanted.entries()) {
    const segment = given[position] ?? '';
    if (!part.startsWith(':')) {
      if (part !== segment) return null;
      continue;
    }
    const value = decodeSegment(segment);
    if (value === null || value === '') return null;
    params[part.slice(1)] = value;
  }
  return params;
}

function decodeSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

async function readJson(incoming: IncomingMessage, maxBytes: number): Promise<Body> {
  if (Number(incoming.headers['content-length'] ?? 0) > maxBytes) return { isRead: false, failure: 'body-too-large' };

  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) return { isRead: false, failure: 'body-too-large' };
    chunks.push(chunk);
  }
  if (size === 0) return { isRead: true, value: undefined };
  try {
    return { isRead: true, value: JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown };
  } catch {
    return { isRead: false, failure: 'malformed-json' };
  }
}

function send(outgoing: ServerResponse, answer: VendorAnswer, mustEnd: boolean): void {
  const payload = answer.body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(answer.body));
  outgoing.writeHead(answer.status, {
    ...(payload.length > 0 && { 'content-type': 'application/json' }),
    ...(answer.status !== 204 && { 'content-length': String(payload.length) }),
    ...(mustEnd && { connection: 'close' }),
    ...answer.headers,
  });
  outgoing.end(payload);
}
