import { GraphQLError } from 'graphql';
import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import type { Config } from './config.js';

/** Errors whose message quotes what they could not read, which may be a person's data. */
const quotingErrors = [SyntaxError, GraphQLError] as const;
const MAX_CAUSES = 3;

/** Writes JSON, a line each: to stdout unless told. */
export function createLogger(level: Config['logLevel'], destination?: DestinationStream): Logger {
  return pino({ level, base: null, serializers: { err: (error: unknown) => describeError(error) } }, destination);
}

type ErrorDescription = Readonly<{
  type: string;
  code?: string;
  message?: string;
  /** Where it was thrown, without the message that a stack begins with. */
  stack?: string;
  cause?: ErrorDescription;
}>;

/** What an error is and where it comes from; nothing else that hangs on it, such as the body of an answer. */
function describeError(error: unknown, causesLeft = MAX_CAUSES): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error };
  const isQuoting = quotingErrors.some((type) => error instanceof type);
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...(isQuoting ? {} : { message: error.message }),
    ...(frames === undefined ? {} : { stack: frames.join('\n') }),
    ...(error.cause === undefined || causesLeft === 0 ? {} : { cause: describeError(error.cause, causesLeft - 1) }),
  };
}
