import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UpstreamError } from '../../../src/upstream/errors.js';
import { aSubject, outcomeOf, play, sentIn, valuationsFor, valueOf } from './pricehubble.js';
import type { Played } from './pricehubble.js';

type Answers = readonly (readonly unknown[])[];
type Change = (answers: Answers, at: number, junk: unknown) => unknown;

const changeEntry = (answers: Answers, at: number, change: (entry: object) => unknown): Answers =>
  answers.map((dates, place) => (place === at ? dates.map((entry) => change(entry as object)) : dates));

/** Ways in which nested lists without keys go wrong; every property lies somewhere else. */
const changes: Readonly<Record<string, Change>> = {
  'as asked': (answers) => answers,
  reversed: (answers) => answers.toReversed(),
  rotated: (answers, at) => [...answers.slice(at), ...answers.slice(0, at)],
  short: (answers, at) => answers.toSpliced(at, 1),
  long: (answers, at) => [...answers, answers[at]],
  empty: () => [],
  shifted: (answers, at) => answers.toSpliced(at, 0, []),
  'a day short': (answers, at) => answers.map((dates, place) => (place === at ? dates.slice(1) : dates)),
  'a day long': (answers, at) => answers.map((dates, place) => (place === at ? [...dates, dates[0]] : dates)),
  'one answer for all': (answers, at) => answers.map(() => answers[at]),
  flat: (answers) => answers.flat(),
  'junk instead of all': (_answers, _at, junk) => junk,
  'junk instead of a property': (answers, at, junk) => answers.map((dates, place) => (place === at ? junk : dates)),
  'junk instead of an entry': (answers, at, junk) => changeEntry(answers, at, () => junk),
  'values of junk': (answers, at, junk) => changeEntry(answers, at, (entry) => ({ ...entry, salePrice: [junk] })),
  'ranges of junk': (answers, at, junk) => changeEntry(answers, at, (entry) => ({ ...entry, salePriceRange: junk })),
  'parts of junk': (answers, at, junk) =>
    changeEntry(answers, at, (entry) => ({ ...entry, confidence: junk, currency: junk, scores: junk })),
  'a refusal of junk': (answers, at, junk) =>
    changeEntry(answers, at, () => ({ status: { code: junk, message: junk } })),
};

describe('whatever PriceHubble answers', () => {
  let played: Played;
  let answerWith: (answers: Answers) => unknown = (answers) => answers;
  beforeAll(async () => {
    played = await play({ valuation: (call) => ({ body: { valuations: answerWith(valuationsFor(sentIn(call))) } }) });
  });
  afterAll(() => played.close());

  it('gives each property and day its own value or an error, in 1,500 answers', async () => {
    const dates = ['2026-01-01', '2026-02-01', '2026-03-01'];
    const mix = fc.array(fc.subarray(dates, { minLength: 1 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        mix,
        fc.nat(),
        fc.constantFrom(...Object.keys(changes)),
        fc.jsonValue({ maxDepth: 2 }),
        async (daysOfEach, position, change, junk) => {
          answerWith = (answers) => changes[change]?.(answers, position % answers.length, junk);
          const asks = daysOfEach.flatMap((days, each) =>
            days.map((date) => ({ subject: aSubject({ constructionYear: 1900 + 10 * each }), date })),
          );
          const results = await played.client.value(asks, 'SALE', played.call);

          expect(results).toHaveLength(asks.length);
          const strangers = results.filter((result, at) => {
            const { subject, date } = asks[at] ?? {};
            const own = valueOf(subject?.constructionYear ?? 0, date ?? '');
            return !(result instanceof UpstreamError) && (result.value.amount !== own || result.valuationDate !== date);
          });
          expect(strangers).toEqual([]);
          if (change === 'as asked') expect(results.map(outcomeOf)).not.toContain('UPSTREAM_INVALID_RESPONSE');
        },
      ),
      { numRuns: 1500 },
    );
  });
});
