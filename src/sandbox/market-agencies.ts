import type { MarketAdvert } from './market-adverts.js';
import type { MarketProperty } from './market-properties.js';
import { createRequest } from './market-requests.js';
import type { MarketRequest } from './market-requests.js';
import type { Random } from './random.js';
import { zones } from './zones.js';

export type MarketAgency = Readonly<{
  id: string;
  name: string;
  isActive: boolean;
  userIds: readonly number[];
  listings: readonly AgencyListing[];
  requests: readonly MarketRequest[];
}>;

/** A property in the agency's own software, which has ids of its own. */
export type AgencyListing = Readonly<{
  id: number;
  reference: string;
  property: MarketProperty;
  title: string;
  comment: string;
  price: number;
  isSold: boolean;
  createdAt: Date;
  updatedAt: Date;
}>;

type AgencyPlan = Readonly<{
  id: string;
  name: string;
  departments: readonly string[];
  requestCount: number;
  walkRequests: number;
}>;
type Scene = Readonly<{ adverts: readonly MarketAdvert[]; walkAdvertFlxId: string; midnight: Date }>;

const plans: readonly AgencyPlan[] = [
  {
    id: '771',
    name: 'Agence des Remparts',
    departments: ['75', '69', '59', '44', '35', '67', '33'],
    requestCount: 340,
    walkRequests: 7,
  },
  {
    id: '772',
    name: 'Agence Bellevue',
    departments: ['06', '13', '31', '34', '2A', '974'],
    requestCount: 280,
    walkRequests: 3,
  },
];

export function createAgencies(random: Random, scene: Scene): MarketAgency[] {
  const agencies = plans.map((plan) => createAgency(random.fork(plan.id), plan, scene));
  const closed = { id: '779', name: 'Agence fermée', isActive: false, userIds: [], listings: [], requests: [] };
  return [...agencies, closed];
}

function createAgency(random: Random, plan: AgencyPlan, scene: Scene): MarketAgency {
  const { midnight, walkAdvertFlxId } = scene;
  const isAtHome = ({ property }: MarketAdvert): boolean => plan.departments.includes(property.zone.department);
  const isWanted = ({ property, offlineAt }: MarketAdvert): boolean =>
    offlineAt === null &&
    property.offerType !== 'BUSINESS_TAKE_OVER' &&
    (property.facts.livingAreaM2 !== null || random.chance(0.3));
  const userIds = [0, 1, 2, 3].map((index) => Number(plan.id) * 10 + index);
  const walk = scene.adverts.filter((advert) => advert.flxId === walkAdvertFlxId);
  const wanted = random.sample(
    scene.adverts.filter((advert) => isAtHome(advert) && isWanted(advert)),
    plan.requestCount - plan.walkRequests,
  );

  const requests = [...Array.from({ length: plan.walkRequests }, () => walk).flat(), ...wanted].map((advert, index) => {
    const request = createRequest(random.fork(`request ${index}`), {
      id: Number(plan.id) * 1000 + index * 3 + 1,
      contactId: Number(plan.id) * 10_000 + index,
      userId: random.pick([userIds[0] ?? 0, ...userIds]),
      wanted: advert,
      neighbours: zones.filter(({ department }) => department === advert.property.zone.department),
      midnight,
    });
    return index < plan.walkRequests ? { ...request, isActive: true } : request;
  });
  const sold = scene.adverts.filter((advert) => isAtHome(advert) && advert.property.facts.livingAreaM2 !== null);
  const listings = random.sample(sold, 140).map((advert, index) => createListing(random, plan, advert, index));
  return { id: plan.id, name: plan.name, isActive: true, userIds, listings, requests };
}

function createListing(random: Random, plan: AgencyPlan, advert: MarketAdvert, index: number): AgencyListing {
  const id = Number(plan.id) * 100_000 + index * 7 + 13;
  return {
    id,
    reference: `${plan.id}-${String(index + 1).padStart(4, '0')}`,
    property: advert.property,
    title: advert.title,
    comment: advert.description,
    price: advert.prices.at(-1)?.value ?? advert.property.fairPrice,
    isSold: random.chance(0.15),
    createdAt: advert.firstSeenAt,
    updatedAt: advert.lastModifiedAt,
  };
}
