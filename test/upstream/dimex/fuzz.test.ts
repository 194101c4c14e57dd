import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UpstreamError } from '../../../src/upstream/errors.js';
import { aFlat, anAnswer, outcomeOf, play, requestsOf, valueOf } from './dimex.js';
import type { Document, Played } from './dimex.js';

type Change = (answers: Document[], at: number, junk: unknown) => unknown;

/** Ways in which a list of answers goes wrong; none gives a home the answer of another under its own, single index. */
const changes: Readonly<Record<string, Change>> = {
  'as asked': (answers) => answers,
  reversed: (answers) => answers.toReversed(),
  rotated: (answers, at) => [...answers.slice(at), ...answers.slice(0, at)],
  short: (answers, at) => answers.toSpliced(at, 1),
  empty: () => [],
  long: (answers, at) => [...answers, { ...answers[at], index: 1000 + at }],
  doubled: (answers, at) => [...answers, structuredClone(answers[at])],
  'doubled differently': (answers, at) => [{ ...answers[at], lat: 1 }, ...answers],
  'two under one index': (answers, at) => answers.map((each) => ({ ...each, index: answers[at]?.['index'] })),
  'indices as text': (answers) => answers.map((each) => ({ ...each, index: String(each['index']) })),
  'no indices': (answers) => answers.map(({ index: _index, ...rest }) => rest),
  'an index of junk': (answers, at, junk) =>
    answers.with(at, { ...answers[at], index: Array.isArray(junk) ? junk : [junk] }),
  'junk among them': (answers, at, junk) => answers.toSpliced(at, 0, junk as Document),
  'junk instead': (answers, at, junk) => answers.with(at, junk as Document),
  'no list': (_answers, _at, junk) => junk,
  'values of junk': (answers, at, junk) => answers.with(at, { ...answers[at], marketValueBeforeCorrection: [junk] }),
  'a value as text': (answers, at) =>
    answers.with(at, {
      ...answers[at],
      marketValueBeforeCorrection: String(answers[at]?.['marketValueBeforeCorrection']),
    }),
  'a range of junk': (answers, at, junk) => answers.with(at, { ...answers[at], statisticalPriceRangeMin: junk }),
  'parts of junk': (answers, at, junk) =>
    answers.with(at, { ...answers[at], macroLocation: junk, statisticalTrafficLight: junk, lat: junk, address: junk }),
  'messages of junk': (answers, at, junk) =>
    answers.with(at, { index: answers[at]?.['index'], messages: junk, error: junk }),
};

describe('whatever Dimex answers', () => {
  let played: Played;
  let answerWith: (answers: Document[]) => unknown = (answers) => answers;
  beforeAll(async () => {
    played = await play({
      estimation: ({ body }) => ({ body: { results: answerWith(requestsOf(body).map((each) => anAnswer(each))) } }),
    });
  });
  afterAll(() => played.close());

  it('gives each home its own value or an error, in 1,500 answers', async () => {
    const junk = fc.jsonValue({ maxDepth: 2 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.nat(),
        fc.constantFrom(...Object.keys(changes)),
        junk,
        async (size, position, change, rubbish) => {
          answerWith = (answers) => changes[change]?.(answers, position % answers.length, rubbish);
          const asks = Array.from({ length: size }, (_, each) => {
            return { subject: aFlat({ constructionYear: 1900 + each }), date: '2026-11-21' };
          });
          const results = await played.client.estimate({ kind: 'FLAT', model: '2026Q2' }, asks, played.call);

          expect(results).toHaveLength(size);
          const strangers = results.filter((result, each) => {
            return (
              !(result instanceof UpstreamError) &&
              result.value.amount !== valueOf(aFlat({ constructionYear: 1900 + each }))
            );
          });
          expect(strangers).toEqual([]);
          if (['as asked', 'reversed', 'rotated', 'doubled', 'indices as text', 'a value as text'].includes(change)) {
            expect(results.map(outcomeOf)).not.toContain('UPSTREAM_INVALID_RESPONSE');
          }
        },
      ),
      { numRuns: 1500 },
    );
  });
});
