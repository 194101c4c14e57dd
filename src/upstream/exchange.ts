import type { Dispatcher } from 'undici';
import type { LeaveSignal } from './leave-signal.js';

/** A header that came more than once has an entry for each. */
export type AnswerHeaders = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

/** An answer as it came: its body is neither decoded nor read. */
export type RawAnswer = Readonly<{ status: number; headers: AnswerHeaders; body: Buffer }>;

export type ExchangeOptions = Readonly<{
  /** How long the whole answer may take, in milliseconds. */
  timeoutMs: number;
  /** Ends it ahead of that. */
  signal: LeaveSignal | undefined;
  maxBodyBytes: number;
  /** Why an answer with such a status and headers is not wanted, so that its body is not read; `undefined` where it is. */
  refusalOf: (status: number, headers: AnswerHeaders) => Error | undefined;
}>;

/** The time was over, or the signal was given, before the answer was there. */
export class ExchangeStopped extends Error {
  override readonly name = 'ExchangeStopped';
  readonly reason: 'deadline' | 'client-gone';

  constructor(reason: ExchangeStopped['reason']) {
    super(reason);
    this.reason = reason;
  }
}

export class AnswerTooLong extends Error {
  override readonly name = 'AnswerTooLong';
  /** In bytes, once decoded. */
  readonly limit: number;

  constructor(limit: number) {
    super(`More than ${limit} bytes.`);
    this.limit = limit;
  }
}

/**
 * Sends one request and collects its whole answer. What ends it early closes its connection, and keeps a request that
 * still waits for one from being sent. Fails with what `refusalOf` says, `ExchangeStopped`, `AnswerTooLong` or an error of
 * undici.
 */
export function exchange(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  options: ExchangeOptions,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const handler = new Exchange(options, resolve, reject);
    if (options.signal?.aborted === true) handler.stop('client-gone');
    else dispatcher.dispatch(request, handler);
  });
}

/**
 * Takes in an answer as undici reads it from the socket: a stream with its events and a signal of its own would cost
 * more than all else that is done for a small answer.
 */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions;
  readonly #resolve: (answer: RawAnswer) => void;
  readonly #reject: (error: Error) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #onSignal: (() => void) | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  /** What ended it early. */
  #failure: Error | undefined;
  #isOver = false;
  #status = 0;
  #headers: AnswerHeaders = {};
  readonly #chunks: Buffer[] = [];
  #size = 0;

  constructor(options: ExchangeOptions, resolve: (answer: RawAnswer) => void, reject: (error: Error) => void) {
    this.#options = options;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = setTimeout(stopAtDeadline, options.timeoutMs, this);
    if (options.signal === undefined) return;
    this.#onSignal = () => {
      this.stop('client-gone');
    };
    options.signal.addEventListener('abort', this.#onSignal, { once: true });
  }

  stop(reason: ExchangeStopped['reason']): void {
    this.#giveUp(new ExchangeStopped(reason));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure !== undefined) controller.abort(this.#failure);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: AnswerHeaders): void {
    // What comes before the answer itself, such as early hints.
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    const refusal = this.#options.refusalOf(status, headers);
    if (refusal !== undefined) this.#giveUp(refusal);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.#options.maxBodyBytes) this.#giveUp(new AnswerTooLong(this.#options.maxBodyBytes));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#isOver) return;
    this.#end();
    const [first] = this.#chunks;
    const body = first !== undefined && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks, this.#size);
    this.#resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    if (this.#isOver) return;
    this.#end();
    this.#reject(error);
  }

  #giveUp(failure: Error): void {
    if (this.#isOver) return;
    this.#end();
    this.#failure = failure;
    this.#reject(failure);
    this.#controller?.abort(failure);
  }

  #end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    if (this.#onSignal !== undefined) this.#options.signal?.removeEventListener('abort', this.#onSignal);
  }
}

function stopAtDeadline(exchange: Exchange): void {
  exchange.stop('deadline');
}
