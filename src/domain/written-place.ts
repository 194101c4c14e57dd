import { normalisePlaceName } from './place-name.js';

/** What somebody wrote for a place, taken apart; nothing of it has been looked up. */
export type WrittenPlace = Readonly<{
  /** All of it but postal codes, normalised: a name may hold what looks like a number or an aside. */
  whole: string;
  /** Normalised, without numbers, in the order written; what stood in brackets comes last. */
  parts: readonly string[];
  postalCodes: readonly string[];
  numbers: readonly WrittenNumber[];
}>;

/** `text` is upper case ("07", "2A"); an ordinal ("7e", "VII", "7 arrondissement") counts arrondissements. */
export type WrittenNumber = Readonly<{ text: string; isOrdinal: boolean; isAside: boolean }>;

/** Longer than any place, and short enough for every pattern below. */
const maxLength = 200;

const postalCode = /(?<!\d)(?:(?<!\p{L})F[- ])?(\d{2})[ .]?(\d{3})(?!\d)/giu;
const cedex = /(?<!\p{L})cedex(?:\s*\d{1,2}(?!\d))?(?!\p{L})/giu;
const arrondissement = /(?<!\p{L})(?:arrondissements?|arrond|arrdts?|arrts?|ardts?|arr)(?!\p{L})\.?/giu;
const corsica = /(?<![\p{L}\d])2[AB](?![\p{L}\d])/giu;
const arabic = /(?<![\p{L}\d])(\d{1,3})(\s?(?:er|[èeé]re|re|nde?|i?[eèéê]mes?|[eèé]|°|o))?(?![\p{L}\d])/giu;
const romanNumerals = 'I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX'.split(' ');
const roman = /(?<![\p{L}\d'’])([IVX]+)(?:\s?(?:er|[eè]|[eè]me|ER|[EÈ]|[EÈ]ME))?(?![\p{L}\d'’])/gu;
const separator = /[,;:|/[\]–—\n]|\s-\s/u;

/** Reads "Paris 7ème", "PARIS 07", "06600 Antibes", "Nice (06)", "Saint-Denis, La Réunion"; `null` where it is too long. */
export function readPlace(text: string): WrittenPlace | null {
  if (text.length > maxLength) return null;

  const postalCodes: string[] = [];
  const named = expand(text).replace(postalCode, (_match, start: string, end: string) => {
    postalCodes.push(start + end);
    return ' , ';
  });
  const isOrdinal = named.search(arrondissement) !== -1;
  const numbers: WrittenNumber[] = [];
  const asides: string[] = [];
  const main = named.replace(arrondissement, ' ').replace(/\(([^()]*)\)?/gu, (_match, aside: string) => {
    asides.push(aside);
    return ' , ';
  });

  const take = (part: string, isAside: boolean) => {
    const name = takeNumbers(part, (number, hasSuffix) => {
      numbers.push({ text: number, isOrdinal: isOrdinal || hasSuffix, isAside });
    });
    return normalisePlaceName(name);
  };
  const parts = [
    ...main.split(separator).map((part) => take(part, false)),
    ...asides.flatMap((aside) => aside.split(separator)).map((part) => take(part, true)),
  ];
  return {
    whole: normalisePlaceName(named),
    parts: parts.filter((part) => part !== '' && part !== 'france'),
    postalCodes: [...new Set(postalCodes)],
    numbers,
  };
}

/** NFKC turns "7ᵉ" into "7e"; "s/" and "s/s" hold a slash that parts nothing. */
function expand(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/(?<!\p{L})s\/\s*s(?!\p{L})\/?/giu, ' ss ')
    .replace(/(?<!\p{L})s\//giu, ' s ')
    .replace(cedex, ' ')
    .replace(/(\p{L})(?=\d)/gu, '$1 ');
}

function takeNumbers(part: string, found: (number: string, isOrdinal: boolean) => void): string {
  let count = 0;
  const note = (number: string, isOrdinal: boolean) => {
    count += 1;
    found(number, isOrdinal);
    return ' ';
  };
  const rest = part
    .replace(corsica, (code) => note(code.toUpperCase(), false))
    .replace(arabic, (_match, digits: string, suffix?: string) => note(digits, suffix !== undefined))
    .replace(roman, (match, numeral: string) => {
      const value = romanNumerals.indexOf(numeral) + 1;
      return value === 0 ? match : note(String(value), true);
    });
  // "7e arrondissement de Paris", "7e et 8e".
  return count === 0 ? part : rest.replace(/^[\s-]*(?:de|du|à)\s/iu, '').replace(/(?:\s|^)(?:et|ou|-|&)(?=\s*$)/iu, '');
}
