import type { RequestedLocation, BuyerRequest } from './buyer-request.js';
import type { BuyerRequestDraft } from './buyer-request-draft.js';

/** Areas that went through another unit and back. */
const AREA_TOLERANCE = 0.005;

/** What a name of a place can mean: no code where nobody knows it. */
export type ResolveName = (name: string) => readonly string[];

/**
 * The fields of a written request that did not read back as they were asked, by their names in the graph. Order of
 * lists, white space, letter case of places and rounding of converted areas are no difference; a place is the same by its
 * name or by what it means.
 */
export function findDifferences(
  asked: BuyerRequestDraft,
  kept: BuyerRequest,
  resolveName: ResolveName,
): readonly string[] {
  const isKept: readonly (readonly [field: string, isKept: boolean])[] = [
    ['contactId', isSameText(asked.contactId, kept.contactId)],
    ['userId', isSameText(asked.userId, kept.userId)],
    ['isActive', asked.isActive === kept.isActive],
    ['offerType', asked.offerType === kept.offerType],
    ['propertyClasses', isSameSet(asked.propertyClasses, kept.propertyClasses)],
    ['countryCode', isSameText(asked.countryCode, kept.countryCode)],
    [
      'locations',
      asked.keptPlaces === null
        ? areSamePlaces(asked.locations, kept.locations, resolveName)
        : isSameSet(asked.keptPlaces.map(identityOf), kept.locations.map(identityOf)),
    ],
    ['minPrice', isSameAmount(asked.price?.min, kept.price?.min)],
    ['maxPrice', isSameAmount(asked.price?.max, kept.price?.max)],
    ['currency', asked.price === null || kept.price === null || asked.price.currency === kept.price.currency],
    ['minArea', isSameArea(asked.area?.min, kept.area?.min)],
    ['maxArea', isSameArea(asked.area?.max, kept.area?.max)],
    ['rooms', isSameAmount(asked.rooms?.value, kept.rooms?.value) && asked.rooms?.operator === kept.rooms?.operator],
    ['minBedrooms', isSameAmount(asked.minBedrooms, kept.minBedrooms)],
    ['margin', isSameAmount(asked.margin, kept.margin)],
    ['floor', isSameValue(asked.floor, kept.floor)],
    ['condition', asked.condition === kept.condition],
    ['standing', asked.standing === kept.standing],
    ['view', isSameView(asked.view, kept.view)],
    ['around', isSameAround(asked.around, kept.around)],
    ['outdoorAreas', isSameSet(asked.outdoorAreas, kept.outdoorAreas)],
    ['services', isSameSet(asked.services, kept.services)],
    ['comment', isSameText(asked.comment, kept.comment)],
    ['freeCriteria', isSameText(asked.freeCriteria, kept.freeCriteria)],
  ];
  return isKept.flatMap(([field, isSame]) => (isSame ? [] : [field]));
}

function areSamePlaces(
  asked: readonly string[],
  kept: readonly RequestedLocation[],
  resolveName: ResolveName,
): boolean {
  const wanted = asked.map((name) => ({ name, codes: resolveName(name) }));
  const found = kept.map(({ name, inseeCodes }) => ({ name, codes: inseeCodes }));
  return (
    wanted.every((place) => found.some((other) => isSamePlace(place, other))) &&
    found.every((place) => wanted.some((other) => isSamePlace(place, other)))
  );
}

/** A place that nobody changed is the same by its number, and by its name where it has none. */
function identityOf({ cityId, name, region, district }: RequestedLocation): readonly (string | null)[] {
  return [cityId ?? folded(name), cityId === null ? region : null, district === null ? null : folded(district)];
}

function isSameView(asked: BuyerRequest['view'], kept: BuyerRequest['view']): boolean {
  return (asked?.reach ?? null) === (kept?.reach ?? null) && isSameSet(asked?.on ?? [], kept?.on ?? []);
}

function isSameAround(asked: BuyerRequest['around'], kept: BuyerRequest['around']): boolean {
  return isSameValue(asked?.coordinates, kept?.coordinates) && isSameAmount(asked?.radius, kept?.radius);
}

type NamedPlace = Readonly<{ name: string; codes: readonly string[] }>;

function isSamePlace(one: NamedPlace, other: NamedPlace): boolean {
  if (folded(one.name) === folded(other.name)) return true;
  return one.codes.length > 0 && isSameSet(one.codes, other.codes);
}

function isSameSet(asked: readonly unknown[], kept: readonly unknown[]): boolean {
  const keys = (list: readonly unknown[]) => [...new Set(list.map(keyOf))].sort().join('\n');
  return keys(asked) === keys(kept);
}

function isSameValue(asked: unknown, kept: unknown): boolean {
  return keyOf(asked) === keyOf(kept);
}

/** A flat record's text, whatever the order of its fields. */
function keyOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return JSON.stringify(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function isSameAmount(asked: number | null | undefined, kept: number | null | undefined): boolean {
  return (asked ?? 0) === (kept ?? 0);
}

function isSameArea(asked: number | null | undefined, kept: number | null | undefined): boolean {
  const [one, other] = [asked ?? 0, kept ?? 0];
  return Math.abs(one - other) <= AREA_TOLERANCE * Math.max(one, other);
}

function isSameText(asked: string | null, kept: string | null): boolean {
  return spaced(asked) === spaced(kept);
}

function spaced(text: string | null): string {
  return (text ?? '').replace(/\s+/g, ' ').trim();
}

function folded(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
