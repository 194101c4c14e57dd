/**
 * The form in which two spellings of one name are equal: lower case, no accents, words parted by single spaces,
 * "St" and "s/" written out, "lès" as "les", and an elided article joined to its word ("L'Haÿ" and "L HAY" are "lhay").
 * Empty where the text has neither a letter nor a digit.
 */
export function normalisePlaceName(text: string): string {
  return normaliseLines(text.replaceAll('\n', ' ')).trim();
}

const abbreviations: Readonly<Record<string, string>> = {
  st: 'saint',
  ste: 'sainte',
  sts: 'saints',
  stes: 'saintes',
  mt: 'mont',
  nd: 'notre dame',
  s: 'sur',
  ss: 'sous',
  lez: 'les',
};

const abbreviation = new RegExp(`\\b(?:${Object.keys(abbreviations).join('|')})\\b`, 'g');

/** As `normalisePlaceName`, for many names at once, one a line; a line may keep a space at its end. */
export function normaliseLines(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]+/g, '')
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replace(/[^a-z0-9\n]+/g, ' ')
    .replace(abbreviation, (word) => abbreviations[word] ?? word)
    .replace(/\b([ld]) (?=[a-z0-9])/g, '$1');
}
