import { afterEach, describe, expect, it } from '@jest/globals';

import { createMarket } from '../../src/sandbox/market.js';
import type { ApimoSession } from './apimo-session.js';
import { openApimo } from './apimo-session.js';

const market = createMarket(7, '2026-11-21');
const noon = Date.parse('2026-11-21T12:00:00Z');

describe('the quota of the Apimo of the sandbox', () => {
  let apimo: ApimoSession;

  afterEach(() => apimo.close());

  it('refuses the call beyond the quota of the day, until midnight in Paris', async () => {
    let now = Date.parse('2026-11-21T22:59:58Z');
    apimo = await openApimo(market, { limits: { callsPerDay: 2, callsPerSecond: 1000 }, now: () => now });
    const statuses = [await apimo.get('/catalogs'), await apimo.get('/catalogs'), await apimo.get('/catalogs')].map(
      ({ status }) => status,
    );
    now = Date.parse('2026-11-21T23:00:00Z');

    expect(statuses).toEqual([200, 200, 429]);
    expect((await apimo.get('/catalogs')).status).toBe(200);
  });

  it('refuses the eleventh call of a second', async () => {
    let now = noon;
    apimo = await openApimo(market, { limits: { callsPerSecond: 10 }, now: () => now });
    const answers = await Promise.all(Array.from({ length: 11 }, () => apimo.get('/catalogs')));
    now += 1000;

    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
    expect(answers.find(({ status }) => status === 429)?.body).toEqual({ message: expect.any(String) });
    expect((await apimo.get('/catalogs')).status).toBe(200);
  });
});
