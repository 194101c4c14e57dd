import type { BuyerRequest, RequestedLocation } from './buyer-request.js';
import type { AreaCriterion, PriceCriterion, RoomsCriterion } from './buyer-criteria.js';
import { badInput, Refusal } from './refusal.js';
import type { OfferType, PropertyClass } from './vocabulary.js';

/** A request as it is to be written: whole, with what it holds already and nobody changed. */
export type BuyerRequestDraft = Pick<
  BuyerRequest,
  | 'isActive'
  | 'offerType'
  | 'propertyClasses'
  | 'countryCode'
  | 'price'
  | 'area'
  | 'rooms'
  | 'minBedrooms'
  | 'margin'
  | 'floor'
  | 'condition'
  | 'standing'
  | 'view'
  | 'around'
  | 'outdoorAreas'
  | 'services'
  | 'userId'
  | 'contactId'
  | 'comment'
  | 'freeCriteria'
  | 'beyond'
> &
  Readonly<{
    /** Names of places, as an agent would write them. */
    locations: readonly string[];
    /** The places as they stand, where nobody changes them. */
    keptPlaces: readonly RequestedLocation[] | null;
    /** The fields that a client says something of. */
    given: ReadonlySet<keyof BuyerRequestChanges>;
  }>;

/** What a client may say of a request: `undefined` leaves a field as it is, `null` takes it away. */
export type BuyerRequestChanges = Readonly<{
  contactId?: string | null;
  userId?: string | null;
  offerType?: OfferType | null;
  propertyClasses?: readonly PropertyClass[] | null;
  countryCode?: string | null;
  locations?: readonly string[] | null;
  minPrice?: number | null;
  maxPrice?: number | null;
  minArea?: number | null;
  maxArea?: number | null;
  rooms?: RoomsCriterion | null;
  minBedrooms?: number | null;
  margin?: number | null;
  isActive?: boolean | null;
  comment?: string | null;
  freeCriteria?: string | null;
}>;

/** A new request; active unless told otherwise. */
export function newDraft(changes: BuyerRequestChanges): BuyerRequestDraft {
  const blank: BuyerRequestDraft = {
    isActive: true,
    offerType: 'UNKNOWN',
    propertyClasses: [],
    countryCode: null,
    locations: [],
    keptPlaces: null,
    given: new Set(),
    price: null,
    area: null,
    rooms: null,
    minBedrooms: null,
    margin: null,
    floor: null,
    condition: null,
    standing: null,
    view: null,
    around: null,
    outdoorAreas: [],
    services: [],
    userId: null,
    contactId: null,
    comment: null,
    freeCriteria: null,
    beyond: {},
  };
  return applyChanges(blank, changes);
}

/** A request as it stands, with the changes in it. */
export function changedDraft(request: BuyerRequest, changes: BuyerRequestChanges): BuyerRequestDraft {
  const { locations, ...rest } = request;
  const names = toPlaceNames(locations.map(({ name }) => name));
  return applyChanges({ ...rest, locations: names, keptPlaces: locations, given: new Set() }, changes);
}

function applyChanges(draft: BuyerRequestDraft, changes: BuyerRequestChanges): BuyerRequestDraft {
  return {
    isActive: changes.isActive ?? draft.isActive,
    offerType: changes.offerType ?? draft.offerType,
    propertyClasses:
      changes.propertyClasses === undefined ? draft.propertyClasses : [...new Set(changes.propertyClasses ?? [])],
    countryCode: changed(changes.countryCode, draft.countryCode)?.toUpperCase() ?? null,
    locations: changes.locations === undefined ? draft.locations : toPlaceNames(changes.locations ?? []),
    keptPlaces: changes.locations === undefined ? draft.keptPlaces : null,
    given: givenIn(changes),
    price: changedPrice(draft.price, changes),
    area: changedArea(draft.area, changes),
    rooms: changed(changes.rooms, draft.rooms),
    minBedrooms: asked(changed(changes.minBedrooms, draft.minBedrooms)),
    margin: changed(changes.margin, draft.margin),
    floor: draft.floor,
    condition: draft.condition,
    standing: draft.standing,
    view: draft.view,
    around: draft.around,
    outdoorAreas: draft.outdoorAreas,
    services: draft.services,
    userId: changed(changes.userId, draft.userId),
    contactId: changed(changes.contactId, draft.contactId),
    comment: changed(changes.comment, draft.comment),
    freeCriteria: changed(changes.freeCriteria, draft.freeCriteria),
    beyond: draft.beyond,
  };
}

