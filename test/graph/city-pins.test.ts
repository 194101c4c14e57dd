import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startImmograph } from '../support/immograph.js';
import type { Json } from '../support/immograph.js';
import { startRecordedSandbox, unlimited } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';

/** Several communes bear the name, and none of them is the one that is pinned to. */
const place = { region: null, city: { id: '900001', name: 'Saint-Germain' }, district: null };

const wanted = (request: Json): Json => ({
  ...request,
  active: true,
  category: '1',
  subtype: null,
  types: ['1'],
  locations: [place],
  coordinates: null,
});

let vendors: RecordedSandbox;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'immograph-pins-'));
  vendors = await startRecordedSandbox({
    sandbox: unlimited,
    answer: (vendor, answer, call) => {
      if (vendor !== 'apimo' || !call.endpoint.endsWith('/requests')) return answer;
      const body = JSON.parse(answer.body);
      const [first, ...rest] = body.requests;
      return { ...answer, body: JSON.stringify({ ...body, requests: [wanted(first), ...rest] }) };
    },
  });
});
afterAll(async () => {
  await vendors.close();
  rmSync(folder, { recursive: true });
});

const QUERY = `{
  adverts(first: 1, filter: { offerTypes: [BUY], propertyClasses: [FLAT], inseeCode: "75111", isOnline: true }) {
    nodes { matchingBuyerRequests(agencyIds: ["771"], minScore: 0, first: 500) {
      nodes { request { locations { cityId } } criteria { kind outcome } }
    } }
  }
  agency(id: "771") { buyerRequests(first: 500) { nodes { locations { cityId inseeCodes resolution } } } }
}`;

async function meantWith(pins: object | null) {
  const path = join(folder, 'pins.json');
  writeFileSync(path, JSON.stringify(pins));
  vendors.forget();
  const env = { ...vendors.env, DATA_DIR: join(folder, 'data'), ...(pins === null ? {} : { CITY_PINS_FILE: path }) };
  const immograph = await startImmograph(env);
  try {
    const { data, errors } = await immograph.ask(QUERY);
    expect(errors).toBeUndefined();
    const isHere = ({ cityId }: Json) => cityId === '900001';
    const match = data.adverts.nodes[0].matchingBuyerRequests.nodes.find(({ request }: Json) =>
      request.locations.some(isHere),
    );
    const { resolution, inseeCodes } = data.agency.buyerRequests.nodes
      .flatMap(({ locations }: Json) => locations)
      .find(isHere);
    const outcome = match?.criteria.find(({ kind }: Json) => kind === 'LOCATION').outcome ?? null;
    return { resolution, inseeCodes, outcome };
  } finally {
    await immograph.stop();
  }
}

const wholeLists = () =>
  vendors.calls('apimo', 'GET ').filter(({ path }) => path.includes('/771/') && !path.includes('timestamp='));

it('reads a city of an ambiguous name as what it is pinned to, and lists anew only under other pins', async () => {
  expect(await meantWith(null)).toMatchObject({ resolution: 'AMBIGUOUS', outcome: 'UNMET' });
  expect(wholeLists()).toHaveLength(1);

  expect(await meantWith({ 900001: '75111' })).toEqual({ resolution: 'EXACT', inseeCodes: ['75111'], outcome: 'MET' });
  expect(wholeLists()).toHaveLength(1);

  expect(await meantWith({ 900001: '75111' })).toEqual({ resolution: 'EXACT', inseeCodes: ['75111'], outcome: 'MET' });
  expect(wholeLists()).toHaveLength(0);

  expect(await meantWith({ 900001: '06004' })).toEqual({
    resolution: 'EXACT',
    inseeCodes: ['06004'],
    outcome: 'UNMET',
  });
  expect(wholeLists()).toHaveLength(1);
});

it('does not start with a pin to what is no commune of today', async () => {
  await expect(meantWith({ 900001: '75999' })).rejects.toMatchObject({
    name: 'ConfigError',
    problems: [expect.stringMatching(/^CITY_PINS_FILE .*900001.*75999/)],
  });
});
