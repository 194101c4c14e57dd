import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, request as send } from 'undici';

/** One request as an upstream received it. `endpoint` is its method and path, without what is in the query. */
export type RecordedCall = Readonly<{
  endpoint: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: unknown;
}>;

/** What happened at an upstream, in order: a test on rounds reads it. */
export type RecordedEvent = Readonly<{ kind: 'received' | 'answered'; call: RecordedCall }>;

export type Answer = Readonly<{ status: number; body: string; headers?: Readonly<Record<string, string>> }>;

export type RecorderOptions = Readonly<{
  target: string;
  /** Shared between recorders, so that the order of calls to several upstreams is known. */
  events?: RecordedEvent[];
  /** Changes, holds or replaces an answer before it is sent. */
  answer?: (answer: Answer, call: RecordedCall) => Answer | Promise<Answer>;
}>;

export type Recorder = Readonly<{
  origin: string;
  calls: RecordedCall[];
  close: () => Promise<void>;
}>;

/** A real HTTP server in front of an upstream: passes everything on, and keeps what came and in which order. */
export async function startRecorder({ target, events = [], answer }: RecorderOptions): Promise<Recorder> {
  // A connection each: one that is kept may be closed by the upstream just as the next call goes over it, where a busy
  // machine is late to notice. What is asked again for that reason would be counted as a call too many.
  const agent = new Agent({ connections: 64, pipelining: 0 });
  const calls: RecordedCall[] = [];

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const text = await readBody(incoming);
    const path = incoming.url ?? '/';
    const call: RecordedCall = {
      endpoint: `${incoming.method ?? ''} ${path.split('?')[0] ?? ''}`,
      path,
      headers: incoming.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
    calls.push(call);
    events.push({ kind: 'received', call });
    const passed = await passOn(incoming, text);
    const sent = (await answer?.(passed, call)) ?? passed;
    events.push({ kind: 'answered', call });
    outgoing.writeHead(sent.status, { 'content-type': 'application/json', ...sent.headers }).end(sent.body);
  }

  async function passOn(incoming: IncomingMessage, text: string): Promise<Answer> {
    const { host: _host, connection: _connection, 'accept-encoding': _encoding, ...headers } = incoming.headers;
    const response = await send(`${target}${incoming.url ?? '/'}`, {
      method: (incoming.method ?? 'GET') as 'GET',
      headers,
      body: text === '' ? null : text,
      dispatcher: agent,
    });
    return { status: response.statusCode, body: await response.body.text() };
  }

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error instanceof Error ? error : undefined));
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    calls,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await agent.close();
    },
  };
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
