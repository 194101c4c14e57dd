import { areaIds, categoryIds, conditionIds, floorIdOf, typeIds } from './apimo-catalogs.js';
import { findCity } from './apimo-cities.js';
import type { AgencyListing } from './market-agencies.js';
import type { MarketProperty } from './market-properties.js';
import { toParisTime } from './paris-time.js';
import { round } from './rounding.js';

/** The agency tells the price of such a listing to whoever asks for it. */
const ONE_PRICE_ON_REQUEST_IN = 31;

export type StoredProperty = Readonly<{
  id: number;
  step: string;
  status: string;
  updatedAt: Date;
  body: Readonly<Record<string, unknown>>;
}>;

/** A listing as the agency's own software answers it. */
export function toStoredProperty(agencyId: string, userId: number, listing: AgencyListing): StoredProperty {
  const { id, property, price, isSold, createdAt, updatedAt } = listing;
  const { zone, facts } = property;
  const city = findCity(zone.city);
  const step = isSold ? '3' : '1';
  const status = isSold ? '30' : '1';
  const body = {
    id,
    reference: listing.reference,
    agency: Number(agencyId),
    user: { id: String(userId) },
    step,
    status,
    category: categoryIds[property.offerType],
    subcategory: null,
    type: typeIds[property.propertyClass],
    subtype: null,
    agreement: { type: '1', reference: `M${id}`, start_at: toParisTime(createdAt).slice(0, 10), end_at: null },
    address: property.street,
    address_more: '',
    publish_address: id % 4 === 0,
    country: 'FR',
    region: null,
    city: { id: city?.id ?? null, name: city?.name ?? zone.city, zipcode: zone.postalCode },
    district: null,
    latitude: String(round(property.latitude, 5)),
    longitude: String(round(property.longitude, 5)),
    radius: 300,
    area: { unit: '1', value: facts.livingAreaM2 ?? property.surfaceM2, total: null, weighted: null },
    rooms: facts.roomCount,
    bedrooms: facts.bedroomCount ?? 0,
    sleeps: null,
    price: {
      value: id % ONE_PRICE_ON_REQUEST_IN === 0 ? null : price,
      max: null,
      fees: null,
      period: property.offerType === 'RENT' ? '4' : null,
      hide: id % 9 === 0,
      deposit: null,
      currency: 'EUR',
      commission: null,
    },
    floor:
      facts.floor === null
        ? null
        : { type: floorIdOf(facts.floor), value: facts.floor, levels: null, floors: facts.floorCount },
    construction: { construction_year: facts.constructionYear, renovation_year: facts.renovationYear },
    condition: conditionIds[property.condition],
    standing: null,
    availability: property.isOccupied ? '3' : '1',
    services: [],
    proximities: [],
    orientations: [],
    tags: [],
    pictures: [],
    comments: [{ language: 'fr', title: listing.title, subtitle: null, comment: listing.comment, comment_full: null }],
    areas: areasOf(property),
    regulations: regulationsOf(property, createdAt),
    created_at: toParisTime(createdAt),
    updated_at: toParisTime(updatedAt),
  };
  return { id, step, status, updatedAt, body };
}

function areasOf({ facts, parkingCount }: MarketProperty): unknown[] {
  return [
    facts.hasTerrace ? { type: areaIds.terrace, number: 1, area: facts.terraceAreaM2 } : null,
    facts.hasBalcony ? { type: areaIds.balcony, number: 1, area: facts.balconyAreaM2 } : null,
    facts.hasGarden ? { type: areaIds.garden, number: 1, area: facts.gardenAreaM2 } : null,
    facts.hasCellar ? { type: areaIds.cellar, number: 1, area: null } : null,
    parkingCount > 0
      ? { type: facts.hasGarage ? areaIds.garage : areaIds.parking, number: parkingCount, area: null }
      : null,
  ].filter((area) => area !== null);
}

/** 1 and 2 are the figures of the energy diagnosis and of its emissions. */
function regulationsOf({ facts }: MarketProperty, date: Date): unknown[] {
  if (facts.energyScore === null || facts.climateScore === null) return [];
  const day = toParisTime(date).slice(0, 10);
  return [
    { type: '1', value: String(facts.energyScore), date: day, graph: null },
    { type: '2', value: String(facts.climateScore), date: day, graph: null },
  ];
}
