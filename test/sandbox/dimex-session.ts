import { createDimex, dimexTokens } from '../../src/sandbox/dimex.js';
import type { Answer } from './exchange.js';
import { exchange } from './exchange.js';

export type DimexSession = Awaited<ReturnType<typeof openDimex>>;

/** A sandboxed Dimex on a port of its own, and what its callers do. */
export async function openDimex(today = '2026-11-21') {
  const dimex = createDimex({ today });
  const origin = await dimex.listen();

  const get = (path: string, authorization = `Basic ${dimexTokens.active}`): Promise<Answer> =>
    exchange(`${origin}${path}`, { headers: { authorization } });
  const post = (path: string, body: unknown): Promise<Answer> =>
    exchange(`${origin}${path}`, { method: 'POST', headers: { authorization: `Basic ${dimexTokens.active}` }, body });
  const valueFlats = (...requests: unknown[]): Promise<Answer> => post('/v0/hed-fr-con', { model: '2026Q2', requests });
  const valueHouses = (...requests: unknown[]): Promise<Answer> =>
    post('/v0/hed-fr-sfh', { model: '2026Q2', requests });

  return {
    origin,
    get,
    post,
    valueFlats,
    valueHouses,
    valueOf: async (property: object): Promise<number> => {
      const { body } = await ('houseType' in property ? valueHouses(property) : valueFlats(property));
      return body.results[0].marketValueBeforeCorrection;
    },
    billedEstimations: dimex.billedEstimations,
    close: dimex.close,
  };
}

export const aFlat = (overrides: object = {}) => ({
  index: 1,
  valuationDate: '2026-11-21',
  address: '18 Rue de la Roquette, 75011 Paris',
  constructionYear: 1975,
  area: { usableArea: 60 },
  numberOfRooms: 3,
  conditionManualValue: 3,
  flatType: 'STANDARD',
  floor: 2,
  terraceArea: 0,
  firstOccupancy: false,
  energyGrade: 'D',
  ...overrides,
});
export const aHouse = (overrides: object = {}) => ({
  index: 1,
  valuationDate: '2026-11-21',
  address: '06600 Antibes',
  constructionYear: 1990,
  area: { usableArea: 120 },
  numberOfRooms: 5,
  conditionManualValue: 3,
  houseType: 'DETACHED_HOUSE',
  landPlotArea: 400,
  numberOfFloors: 2,
  energyGrade: 'D',
  ...overrides,
});
