import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type RedisServer = Readonly<{
  url: string;
  password: string;
  /** Ends it as a crash does. */
  kill: () => Promise<void>;
  /** Starts it again on the same port, over the same data. */
  restart: () => Promise<void>;
  /** It takes connections and commands, and answers none of them. */
  freeze: () => void;
  thaw: () => void;
  close: () => Promise<void>;
}>;

/** A real server on a free port of this machine, which answers no update before it is on the disk. */
export async function startRedisServer(): Promise<RedisServer> {
  const dir = mkdtempSync(join(tmpdir(), 'immograph-redis-'));
  const port = await findFreePort();
  const password = 'p@ss/word-of-redis';
  let server = await start(port, dir, password);

  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  };

  return {
    url: `redis://:${encodeURIComponent(password)}@127.0.0.1:${String(port)}`,
    password,
    kill,
    restart: async () => {
      server = await start(port, dir, password);
    },
    freeze: () => server.kill('SIGSTOP'),
    thaw: () => server.kill('SIGCONT'),
    close: async () => {
      await kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function start(port: number, dir: string, password: string): Promise<ChildProcess> {
  const binary = process.env['REDIS_SERVER_PATH'] ?? 'redis-server';
  const options = { port, dir, requirepass: password, bind: '127.0.0.1', appendonly: 'yes', appendfsync: 'always' };
  const args = Object.entries({ ...options, save: '' }).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = spawn(binary, args, { stdio: ['ignore', 'pipe', 'inherit'] });

  await new Promise<void>((resolve, reject) => {
    let said = '';
    server.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (/ready to accept connections/i.test(said)) resolve();
    });
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`The server of Redis ended as it began: ${said}`)));
  });
  return server;
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server of TCP has an address of this form.
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
