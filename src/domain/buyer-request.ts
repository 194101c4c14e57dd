import type {
  AreaCriterion,
  FloorCriterion,
  OutdoorWish,
  PriceCriterion,
  RoomsCriterion,
  ServiceWish,
  Standing,
  ViewWish,
  WantedCondition,
} from './buyer-criteria.js';
import type { Coordinates } from './location.js';
import type { OfferType, PropertyClass } from './vocabulary.js';

/** EXACT: one commune. AMBIGUOUS: several communes bear the name. UNRESOLVED: none does. */
type LocationResolution = 'EXACT' | 'AMBIGUOUS' | 'UNRESOLVED';

/** A place as the agency wrote it, and the communes that it can mean; `cityId` belongs to the agency's software. */
export type RequestedLocation = Readonly<{
  cityId: string | null;
  name: string;
  inseeCodes: readonly string[];
  resolution: LocationResolution;
  /** The region around it, as the agency's software names it. */
  region: string | null;
  /** A quarter of it that is no commune and no arrondissement: the buyer wants no more than that part. */
  district: string | null;
  /** Where no commune is meant: the départements of the region or the département that the name is of. */
  departmentCodes: readonly string[];
}>;

/**
 * What a buyer or tenant is looking for. A criterion that is `null`, or an empty list, was not asked for. Instants are
 * ISO 8601, UTC.
 */
export type BuyerRequest = Readonly<{
  agencyId: string;
  requestId: string;
  isActive: boolean;
  offerType: OfferType;
  propertyClasses: readonly PropertyClass[];
  countryCode: string | null;
  locations: readonly RequestedLocation[];
  /**
   * The middle of the area that is searched; `radius` is in a unit that its source does not tell, `radiusKm` what it
   * must mean, `null` where that cannot be told.
   */
  around: Readonly<{ coordinates: Coordinates; radius: number | null; radiusKm: number | null }> | null;
  price: PriceCriterion | null;
  area: AreaCriterion | null;
  rooms: RoomsCriterion | null;
  minBedrooms: number | null;
  /** Tolerance in per cent that the agency grants on price and area. */
  margin: number | null;
  floor: FloorCriterion | null;
  condition: WantedCondition | null;
  standing: Standing | null;
  view: ViewWish | null;
  outdoorAreas: readonly OutdoorWish[];
  services: readonly ServiceWish[];
  userId: string | null;
  contactId: string | null;
  comment: string | null;
  freeCriteria: string | null;
  createdAt: string | null;
  updatedAt: string | null;
  /** What the agency's software holds beyond these words: opaque here, and sent back as it came on a write. */
  beyond: Readonly<Record<string, unknown>>;
}>;

export type CrossingStep = 'TO_SUGGEST' | 'SUGGESTED' | 'NOT_SUGGESTED';

/** One of the agency's own listings as its software scored it, 0 to 100, for one request. */
export type Crossing = Readonly<{
  agencyPropertyId: string;
  step: CrossingStep;
  score: number;
  createdAt: string | null;
  updatedAt: string | null;
}>;
