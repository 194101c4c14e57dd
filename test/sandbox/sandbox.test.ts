import { afterEach, describe, expect, it } from '@jest/globals';

import { createDimex } from '../../src/sandbox/dimex.js';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/sandbox.js';
import { startSandbox } from '../../src/sandbox/sandbox.js';
import type { Answer } from './exchange.js';
import { exchange } from './exchange.js';

const today = '2026-11-21';

describe('the sandbox', () => {
  const running: Sandbox[] = [];
  const start = async (options: SandboxOptions = {}): Promise<Sandbox> => {
    const sandbox = await startSandbox({ today, ...options });
    running.push(sandbox);
    return sandbox;
  };
  const readWalkAdvert = ({ origins, credentials }: Sandbox): Promise<Answer> =>
    exchange(`${origins.fluximmo ?? ''}/v2/protected/adverts/${walkAdvertFlxId}`, {
      headers: { 'x-api-key': credentials.fluximmo.apiKey },
    });
  const logIn = ({ origins, credentials }: Sandbox): Promise<Answer> =>
    exchange(`${origins.pricehubble ?? ''}/auth/login/credentials`, { method: 'POST', body: credentials.pricehubble });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
  });

  it('answers as all four vendors to its own credentials', async () => {
    const sandbox = await start();
    const { origins, credentials } = sandbox;
    const basic = btoa(`${credentials.apimo.provider}:${credentials.apimo.token}`);

    const answers = await Promise.all([
      readWalkAdvert(sandbox),
      exchange(`${origins.dimex ?? ''}/v0/hed-fr-available-models`, {
        headers: { authorization: `Basic ${credentials.dimex.token}` },
      }),
      logIn(sandbox),
      ...credentials.apimo.agencyIds.map((id) =>
        exchange(`${origins.apimo ?? ''}/agencies/${id}/requests?limit=1`, {
          headers: { authorization: `Basic ${basic}` },
        }),
      ),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  });

  it('turns away whoever has none', async () => {
    const { origins } = await start();

    const answers = await Promise.all([
      exchange(`${origins.fluximmo ?? ''}/v2/protected/adverts/${walkAdvertFlxId}`),
      exchange(`${origins.dimex ?? ''}/v0/hed-fr-available-models`),
      exchange(`${origins.pricehubble ?? ''}/api/v1/valuation/property_value`, { method: 'POST', body: {} }),
      exchange(`${origins.apimo ?? ''}/agencies/771/requests`),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  });

  it('starts only the vendors it is asked for', async () => {
    const { origins } = await start({ vendors: ['dimex', 'apimo', 'dimex'] });

    expect(Object.keys(origins)).toEqual(['dimex', 'apimo']);
  });

  it('listens on the ports it is given', async () => {
    const first = await start({ vendors: ['dimex'] });
    const port = Number(new URL(first.origins.dimex ?? '').port);
    await first.close();

    const { origins } = await start({ vendors: ['dimex'], ports: { dimex: port } });

    expect(origins.dimex).toBe(`http://127.0.0.1:${port}`);
  });

  it('leaves nothing running when one port is taken', async () => {
    const taken = createDimex({ today });
    const takenPort = Number(new URL(await taken.listen()).port);
    const probe = await start({ vendors: ['pricehubble'] });
    const freePort = Number(new URL(probe.origins.pricehubble ?? '').port);
    await probe.close();

    const ports = { pricehubble: freePort, dimex: takenPort };
    await expect(start({ vendors: ['pricehubble', 'dimex'], ports })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await taken.close();

    await expect(exchange(`http://127.0.0.1:${freePort}/`)).rejects.toThrow();
  });

  it('does not answer any more once closed', async () => {
    const sandbox = await start();

    await sandbox.close();

    await expect(logIn(sandbox)).rejects.toThrow();
  });

  it('refuses a day that is none', async () => {
    await expect(startSandbox({ today: 'tomorrow', vendors: ['dimex'] })).rejects.toThrow(RangeError);
  });

  it('plays the same market for the same seed and day, and another for another seed', async () => {
    const [first, same, other] = await Promise.all([start({ seed: 7 }), start({ seed: 7 }), start({ seed: 8 })]);
    const adverts = async (sandbox: Sandbox): Promise<unknown> => {
      const { body } = await exchange(`${sandbox.origins.fluximmo ?? ''}/v2/protected/adverts/search`, {
        method: 'POST',
        headers: { 'x-api-key': sandbox.credentials.fluximmo.apiKey },
        body: {
          orderBy: 'DESC',
          sortBy: 'FIRST_SEEN_AT',
          size: 20,
          search: { filterAd: {}, fullTexts: [], keywords: [] },
        },
      });
      return body;
    };

    await expect(adverts(same)).resolves.toEqual(await adverts(first));
    await expect(adverts(other)).resolves.not.toEqual(await adverts(first));
  });

  it('values what it advertises: asking prices and both valuations agree broadly', async () => {
    const sandbox = await start();
    const { origins, credentials } = sandbox;
    const advert = (await readWalkAdvert(sandbox)).body.data;
    const token = (await logIn(sandbox)).body.access_token;

    const dimex = await exchange(`${origins.dimex ?? ''}/v0/hed-fr-con`, {
      method: 'POST',
      headers: { authorization: `Basic ${credentials.dimex.token}` },
      body: {
        model: '2026Q2',
        requests: [
          {
            index: 0,
            valuationDate: today,
            address: `${advert.location.postalCode} ${advert.location.city}`,
            constructionYear: advert.habitation.propertyCondition.constructionYear,
            area: { usableArea: advert.habitation.surface.total },
            numberOfRooms: advert.habitation.roomCount,
            conditionManualValue: 3,
            flatType: 'STANDARD',
            floor: advert.habitation.features.propertyFloor,
            terraceArea: advert.habitation.surface.terraces,
            firstOccupancy: false,
            energyGrade: advert.habitation.climate.epcEnergy.at(-1),
          },
        ],
      },
    });
    const priceHubble = await exchange(`${origins.pricehubble ?? ''}/api/v1/valuation/property_value`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: {
        dealType: 'sale',
        countryCode: 'FR',
        valuationInputs: [
          {
            property: {
              location: { address: { postCode: advert.location.postalCode, city: advert.location.city } },
              propertyType: { code: 'apartment' },
              buildingYear: advert.habitation.propertyCondition.constructionYear,
              livingArea: advert.habitation.surface.total,
              numberOfRooms: advert.habitation.roomCount,
            },
          },
        ],
      },
    });

    const asked = advert.currentPrice.value;
    const values = [dimex.body.results[0].marketValueBeforeCorrection, priceHubble.body.valuations[0][0].salePrice];
    expect(sandbox.billedEstimations()).toBe(1);
    for (const value of values) expect(Math.abs(value / asked - 1)).toBeLessThan(0.2);
    expect(values[0]).not.toBe(values[1]);
  });
});
