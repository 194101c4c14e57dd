/** One thing to write: `null` takes the key away. `ttlMs` after it was written it reads as absent; for good unless told. */
export type Write = Readonly<{ key: string; value: string | null; ttlMs?: number }>;

export type Decision<Result> = Readonly<{ result: Result; writes: readonly Write[] }>;

export type UpdateOptions = Readonly<{
  /** The writes also outlive the machine, not only the process: for what stands for money. */
  isDurable?: boolean;
}>;

/**
 * What outlives a process, and what several processes share: texts under keys of up to 500 ASCII characters. Every
 * method fails with a `StoreUnavailable` where the store cannot be reached in time.
 */
export interface Store {
  readonly kind: 'embedded' | 'redis';
  /** What stands under each of the keys, in their order; `null` where nothing does. */
  read(keys: readonly string[]): Promise<readonly (string | null)[]>;
  /**
   * Shows `decide` what stands under `keys`, in their order, and writes what it decides as one step: all of it or
   * nothing, with nobody else's writes in between, in whatever process. `decide` may be asked several times, and must do
   * nothing but decide; what it throws is thrown, and nothing is written. It may write to keys that it was not shown.
   */
  update<Result>(
    keys: readonly string[],
    decide: (values: readonly (string | null)[]) => Decision<Result>,
    options?: UpdateOptions,
  ): Promise<Result>;
  /** All entries whose keys begin with `prefix`, in the order of their keys. */
  list(prefix: string): AsyncIterable<readonly [key: string, value: string]>;
  close(): Promise<void>;
}

/** The store did not answer. `cause` is for the log alone. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  /** Nothing was written, nor will be; otherwise that is not known. */
  readonly isUndone: boolean;

  constructor(cause: unknown, { isUndone = false }: Readonly<{ isUndone?: boolean }> = {}) {
    super('What this server keeps cannot be reached.', { cause });
    this.isUndone = isUndone;
  }
}
