import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Agent, request as send } from 'undici';
import { sendAnswer } from './fault-proxy-sending.js';
import type { Fault, PassedAnswer } from './fault-proxy-faults.js';

/** One request as it came in. `endpoint` is its method and path, without what is in the query; `at` is in milliseconds. */
export type ProxiedCall = Readonly<{ endpoint: string; path: string; body: Buffer; at: number }>;

/** An answer whose connection closed before all of it was sent. `at` is on the clock of `performance.now()`. */
export type CutAnswer = Readonly<{ call: ProxiedCall; at: number; by: 'CALLER' | 'PROXY' }>;

export type FaultProxy = Readonly<{
  origin: string;
  /** Every request received, in order. */
  calls: ProxiedCall[];
  /** How many of them have `part` in their endpoint. */
  count: (part?: string) => number;
  cuts: CutAnswer[];
  /** Sockets that are open now. */
  openSockets: () => number;
  /** From now on each call meets what this says; `null` is none. */
  behave: (choose: (call: ProxiedCall) => Fault | null) => void;
  /** From now on every call meets this. */
  fail: (fault: Fault) => void;
  /** Refuses connections, and cuts those that stand. */
  down: () => Promise<void>;
  /** Takes connections again, on the same port, and passes everything on. */
  heal: () => Promise<void>;
  forget: () => void;
  close: () => Promise<void>;
}>;

/** What a caller that is passed on must not say of itself: it is another connection. */
const ownHeaders: ReadonlySet<string> = new Set(['host', 'connection', 'accept-encoding', 'content-length']);

/** A proxy over real sockets in front of an upstream; passes everything on until it is told how to fail. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const agent = new Agent({ connections: 64, headersTimeout: 0, bodyTimeout: 0 });
  const calls: ProxiedCall[] = [];
  const cuts: CutAnswer[] = [];
  const sockets = new Set<Socket>();
  let choose: (call: ProxiedCall) => Fault | null = () => null;

  async function passOn(incoming: IncomingMessage, body: Buffer): Promise<PassedAnswer> {
    const headers = Object.entries(incoming.headers).filter(([name]) => !ownHeaders.has(name));
    const response = await send(`${target}${incoming.url ?? '/'}`, {
      method: (incoming.method ?? 'GET') as 'GET',
      headers: Object.fromEntries(headers),
      body: body.length === 0 ? null : body,
      dispatcher: agent,
    });
    const type = response.headers['content-type'];
    return {
      status: response.statusCode,
      headers: { 'content-type': typeof type === 'string' ? type : 'application/json' },
      body: Buffer.from(await response.body.arrayBuffer()),
    };
  }

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const at = performance.now();
    const body = await readBody(incoming);
    const path = incoming.url ?? '/';
    const call: ProxiedCall = { endpoint: `${incoming.method ?? ''} ${path.split('?')[0] ?? ''}`, path, body, at };
    calls.push(call);
    const fault = choose(call);
    let isOurs = false;
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) cuts.push({ call, at: performance.now(), by: isOurs ? 'PROXY' : 'CALLER' });
    });
    await sendAnswer(outgoing, {
      fault,
      pass: () => passOn(incoming, body),
      beforeCut: () => {
        isOurs = true;
      },
    });
  }

  const server = createServer((incoming, outgoing) => {
    // A caller that leaves while it is answered, or an upstream that is gone: the connection ends, as it would without us.
    answer(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  const down = async () => {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
  };
  const port = await listenSomewhere(listen);

  return {
    origin: `http://127.0.0.1:${port}`,
    calls,
    cuts,
    count: (part = '') => calls.filter(({ endpoint }) => endpoint.includes(part)).length,
    openSockets: () => sockets.size,
    behave: (next) => {
      choose = next;
    },
    fail: (fault) => {
      choose = () => fault;
    },
    down,
    heal: async () => {
      choose = () => null;
      if (!server.listening) await listen(port);
    },
    forget: () => {
      calls.length = 0;
      cuts.length = 0;
    },
    close: async () => {
      await down();
      await agent.destroy();
    },
  };
}

/**
 * Takes a port that systems do not hand out to whoever wants any: while the proxy is down, nobody else may come by it, such
 * as the server that is to find nobody there.
 */
async function listenSomewhere(listen: (port: number) => Promise<void>): Promise<number> {
  const port = 20_000 + Math.floor(Math.random() * 10_000);
  try {
    await listen(port);
    return port;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return listenSomewhere(listen);
  }
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