function givenIn(changes: BuyerRequestChanges): ReadonlySet<keyof BuyerRequestChanges> {
  // Its keys are those of its type: the schema lets no others in.
  const entries = Object.entries(changes) as [keyof BuyerRequestChanges, unknown][];
  return new Set(entries.flatMap(([field, value]) => (value === undefined ? [] : [field])));
}

/** Refuses what no agency's software would take, naming every field that is missing before any that is wrong. */
export function checkDraft(draft: BuyerRequestDraft): void {
  const missing = [
    ...(isBlank(draft.contactId) ? ['contactId'] : []),
    ...(isBlank(draft.userId) ? ['userId'] : []),
    ...(draft.offerType === 'UNKNOWN' ? ['offerType'] : []),
    ...(isBlank(draft.countryCode) ? ['countryCode'] : []),
  ];
  if (missing.length > 0) {
    throw new Refusal('BAD_USER_INPUT', `A buyer's request needs ${missing.join(', ')}.`, { missing });
  }
  if (!/^[A-Z]{2}$/.test(draft.countryCode ?? '')) throw badInput('countryCode', 'must be two letters, as in FR');
  checkRange('Price', draft.price);
  checkRange('Area', draft.area);
  checkAmount('rooms', draft.rooms?.value ?? null);
  checkAmount('minBedrooms', draft.minBedrooms);
  checkAmount('margin', draft.margin);
}

function checkRange(name: string, range: PriceCriterion | AreaCriterion | null): void {
  if (range === null) return;
  checkAmount(`min${name}`, range.min);
  checkAmount(`max${name}`, range.max);
  if (range.min !== null && range.max !== null && range.min > range.max) {
    throw badInput(`min${name}`, `must not be above max${name}`);
  }
}

function checkAmount(field: string, amount: number | null): void {
  if (amount !== null && !(Number.isFinite(amount) && amount >= 0)) throw badInput(field, 'must be 0 or more');
}

function changedPrice(price: PriceCriterion | null, changes: BuyerRequestChanges): PriceCriterion | null {
  const min = asked(changed(changes.minPrice, price?.min ?? null));
  const max = asked(changed(changes.maxPrice, price?.max ?? null));
  return min === null && max === null ? null : { min, max, currency: price?.currency ?? 'EUR' };
}

function changedArea(area: AreaCriterion | null, changes: BuyerRequestChanges): AreaCriterion | null {
  const min = asked(changed(changes.minArea, area?.min ?? null));
  const max = asked(changed(changes.maxArea, area?.max ?? null));
  return min === null && max === null ? null : { min, max };
}

/** Agencies' software writes 0 for what is not asked. */
function asked(amount: number | null): number | null {
  return amount === 0 ? null : amount;
}

function changed<T>(change: T | null | undefined, current: T | null): T | null {
  return change === undefined ? current : change;
}

/** A comma parts places where they are written as one text; so it does here. */
function toPlaceNames(texts: readonly string[]): readonly string[] {
  const names = texts.flatMap((text) => text.split(',')).map((name) => name.replace(/\s+/g, ' ').trim());
  return [...new Set(names.filter((name) => name !== ''))];
}

function isBlank(text: string | null): boolean {
  return text === null || text.trim() === '';
}
