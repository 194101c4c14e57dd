import { createClient } from '@redis/client';
import { StoreUnavailable } from './store.js';
import { TookTooLong, within } from './within.js';

type Client = ReturnType<typeof connectTo>;

export type RedisConnection = Readonly<{
  /** Has one command done, or several that are sent at once; fails with a `StoreUnavailable` after `timeoutMs`. */
  run: <Result>(command: (client: Client) => Promise<Result>) => Promise<Result>;
  close: () => Promise<void>;
}>;

type Options = Readonly<{
  url: string;
  timeoutMs: number;
  /**
   * How long a connection may take until it can be used. It is counted while this process is busy too, and one that starts
   * on a busy machine is, for seconds.
   */
  connectTimeoutMs?: number;
  onError: (error: Error) => void;
}>;

const MAX_RECONNECT_DELAY_MS = 1_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** For so long, commands wait for a connection that is made anew; then they fail at once until it stands. */
const FIRST_ATTEMPT_MS = 1_000;

/**
 * A connection that is made in the background and made again for as long as it is wanted; in between, commands fail at
 * once instead of waiting. `onError` hears of each trouble once until the connection stands again, and neither it nor
 * whoever gets a `StoreUnavailable` finds the password in it. Throws where the URL is none.
 */
export function createRedisConnection(options: Options): RedisConnection {
  const { url, timeoutMs, connectTimeoutMs = CONNECT_TIMEOUT_MS, onError } = options;
  const withoutSecrets = createRedactor(url);
  let lastReport: string | null = null;
  let isClosed = false;
  let current = connect();

  function connect() {
    const client = connectTo(url, connectTimeoutMs);
    let patience: NodeJS.Timeout | undefined;
    // Who asks while the very first attempt is under way waits for it: a process that starts has a Redis to hope for.
    const attempted = new Promise<void>((resolve) => {
      client.once('ready', () => resolve());
      client.once('error', () => resolve());
    });
    const firstAttempt = within(FIRST_ATTEMPT_MS, attempted).catch((error: unknown) => {
      if (client === current.client) report(withoutSecrets(error));
    });
    // The client itself waits for ever for a server that lets it connect and then says nothing.
    client.on('connect', () => {
      patience = setTimeout(() => replace(client, new TookTooLong(connectTimeoutMs)), connectTimeoutMs).unref();
    });
    client.on('ready', () => {
      clearTimeout(patience);
      lastReport = null;
    });
    // Without a listener, an 'error' event would end the process.
    client.on('error', (error) => {
      clearTimeout(patience);
      report(withoutSecrets(error));
    });
    // It goes on for ever, and tells of every failure by an 'error' event.
    client.connect().catch(() => undefined);
    return { client, firstAttempt };
  }

  function replace(client: Client, error: Error): void {
    if (isClosed || client !== current.client) return;
    client.destroy();
    report(error);
    current = connect();
  }

  function report(error: Error): void {
    if (isClosed || error.message === lastReport) return;
    lastReport = error.message;
    onError(error);
  }

  return {
    async run(command) {
      if (isClosed) throw new StoreUnavailable(new Error('The store is closed.'));
      const { client, firstAttempt } = current;
      try {
        // The client's own time limit ends as soon as a command is sent.
        return await within(
          timeoutMs,
          firstAttempt.then(() => command(client)),
        );
      } catch (error) {
        // A connection that swallows commands would do so until TCP gives up, and keep all of them in memory.
        if (error instanceof TookTooLong && client.isReady) replace(client, error);
        throw new StoreUnavailable(withoutSecrets(error));
      }
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      const { client } = current;
      if (client.isReady) await within(timeoutMs, client.close()).catch(() => undefined);
      client.destroy();
    },
  };
}

function connectTo(url: string, connectTimeout: number) {
  return createClient({
    url: validUrl(url),
    disableOfflineQueue: true,
    // Pushed messages of Redis Enterprise, which other servers refuse.
    maintNotifications: 'disabled',
    socket: {
      connectTimeout,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** Math.min(retries, 10), MAX_RECONNECT_DELAY_MS),
    },
  });
}

/** What the client throws over a URL that is none has the URL in it. */
function validUrl(url: string): string {
  if (!URL.canParse(url) || !/^rediss?:$/.test(new URL(url).protocol)) {
    throw new Error('The URL of Redis is not one of redis:// or rediss://.');
  }
  return url;
}

/** Some servers answer a command that they do not know, such as one that logs in, with its arguments. */
function createRedactor(url: string): (error: unknown) => Error {
  const { password } = new URL(validUrl(url));
  const secrets = [url, password, decodeURIComponent(password)].filter((secret) => secret !== '');

  return (error) => {
    const { message, code } = error as Error & { code?: string };
    // Where a host has several addresses, the message is empty and the code says it.
    const text = message === '' ? (code ?? 'Redis cannot be reached.') : message;
    return new Error(secrets.reduce((told, secret) => told.replaceAll(secret, '***'), text));
  };
}
