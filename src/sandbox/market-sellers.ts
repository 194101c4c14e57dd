import type { Random } from './random.js';
import { zones } from './zones.js';
import type { Zone } from './zones.js';

export type MarketSeller = Readonly<{ flxId: string; name: string; siren: string; type: 'AGENCY' | 'NETWORK' }>;
export type MarketContact = Readonly<{
  firstName: string;
  lastName: string;
  email: string;
  phoneNumber: string;
  pseudonym: string | null;
}>;

/** Invented portals: none of them resolves. */
export const portals = [
  'portail-a.example',
  'portail-b.example',
  'portail-c.example',
  'portail-d.example',
  'portail-e.example',
] as const;

const firstNames = [
  'Camille',
  'Nadia',
  'Julien',
  'Inès',
  'Thomas',
  'Aïcha',
  'Marc',
  'Léa',
  'Yanis',
  'Chloé',
  'Paul',
  'Sofia',
] as const;
const lastNames = [
  'Martin',
  'Lefèvre',
  'Benali',
  'Rossi',
  'Garnier',
  'Da Silva',
  'Morel',
  'Nguyen',
  'Faure',
  'Petit',
  'Costa',
  'Roux',
] as const;
const agencyNames = ['des Remparts', 'du Canal', 'de la Halle', 'Bellevue', 'Saint-Roch', 'des Platanes'] as const;
const networkNames = ['Réseau Horizon', 'Mandataires du Midi', 'Toit & Moi', 'Clés en Poche'] as const;

export type Sellers = Readonly<{
  /** `null` is a private person. */
  pickFor: (random: Random, zone: Zone) => MarketSeller | null;
  pickAgencyFor: (random: Random, zone: Zone) => MarketSeller | null;
}>;

/** Three local agencies a zone and a few national networks; about one advert in eight is a private person's. */
export function createSellers(random: Random): Sellers {
  const networks = networkNames.map((name) => createSeller(random, name, 'NETWORK'));
  const agencies = new Map(
    zones.map((zone) => [
      zone.inseeCode,
      random.sample(agencyNames, 3).map((name) => createSeller(random, `Agence ${name}`, 'AGENCY')),
    ]),
  );
  const pickAgencyFor: Sellers['pickAgencyFor'] = (draw, zone) =>
    draw.sample(agencies.get(zone.inseeCode) ?? networks, 1)[0] ?? null;
  return {
    pickAgencyFor,
    pickFor: (draw, zone) => {
      const kind = draw.next();
      if (kind < 0.12) return null;
      return kind < 0.3 ? (draw.sample(networks, 1)[0] ?? null) : pickAgencyFor(draw, zone);
    },
  };
}

/** The numbers are of the range that the French regulator keeps for fiction. */
export function createContact(random: Random, domain: string): MarketContact {
  const firstName = random.pick(firstNames);
  const lastName = random.pick(lastNames);
  return {
    firstName,
    lastName,
    email: `${toAscii(firstName)}.${toAscii(lastName)}@${domain}`,
    phoneNumber: `+3363998${String(random.integer(0, 9999)).padStart(4, '0')}`,
    pseudonym: random.chance(0.1) ? `${firstName} ${lastName.charAt(0)}.` : null,
  };
}

/** No company number starts with three zeros, so that no real one is named. */
function createSeller(random: Random, name: string, type: MarketSeller['type']): MarketSeller {
  return { flxId: random.uuid(), name, siren: `000${random.integer(100_000, 999_999)}`, type };
}

function toAscii(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z]+/g, '-')
    .toLowerCase();
}
