import { toCoordinates } from './location.js';
import type { Coordinates } from './location.js';
import { assumed, derived, findTold, given } from './subject-facts.js';
import type { Fact, SubjectSources } from './subject-facts.js';
import type { SubjectOverrides } from './subject-overrides.js';

/** In characters; nothing longer is read as an address. */
export const longestAddress = 300;

export type AddressFacts = Readonly<{
  street: Fact<string> | null;
  houseNumber: Fact<string> | null;
  postalCode: Fact<string> | null;
  city: Fact<string> | null;
}>;

type Town = Pick<AddressFacts, 'postalCode' | 'city'>;

/** The address in one line: as the client wrote it, or put together, down to `<postal code> <city>`. */
export function addressLineOf(sources: SubjectSources): Fact<string> | null {
  const line = given(clean(sources.overrides?.address));
  const { street, houseNumber, postalCode, city } = addressOf(sources);
  const isStreetNamed = clean(sources.overrides?.street) !== null;
  if (line !== null && (!isStreetNamed || postalCode === null || city === null)) return line;
  if (postalCode === null || city === null) return null;

  const town = `${postalCode.value} ${city.value}`;
  if (street === null) return derived(town);
  const road = [houseNumber?.value, street.value].filter((part) => part !== undefined).join(' ');
  const isAllGiven = postalCode.origin === 'OVERRIDE' && city.origin === 'OVERRIDE';
  return { value: `${road}, ${town}`, origin: isAllGiven ? 'OVERRIDE' : 'DERIVED' };
}

/** The address in parts. What the client says of it comes first; the records only complete it where they agree. */
export function addressOf(sources: SubjectSources): AddressFacts {
  const { overrides } = sources;
  const line = clean(overrides?.address);
  const split = line === null ? null : splitAddress(line);
  const street = clean(overrides?.street);
  return {
    street: given(street ?? split?.street),
    houseNumber: given(clean(overrides?.houseNumber) ?? (street === null ? split?.houseNumber : null)),
    ...townOf(sources, {
      postalCode: clean(overrides?.postalCode) ?? split?.postalCode ?? null,
      city: clean(overrides?.city) ?? split?.city ?? null,
      // A line that cannot be split names a place all the same, and it need not be the record's.
      isElsewhere: line !== null && split === null,
    }),
  };
}

function townOf(
  sources: SubjectSources,
  named: Readonly<{ postalCode: string | null; city: string | null; isElsewhere: boolean }>,
): Town {
  const postalCode = given(named.postalCode);
  const city = given(named.city);
  if (named.isElsewhere) return { postalCode, city };
  const told: Town = {
    postalCode: findTold(sources, ({ location }) => clean(location?.postalCode)),
    city: findTold(sources, ({ location }) => clean(location?.city)),
  };
  return {
    postalCode: postalCode ?? (agrees(city, told.city) ? told.postalCode : null),
    city: city ?? (agrees(postalCode, told.postalCode) ? told.city : null),
  };
}

function agrees(named: Fact<string> | null, told: Fact<string> | null): boolean {
  return named === null || told === null || named.value.toLowerCase() === told.value.toLowerCase();
}

/**
 * The client's coordinates, else the record's; none where the client names an address instead, which the record's
 * coordinates would contradict. 0,0 is not how a client says "unknown", so it is taken as it is.
 */
export function coordinatesOf(sources: SubjectSources): Fact<Coordinates> | null {
  const { latitude, longitude } = sources.overrides ?? {};
  if (typeof latitude === 'number' && typeof longitude === 'number') return given({ latitude, longitude });
  if (namesAddress(sources.overrides)) return null;
  return findTold(sources, ({ location }) =>
    toCoordinates(location?.coordinates?.latitude ?? null, location?.coordinates?.longitude ?? null),
  );
}

function namesAddress(overrides: SubjectOverrides | null): boolean {
  if (overrides === null) return false;
  const { address, street, postalCode, city } = overrides;
  return [address, street, postalCode, city].some((part) => clean(part) !== null);
}

/** ISO 3166, in capitals; France unless the client says otherwise, for that is where the adverts are. */
export function countryOf(sources: SubjectSources): Fact<string> {
  const named = given(clean(sources.overrides?.countryCode)?.toUpperCase());
  if (named !== null) return named;
  return frenchCodesOf(sources).some((code) => code !== null) ? derived('FR') : assumed('FR');
}

/** INSEE's three-digit code of the overseas territory that the property lies in; `null` in Europe. */
export function overseasTerritoryOf(sources: SubjectSources): string | null {
  const [inseeCode, postalCode] = frenchCodesOf(sources);
  const code = inseeCode ?? (postalCode === null ? null : (ownTerritories[postalCode] ?? postalCode));
  return code !== null && /^9[78]/.test(code) ? code.slice(0, 3) : null;
}

/** Saint-Barthélemy and Saint-Martin kept the postal prefix of Guadeloupe when they left it. */
const ownTerritories: Readonly<Partial<Record<string, string>>> = { '97133': '977', '97150': '978', '97080': '978' };

function frenchCodesOf(sources: SubjectSources): readonly [inseeCode: string | null, postalCode: string | null] {
  const { overrides } = sources;
  const told = namesAddress(overrides) ? null : findTold(sources, ({ location }) => clean(location?.inseeCode));
  const inseeCode = clean(overrides?.inseeCode) ?? told?.value ?? null;
  const postalCode =
    overrides === null
      ? findTold(sources, ({ location }) => clean(location?.postalCode))
      : addressOf(sources).postalCode;
  return [inseeCode, postalCode?.value ?? null];
}

type SplitAddress = Readonly<{
  street: string | null;
  houseNumber: string | null;
  postalCode: string;
  city: string;
}>;

/** Reads `30 bis rue des Carnets, 92140 Clamart`, with or without its beginning; `null` where no town is named. */
function splitAddress(line: string): SplitAddress | null {
  if (line.length > longestAddress) return null;
  const parts = /^(?:(?<road>.*?)[,\s]+)?(?<postalCode>\d{4,5})\s+(?<city>[^\d,][^,]*?)(?:,\s*france)?$/iu.exec(line);
  const { road, postalCode, city } = parts?.groups ?? {};
  if (postalCode === undefined || city === undefined) return null;
  if (road === undefined || road === '') return { street: null, houseNumber: null, postalCode, city };
  const numbered = /^(?<houseNumber>\d+(?:\s?(?:bis|ter|quater|[a-d]))?)\s*,?\s+(?<street>\D.*)$/iu.exec(road)?.groups;
  return {
    street: numbered?.['street'] ?? road,
    houseNumber: numbered?.['houseNumber'] ?? null,
    postalCode,
    city,
  };
}

function clean(text: string | null | undefined): string | null {
  const cleaned = text?.trim().replace(/\s+/gu, ' ');
  return cleaned === undefined || cleaned === '' ? null : cleaned;
}
