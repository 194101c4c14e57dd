/** An answer with its body as it goes over the wire. */
export type PassedAnswer = Readonly<{ status: number; headers: Readonly<Record<string, string>>; body: Buffer }>;

/** What becomes of one answer. */
export type Fault =
  /** It comes later, by `ms` and up to `jitterMs` more. */
  | Readonly<{ kind: 'DELAY'; ms: number; jitterMs?: number }>
  /** It comes when that has come to pass. */
  | Readonly<{ kind: 'HOLD'; until: Promise<unknown> }>
  /** Nothing ever comes. */
  | Readonly<{ kind: 'HANG' }>
  /** The connection is reset: before anything is sent, or after so many bytes of the body. */
  | Readonly<{ kind: 'RESET'; afterBytes?: number }>
  /** The whole body comes without a length, and its end so much later. */
  | Readonly<{ kind: 'SLOW_CLOSE'; ms: number }>
  /** The body drips: so many bytes, every so often. */
  | Readonly<{ kind: 'SLICE'; bytes: number; everyMs: number }>
  | Readonly<{ kind: 'BANDWIDTH'; bytesPerSecond: number }>
  /** The connection ends in good order after so many bytes of a body that was said to be longer. */
  | Readonly<{ kind: 'TRUNCATE'; bytes: number }>
  /** Something else comes, and the upstream is not asked. */
  | Readonly<{ kind: 'ANSWER'; answer: PassedAnswer }>
  /** What the upstream answered comes otherwise. */
  | Readonly<{ kind: 'CHANGE'; change: (answer: PassedAnswer) => PassedAnswer }>
  /** The body never ends. */
  | Readonly<{ kind: 'ENDLESS' }>;
