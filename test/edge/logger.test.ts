import { describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { createLogger } from '../../src/edge/logger.js';
import type { Json } from '../support/immograph.js';
import { UpstreamError } from '../../src/upstream/errors.js';

function lineOf(error: unknown): string {
  const lines: string[] = [];
  createLogger('info', { write: (line: string) => void lines.push(line) }).error({ err: error }, 'failed');
  return lines.join('');
}

function errorOf(line: string): Json {
  return JSON.parse(line).err;
}

function parseFailure(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}

describe('an error in the log', () => {
  it('says what it is, where it was thrown, and what it came from', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const error = new UpstreamError('apimo', 'UPSTREAM_UNAVAILABLE', 'Apimo cannot be reached.', { cause });

    expect(errorOf(lineOf(error))).toEqual({
      type: 'UpstreamError',
      code: 'UPSTREAM_UNAVAILABLE',
      message: 'Apimo cannot be reached.',
      stack: expect.stringMatching(/^\s+at .*logger\.test/),
      cause: expect.objectContaining({ type: 'Error', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' }),
    });
  });

  it.each([
    ['a body that is no JSON', parseFailure('{"comment":"call Marie after six"')],
    ['a value that a scalar quotes', new GraphQLError('Int cannot represent "call Marie after six"')],
    ['what hangs on an error', Object.assign(new Error('Parse error'), { data: 'call Marie after six' })],
    ['what is no error', 'call Marie after six'],
  ])('does not repeat %s', (_what, error) => {
    for (const each of [error, new Error('It failed.', { cause: error })]) {
      const line = lineOf(each);

      expect(line).not.toMatch(/Marie|after six/);
      expect(errorOf(line)).toHaveProperty('type');
    }
  });

  it('ends, though its causes go round in a circle', () => {
    const error = new Error('outer');
    error.cause = error;

    expect(lineOf(error).length).toBeLessThan(20_000);
  });
});
