import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startImmograph } from '../support/immograph.js';
import type { Answered, Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';
import type { Answer, RecordedCall } from '../support/recorder.js';
import { randomOperation, randomSingles } from './random-operation.js';
import type { Records } from './random-operation.js';
import { reportCounts, sizeOf } from './sizes.js';

const OPERATIONS = sizeOf('MONEY_OPERATIONS', 30);
const DRY = { headers: { 'immograph-dry-run': '1' } };

type Counts = Readonly<{ dimex: number; pricehubble: number }>;

let vendors: RecordedSandbox;
let immograph: RunningImmograph;
let records: Records;
/** Of all that the providers were asked for since the start. */
const tally = { billedByPriceHubble: 0, refused: 0 };

beforeAll(async () => {
  vendors = await startRecordedSandbox({
    answer: (vendor, answer, call) => {
      if (vendor === 'pricehubble' && call.endpoint.endsWith('property_value')) countPriceHubble(answer, call);
      if (vendor === 'dimex' && call.endpoint.startsWith('POST')) countDimex(answer);
      return answer;
    },
  });
  immograph = await startImmograph({
    ...vendors.env,
    PRICEHUBBLE_PRICE_EUR: '0.05',
    MAX_BILLED_PER_OPERATION: '100000',
  });
  records = await findRecords();
});
afterAll(async () => {
  await immograph.stop();
  await vendors.close();
});

/** A valuation that could not be made is free; a lone one is refused as a whole. */
function countPriceHubble({ status, body }: Answer, call: RecordedCall): void {
  const { valuationInputs, valuationDates } = call.body as Json;
  const asked = (valuationInputs as readonly Json[]).flatMap((input) => input.valuationDates ?? valuationDates);
  if (status !== 200) {
    if (asked.length === 1) tally.refused += 1;
    return;
  }
  const valuations = (JSON.parse(body).valuations as readonly (readonly Json[])[]).flat();
  const refused = valuations.filter((each) => each.status !== undefined).length;
  tally.refused += refused;
  tally.billedByPriceHubble += valuations.length - refused;
}

function countDimex({ body }: Answer): void {
  const { results } = JSON.parse(body) as Readonly<{ results: readonly Json[] }>;
  tally.refused += results.filter((each) => each.marketValueBeforeCorrection === undefined).length;
}

async function findRecords(): Promise<Records> {
  const { data } = await immograph.ask(
    '{ adverts(first: 40, filter: { isOnline: true }) { nodes { flxId property { flxId } } } }',
  );
  const nodes = data.adverts.nodes as readonly Json[];
  return {
    adverts: nodes.map(({ flxId }) => flxId as string),
    properties: [...new Set(nodes.flatMap(({ property }) => (property?.flxId as string | undefined) ?? []))].slice(
      0,
      15,
    ),
  };
}

function quoteIn({ extensions }: Answered): Counts {
  const { quote } = extensions;
  return { dimex: quote.dimex?.billedEstimations ?? 0, pricehubble: quote.pricehubble?.billedEstimations ?? 0 };
}

function billedIn({ extensions }: Answered): Counts {
  const { dimex, pricehubble } = extensions['upstreams'];
  return { dimex: dimex?.billedEstimations ?? 0, pricehubble: pricehubble?.billedEstimations ?? 0 };
}

const billedByVendors = (): Counts => ({
  dimex: vendors.sandbox.billedEstimations(),
  pricehubble: tally.billedByPriceHubble,
});

function difference(after: Counts, before: Counts): Counts {
  return { dimex: after.dimex - before.dimex, pricehubble: after.pricehubble - before.pricehubble };
}

/** Codes of our own and the providers' refusals: anything else is a fault of the test or of what it tests. */
const expectedCodes = new Set([
  'VALUATION_REFUSED',
  'VALUATION_NOT_SUPPORTED',
  'VALUATION_INPUT_INCOMPLETE',
  'BAD_USER_INPUT',
]);

function expectOrdinaryErrors({ status, errors }: Answered): void {
  expect(status).toBe(200);
  expect(
    (errors ?? []).filter(({ extensions, path }) => path === undefined || !expectedCodes.has(extensions.code)),
  ).toEqual([]);
}

it(
  `quotes no less than is then billed, and nothing for what is kept, for ${OPERATIONS} random operations`,
  async () => {
    const totals = { quoted: 0, billed: 0, unbilled: 0 };
    await fc.assert(
      fc.asyncProperty(randomOperation(records), async (query) => {
        const start = billedByVendors();
        const dry = await immograph.ask(query, DRY);
        expectOrdinaryErrors(dry);
        expect(billedByVendors()).toEqual(start);
        expect(billedIn(dry)).toEqual({ dimex: 0, pricehubble: 0 });

        const refusedBefore = tally.refused;
        const done = await immograph.ask(query);
        expectOrdinaryErrors(done);
        const quote = quoteIn(dry);
        const billed = billedIn(done);
        expect(billed).toEqual(difference(billedByVendors(), start));
        expect(quote.dimex).toBeGreaterThanOrEqual(billed.dimex);
        expect(quote.pricehubble).toBeGreaterThanOrEqual(billed.pricehubble);

        const after = await immograph.ask(query, DRY);
        expectOrdinaryErrors(after);
        expectKept(done.data, after.data);
        // What a provider turned down is not kept, and would be asked for again.
        const left = quoteIn(after);
        expect(left.dimex + left.pricehubble).toBe(tally.refused - refusedBefore);

        totals.quoted += quote.dimex + quote.pricehubble;
        totals.billed += billed.dimex + billed.pricehubble;
        totals.unbilled += billed.dimex + billed.pricehubble === 0 ? 1 : 0;
      }),
      { numRuns: OPERATIONS, endOnFailure: true },
    );

    // Else it would show nothing.
    expect(totals.billed).toBeGreaterThan(OPERATIONS);
    reportCounts('quotes of operations', { operations: OPERATIONS, ...totals });
  },
  60_000 + OPERATIONS * 1_000,
);

it(
  'quotes single valuations one by one no lower than they are then billed',
  async () => {
    const totals = { quoted: 0, billed: 0 };
    const runs = Math.ceil(OPERATIONS / 4);
    await fc.assert(
      fc.asyncProperty(randomSingles(records), async (singles) => {
        const ask = (field: string, selected: string) => {
          const aliases = singles.map(
            ({ flxId, args }, index) => `v${index}: advert(flxId: "${flxId}") { it: ${field}${args} { ${selected} } }`,
          );
          return immograph.ask(`{ ${aliases.join('\n')} }`);
        };
        const start = billedByVendors();
        const quotes = await ask('valuationQuote', 'billedEstimations');
        expectOrdinaryErrors(quotes);
        expect(billedByVendors()).toEqual(start);
        await ask('valuation', 'value { amount }');

        const billed = difference(billedByVendors(), start);
        const quoted = Object.values(quotes.data).reduce<number>(
          (sum, each) => sum + ((each as Json).it.billedEstimations as number),
          0,
        );
        expect(quoted).toBeGreaterThanOrEqual(billed.dimex + billed.pricehubble);
        totals.quoted += quoted;
        totals.billed += billed.dimex + billed.pricehubble;
      }),
      { numRuns: runs, endOnFailure: true },
    );

    expect(totals.billed).toBeGreaterThan(0);
    reportCounts('quotes of valuations', { operations: runs, ...totals });
  },
  60_000 + OPERATIONS * 500,
);

/** Every value that was had is there again, and is the same: the dry run found it kept. */
function expectKept(had: Json, found: Json, path = 'data'): void {
  if (had === null || typeof had !== 'object') return;
  for (const [name, each] of Object.entries(had as Readonly<Record<string, Json>>)) {
    const here = `${path}.${name}`;
    if (name === 'value') expect([here, found?.[name]]).toEqual([here, each]);
    else if (each !== null && typeof each === 'object' && found?.[name] === null) {
      expect([here, found[name]]).toEqual([here, each]);
    } else expectKept(each, found?.[name], here);
  }
}
