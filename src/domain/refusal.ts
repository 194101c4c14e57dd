/** Why something that was asked for will not be done, in the words of `errors[].extensions.code`. */
export type RefusalCode =
  | 'BAD_USER_INPUT'
  | 'FORBIDDEN'
  | 'SPEND_LIMIT_EXCEEDED'
  | 'VALUATION_INPUT_INCOMPLETE'
  | 'VALUATION_NOT_SUPPORTED'
  | 'MUTATION_ID_REUSED'
  | 'STORE_UNAVAILABLE';

/** A business "no": `message` is for the client, `details` become extensions of its error. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: RefusalCode, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** An argument that cannot be: says which one, what it was and what it may be. */
export function badInput(argument: string, problem: string): Refusal {
  return new Refusal('BAD_USER_INPUT', `${argument} ${problem}.`, { argument });
}
