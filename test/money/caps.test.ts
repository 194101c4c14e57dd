import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startBillingDimex } from '../support/billing-dimex.js';
import type { BillingDimex } from '../support/billing-dimex.js';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';
import { describedFlat } from './described-home.js';
import { deployCapped, expectExactCaps } from './over-the-cap.js';
import type { CappedDeployment } from './over-the-cap.js';
import { readEntriesIn } from './reckoning.js';
import { sizeOf } from './sizes.js';

const CAP = sizeOf('MONEY_CAP', 20);

describe('three processes on one directory', () => {
  let capped: CappedDeployment;
  const since = new Date();
  beforeAll(async () => {
    capped = await deployCapped(CAP);
  });
  afterAll(() => capped.close());

  it(
    `bill exactly ${CAP} under ten times as many requests, by a client's cap and by the one for all`,
    () =>
      expectExactCaps(capped, {
        store: 'embedded store',
        readEntries: () => readEntriesIn(capped.deployment.dataDir, since),
      }),
    60_000 + CAP * 500,
  );
});

describe('a cap of seven an operation', () => {
  let dimex: BillingDimex;
  let immograph: RunningImmograph;
  beforeAll(async () => {
    dimex = await startBillingDimex();
    immograph = await startImmograph({ ...dimex.env, MAX_BILLED_PER_OPERATION: '7' });
  });
  afterAll(async () => {
    await immograph.stop();
    await dimex.close();
  });

  it('bills each of many operations exactly seven, and tells the others of each what stopped them', async () => {
    const pageFrom = (first: number) => {
      const subjects = Array.from({ length: 20 }, (_, index) => describedFlat(first + index));
      return `{ valuationBatch(provider: DIMEX, dates: ["2026-01-01"], subjects: [${subjects.join()}]) {
        valuedCount entries { status valuation { value { amount } } }
      } }`;
    };
    const answers = await Promise.all([0, 100, 200, 300].map((first) => immograph.ask(pageFrom(first))));

    for (const { data, errors, extensions } of answers) {
      const statuses = data.valuationBatch.entries.map(({ status }: Json) => status);
      expect(statuses).toEqual([...Array(7).fill('VALUED'), ...Array(13).fill('PENDING')]);
      expect(errors?.map((error) => [error.path?.[2], error.extensions.code])).toEqual(
        Array.from({ length: 13 }, (_, index) => [7 + index, 'SPEND_LIMIT_EXCEEDED']),
      );
      expect(extensions['upstreams'].dimex).toMatchObject({ billedEstimations: 7, priceEur: 1.4 });
    }
    expect(dimex.bill).toHaveLength(28);
  });

  it('lets an operation go on where the last one stopped, for nothing but what is new', async () => {
    const before = dimex.bill.length;
    const subjects = Array.from({ length: 10 }, (_, index) => describedFlat(1_000 + index));
    const batch = `{ valuationBatch(provider: DIMEX, dates: ["2026-01-01"], subjects: [${subjects.join()}]) {
      valuedCount pendingCount
    } }`;
    const first = await immograph.ask(batch);
    const second = await immograph.ask(batch);

    expect(first.data.valuationBatch).toEqual({ valuedCount: 7, pendingCount: 3 });
    expect(second.data.valuationBatch).toEqual({ valuedCount: 10, pendingCount: 0 });
    expect(dimex.bill.length - before).toBe(10);
  });

  it('holds over both batches of an operation: houses and flats, sent apart', async () => {
    const before = dimex.bill.length;
    const house = (number: number) =>
      `{ propertyClass: HOUSE, address: "${number} rue du Port, 92140 Clamart", livingArea: 120, roomCount: 5,
         constructionYear: 1980, energyGrade: D, conditionScore: 3, houseType: VILLA, landArea: 400, floorCount: 2 }`;
    const aliases = Array.from({ length: 6 }, (_, index) => [describedFlat(2_000 + index), house(index)])
      .flat()
      .map((subject, index) => `v${index}: valuation(provider: DIMEX, subject: ${subject}) { value { amount } }`);
    const { data, errors } = await immograph.ask(`{ ${aliases.join('\n')} }`);

    expect(Object.values(data).filter((value) => value !== null)).toHaveLength(7);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(Array(5).fill('SPEND_LIMIT_EXCEEDED'));
    expect(dimex.bill.length - before).toBe(7);
  });
});
