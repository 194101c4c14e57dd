import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { sandboxCredentials, vendorNames } from '../../src/sandbox/sandbox.js';
import type { VendorName } from '../../src/sandbox/sandbox.js';

const [agencyId] = sandboxCredentials.apimo.agencyIds;

/** For each upstream a root field that asks it and no other. */
export const rootFields: Readonly<Record<VendorName, string>> = {
  fluximmo: `fluximmo: advert(flxId: "${walkAdvertFlxId}") { flxId title price { amount } location { inseeCode } }`,
  dimex: `dimex: valuation(provider: DIMEX, date: "2026-01-01", subject: {
    propertyClass: FLAT, address: "18 Rue Oberkampf, 75011 Paris", livingArea: 61.5, roomCount: 3,
    constructionYear: 1990, energyGrade: C, floor: 2, conditionScore: 3.5, flatType: STANDARD
  }) { value { amount } range { lower { amount } } }`,
  pricehubble: `pricehubble: valuation(provider: PRICEHUBBLE, date: "2026-01-01", subject: {
    propertyClass: FLAT, countryCode: "FR", latitude: 48.8, longitude: 2.26, livingArea: 61.5, roomCount: 3,
    constructionYear: 1990
  }) { value { amount } range { lower { amount } } }`,
  apimo: `apimo: agency(id: "${agencyId}") { buyerRequests(first: 5) { totalCount nodes { requestId isActive } } }`,
};

/** Where an upstream's failure is told. */
export const pathOf: Readonly<Record<VendorName, string>> = {
  fluximmo: 'fluximmo',
  dimex: 'dimex',
  pricehubble: 'pricehubble',
  apimo: 'apimo.buyerRequests',
};

/** One operation that asks all of them. */
export const allFour = `{ ${Object.values(rootFields).join('\n')} viewer { clientId } }`;

/** One operation that asks those that are left. */
export function allBut(vendor: VendorName): string {
  return `{ ${vendorNames
    .filter((each) => each !== vendor)
    .map((each) => rootFields[each])
    .join('\n')} }`;
}
