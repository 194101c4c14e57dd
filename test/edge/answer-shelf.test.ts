import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { createAnswerShelf } from '../../src/edge/answer-shelf.js';
import type { KeptAnswer } from '../../src/edge/answer-shelf.js';

const text = '{"data":{"advert":null}}'.repeat(40);

function answerOf(body: Buffer): KeptAnswer {
  return {
    body,
    contentType: 'application/json',
    etag: null,
    keptAt: 0,
    holdsUntil: 1_000,
    points: { requested: 1, least: 1 },
    operationName: null,
    upstreams: {},
  };
}

/** What keeping these bytes takes: a part of a larger piece of memory keeps all of it. */
const taken = ({ buffer }: Buffer) => buffer.byteLength;

describe('the shelf of whole answers', () => {
  it('takes no more memory for a small answer than its bytes, plain or packed', async () => {
    const shelf = createAnswerShelf(1_000_000);
    const given = Buffer.from(text);
    shelf.put('one', answerOf(given));
    const found = shelf.find('one', 1);
    if (found === null) throw new Error('It is not there.');
    const br = await shelf.packed('one', found, 'br');
    const gzip = await shelf.packed('one', found, 'gzip');

    expect(taken(given)).toBeGreaterThan(given.length);
    expect([found.body, br, gzip].map(taken)).toEqual([found.body.length, br.length, gzip.length]);
    expect([found.body, brotliDecompressSync(br), gunzipSync(gzip)].map(String)).toEqual([text, text, text]);
  });
});
