import type { CommuneNames } from './commune-names.js';
import type { CommuneTable } from './commune-table.js';
import { normalisePlaceName } from './place-name.js';

/** Where to look. `isBounded`: somebody has said roughly where, so that part of a name is enough. */
export type Scope = Readonly<{ includes: (row: number) => boolean; isBounded: boolean }>;

/** Each finds rows within a scope; what is tried next is tried only where nothing was found. */
export type NameSearch = Readonly<{
  /** The whole name of a commune of today. */
  findCurrent: (forms: readonly string[], scope: Scope) => readonly number[];
  /** Or else of one that is now part of another, with liberties that people take. */
  findNamed: (forms: readonly string[], scope: Scope) => readonly number[];
  /** "Le Touquet", "Villefranche" where the name goes on. */
  findShortened: (name: string, scope: Scope) => readonly number[];
  /** "Nice Cimiez", "Mougins village": a town and a quarter of it. */
  findLonger: (name: string, scope: Scope) => readonly number[];
}>;

/** More names than that with the same beginning tell nothing. */
const maxShortened = 10;
/** What is said around a name, and is part of few. */
const surroundings =
  /(?: (?:(?:et )?(?:ses )?(?:alentours|environs)|(?:hyper ?)?centre(?: ville)?|intra muros|bourg|plage|village|nord|sud|est|ouest))+$/;
const areaLargerThanTown = /(?:^| )(?:metropole|agglomeration|agglo|arrondissement|canton|region)(?: |$)/;
const emptyWords = new Set('le la les l de du des d en sur sous et aux au a saint sainte'.split(' '));

export function createNameSearch(table: CommuneTable, names: CommuneNames): NameSearch {
  const findExactly = (name: string, { includes }: Scope) => {
    const current = names.findCurrent(name).filter(includes);
    return current.length > 0 ? current : names.findFormer(name).filter(includes);
  };

  return {
    findCurrent: (forms, { includes }) => firstFound(forms, (form) => names.findCurrent(form).filter(includes)),

    findNamed(forms, scope) {
      const rows = firstFound(forms, (form) => findExactly(form, scope));
      if (rows.length > 0) return rows;
      return firstFound(forms, (form) => unique(looserForms(form).flatMap((looser) => findExactly(looser, scope))));
    },

    findShortened(name, { includes, isBounded }) {
      if (isEmpty(name)) return [];
      const rows = names.findBeginning(name, isBounded ? table.rowCount : maxShortened).filter(includes);
      return rows.length > maxShortened ? [] : rows;
    },

    findLonger(name, scope) {
      if (areaLargerThanTown.test(name)) return [];
      const words = name.split(' ');
      for (let count = words.length - 1; count > 0; count--) {
        const rows = names.findCurrent(words.slice(0, count).join(' ')).filter(scope.includes);
        if (rows.length === 1 && rows.every((row) => scope.isBounded || table.isTown(row))) return rows;
      }
      return [];
    },
  };
}

function firstFound(forms: readonly string[], find: (form: string) => readonly number[]): readonly number[] {
  for (const form of forms) {
    const rows = find(form);
    if (rows.length > 0) return rows;
  }
  return [];
}

/** "Rochelle", "Touquet (Le)", "Aulnay-sur-Bois" for "-sous-", "Ville de Nice", "Mougins village". */
function looserForms(name: string): readonly string[] {
  if (isEmpty(name)) return [];
  const turned = name.replace(/^(.+) (le|la|les|l)$/, '$2 $1');
  const forms = [
    name.replace(surroundings, ''),
    name.replace(/^(?:centre|commune|mairie|ville) (?:de|du|des) /, ''),
    name.replace(/ (?:sur|sous) /, (word) => (word === ' sur ' ? ' sous ' : ' sur ')),
    normalisePlaceName(turned),
    ...['le', 'la', 'les'].map((article) => `${article} ${name}`),
    ...(/^[aeiouyh].{4}/.test(name) ? [`l${name}`] : []),
  ];
  return forms.filter((form) => form !== name);
}

function isEmpty(name: string): boolean {
  return name.split(' ').every((word) => emptyWords.has(word));
}

function unique(rows: readonly number[]): readonly number[] {
  return [...new Set(rows)];
}
