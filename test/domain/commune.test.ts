import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CommuneData, CommuneIndex, PlaceContext } from '../../src/domain/commune.js';
import { createCommuneIndex } from '../../src/domain/commune.js';
import { normalisePlaceName } from '../../src/domain/place-name.js';
import type { SourceCommune } from '../support/communes.js';
import { readCommuneData, readSourceCommunes } from '../support/communes.js';

let data: CommuneData;
let communes: CommuneIndex;
let source: readonly SourceCommune[];
/** INSEE codes of the communes of today by normalised name. */
let namesakes: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  data = await readCommuneData();
  communes = createCommuneIndex(data);
  source = await readSourceCommunes();
  namesakes = codesByName(current(), ({ code }) => code);
});

describe('a place as an agent writes it', () => {
  it.each([
    ['Paris', '75056'],
    ['Paris, France', '75056'],
    ['Paris 75', '75056'],
    ['Paris (75)', '75056'],
    ['Paris 7ème', '75107'],
    ['Paris 7e arrondissement', '75107'],
    ['PARIS 07', '75107'],
    ['Paris VIIe', '75107'],
    ['PARIS XVIE', '75116'],
    ['Paris7', '75107'],
    ['Paris (7e)', '75107'],
    ['Paris 7ᵉ - Invalides', '75107'],
    ['7ème arrondissement de Paris', '75107'],
    ['75007 Paris', '75107'],
    ['Paris 75116', '75116'],
    ['75016', '75116'],
    ['Paris 1er', '75101'],
    ['Marseille', '13055'],
    ['Marseille (13)', '13055'],
    ['Marseille 8e', '13208'],
    ['Marseille 8e Arrondissement', '13208'],
    ['Marseille 13e', '13213'],
    ['Marseille 12 ème arrdt.', '13212'],
    ['Lyon', '69123'],
    ['Lyon 69', '69123'],
    ['Lyon 3', '69383'],
    ['Lyon 5ème - Vieux Lyon', '69385'],
    ['St-Laurent-du-Var', '06123'],
    ['Ste Maxime', '83115'],
    ['Aix en Provence', '13001'],
    ['Aix (13)', '13001'],
    ["L'Haÿ-les-Roses", '94038'],
    ['L HAY LES ROSES', '94038'],
    ['Isle Adam', '95313'],
    ['Aulnay s/s Bois', '93005'],
    ['Aulnay s/Bois', '93005'],
    ['Chalon s/Saône', '71076'],
    ['VILLENEUVE D ASCQ', '59009'],
    ['ST GERMAIN EN LAYE CEDEX', '78551'],
    ['Cannes (06400)', '06029'],
    ['06600 Antibes', '06004'],
    ['F-06600 Antibes', '06004'],
    ['06 600 Antibes', '06004'],
    ['06600', '06004'],
    ['06001 Nice Cedex 1', '06088'],
    ['Nice 06', '06088'],
    ['Nice, Alpes-Maritimes', '06088'],
    ['Nice Cimiez', '06088'],
    ['Ville de Nice', '06088'],
    ['Antibes Juan-les-Pins', '06004'],
    ['Antibes - Juan-les-Pins', '06004'],
    ['06160 Juan-les-Pins', '06004'],
    ['La Bocca (Cannes)', '06029'],
    ['Cannes et environs', '06029'],
    ['Mougins village', '06085'],
    ['Villefranche (06)', '06159'],
    ['Le Touquet', '62826'],
    ['Ajaccio 20', '2A004'],
    ['Bastia (2b)', '2B033'],
    ['Saint-Denis (974)', '97411'],
    ['St Denis de la Réunion', '97411'],
    ['97400 Saint-Denis', '97411'],
    ['Vienne, Isère', '38544'],
    ['Château-Chinon (Ville)', '58062'],
    ['Teva I Uta', '98752'],
    ['Y', '80829'],
    ['Ver', '50626'],
    ['VER SUR MER', '14739'],
  ])('is understood: %s', (text, inseeCode) => {
    expect(resolve(text)).toEqual(['EXACT', inseeCode]);
  });

  it.each([
    ['several communes have that name', 'Saint-Denis', ['11339', '30247', '93066', '97411']],
    ['13 is both an arrondissement and the département', 'Marseille 13', ['13055', '13213']],
    ['two arrondissements are said', 'Paris 5e / 6e', ['75105', '75106']],
    ['two towns are said', 'Cannes / Le Cannet', ['06029', '06030']],
    ['name and postal code contradict each other', 'Cannes 06600', ['06004', '06029']],
    ['arrondissement and postal code contradict each other', 'Paris 8e 75007', ['75107', '75108']],
    ['only its beginning is said', 'Château-Chinon', ['58062', '58063']],
  ])('is ambiguous where %s: %s', (_why, text, inseeCodes) => {
    expect(resolve(text)).toEqual(['AMBIGUOUS', ...inseeCodes]);
  });

  it('is any commune of a postal code that says no more', () => {
    const expected = current().filter(({ codesPostaux }) => codesPostaux?.includes('06530'));

    expect(resolve('06530')).toEqual(['AMBIGUOUS', ...expected.map(({ code }) => code)]);
  });

  it.each([
    '',
    '   ',
    '!!!',
    '123',
    '06',
    '99999',
    'Nulle Part',
    'appartement',
    'Saint',
    'le',
    'France',
    'Hauts-de-Seine',
    'PACA',
    'Genève, Suisse',
    'Vienne, Autriche',
    'Paris 21e',
    'Cannes (83)',
    'Lille Métropole',
    'Port Grimaud',
    'Châlons-sur-Marne',
    'constructor',
    `Nice${' '.repeat(500)}`,
  ])('is not made up where it says nothing certain: %j', (text) => {
    expect(resolve(text)).toEqual(['UNRESOLVED']);
  });

  it.each(['nord ', '(', 'a - ', 'Var, ', 's/', 'la roche ', '7e '])(
    'is answered however often it repeats %j',
    (piece) => {
      const text = piece.repeat(200 / piece.length);

      expect(resolve(text, { department: '59', nearbyInseeCodes: ['06004'] })).toEqual(['UNRESOLVED']);
    },
  );

  it('is never an error', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('Paris', 'St-', 's/', ' 7e', ' (', ')', '06600', ' - ', ', ', 'XVI', 'Réunion', '2A', 'cedex'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const { resolution, inseeCodes } = communes.resolvePlace(pieces.join(''));
        const counts = { UNRESOLVED: [0, 0], EXACT: [1, 1], AMBIGUOUS: [2, Infinity] }[resolution];
        expect(inseeCodes.length).toBeGreaterThanOrEqual(counts[0] ?? NaN);
        expect(inseeCodes.length).toBeLessThanOrEqual(counts[1] ?? NaN);
        expect(inseeCodes.every((code) => communes.findByInseeCode(code) !== null)).toBe(true);
      }),
    );
  });
});

describe('the context of a place', () => {
  it.each<[string, PlaceContext, string]>([
    ['Saint-Denis', { department: '974' }, '97411'],
    ['Saint-Denis', { department: 'Seine-Saint-Denis' }, '93066'],
    ['Saint-Denis', { region: '04' }, '97411'],
    ['Saint-Denis', { region: 'Île-de-France' }, '93066'],
    ['Saint-Denis', { countryCode: 'RE' }, '97411'],
    ['Saint-Denis', { postalCode: '93200' }, '93066'],
    ['Juan-les-Pins', { postalCode: '06160' }, '06004'],
    ['Paris', { postalCode: '75007' }, '75107'],
    ['Sainte-Colombe', { nearbyInseeCodes: ['69123', 'no code'] }, '69189'],
    ['Boulogne', { department: '92' }, '92012'],
    ['Antibes', { countryCode: 'fr', department: null, region: null, postalCode: null }, '06004'],
  ])('decides between namesakes: %s with %j', (text, context, inseeCode) => {
    expect(resolve(text, context)).toEqual(['EXACT', inseeCode]);
  });

  it.each<[string, PlaceContext, string]>([
    ['Paris 7ème', { department: '06', region: '93', nearbyInseeCodes: ['06004'] }, '75107'],
    ['Cannes', { department: '77' }, '06029'],
    ['06600 Antibes', { postalCode: '75001' }, '06004'],
    ['Antibes', { department: 'nowhere', region: 'nowhere', postalCode: 'x', nearbyInseeCodes: ['x'] }, '06004'],
  ])('does not overrule the text: %s with %j', (text, context, inseeCode) => {
    expect(resolve(text, context)).toEqual(['EXACT', inseeCode]);
  });

  it('leaves a place abroad alone, whatever it is called', () => {
    expect(resolve('Paris', { countryCode: 'US' })).toEqual(['UNRESOLVED']);
    expect(resolve('06600 Antibes', { countryCode: 'CH' })).toEqual(['UNRESOLVED']);
    expect(resolve('Antibes', { countryCode: 'RE' })).toEqual(['UNRESOLVED']);
  });

  it('adds what a name may be short for where none of its namesakes is near', () => {
    expect(resolve('Neuilly', { nearbyInseeCodes: ['92012'] })).toEqual(['AMBIGUOUS', '27429', '58191', '92051']);
  });
});

describe('every commune of today', () => {
  it('is found by its name and département', () => {
    const lost = current().filter(
      ({ code, nom, departement }) => !resolve(nom, { department: departement }).includes(code),
    );

    expect(lost).toEqual([]);
  });

  it('is found by its postal code and name', () => {
    const lost = withPostalCodes(current()).filter(({ code, nom, postalCode }) => {
      const found = communes.findByPostalCodeAndName(postalCode, nom);
      return found === null || !communes.covers(code, found.inseeCode);
    });

    expect(lost).toEqual([]);
  });

  it('is exact by a name that is unique, and with a namesake ambiguous with all of them', () => {
    const wrong = [...namesakes].filter(([name, codes]) => {
      const { resolution, inseeCodes } = communes.resolvePlace(name);
      return (
        resolution !== (codes.length === 1 ? 'EXACT' : 'AMBIGUOUS') || inseeCodes.join() !== [...codes].sort().join()
      );
    });

    expect(wrong).toEqual([]);
  });

  it('is found whatever the case, accents, hyphens, apostrophes and abbreviations', () => {
    const spellings: readonly ((name: string) => string)[] = [
      (name) => name.toUpperCase(),
      (name) => name.toLowerCase(),
      (name) => name.normalize('NFD'),
      (name) => name.normalize('NFD').replace(/\p{M}/gu, ''),
      (name) => name.replaceAll('-', ' '),
      (name) => name.replaceAll("'", '’'),
      (name) => name.replaceAll("'", ' '),
      (name) => name.replace(/\bSaint(e?)\b/g, 'St$1'),
      (name) => name.replace(/-sur-/g, ' s/'),
      (name) => ` ${name}  `,
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...current()),
        fc.shuffledSubarray([...spellings]),
        ({ code, nom, departement }, ways) => {
          const spelling = ways.reduce((name, respell) => respell(name), nom);
          expect(resolve(spelling, { department: departement })).toContain(code);
          expect(resolve(spelling)).toEqual(resolve(nom));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('is in the département and region of its record, whatever its postal code', () => {
    const places = source.filter(({ chefLieu }) => chefLieu === undefined);
    const wrong = places.filter(({ code, departement, region }) => {
      const found = communes.findByInseeCode(code);
      return found?.departmentCode !== departement || found.regionCode !== region;
    });

    expect(wrong).toEqual([]);
    expect(
      withPostalCodes(places).some(
        ({ departement, postalCode }) => isOfMainland(departement) && !postalCode.startsWith(departement),
      ),
    ).toBe(true);
  });
});

describe('a commune that is now part of another', () => {
  it('is found as that other by its name, where no commune of today has the name', () => {
    const formers = source.filter(({ chefLieu }) => chefLieu !== undefined);
    const wrong = [...codesByName(formers, ({ chefLieu = '' }) => chefLieu)].filter(([name, codes]) => {
      if (namesakes.has(name)) return false;
      return communes.resolvePlace(name).inseeCodes.join() !== [...new Set(codes)].sort().join();
    });

    expect(wrong).toEqual([]);
  });

  it('does not stand beside a commune of today that bears its name', () => {
    const names = source.filter(({ chefLieu }) => chefLieu !== undefined).map(({ nom }) => normalisePlaceName(nom));
    const borne = names.filter((name) => namesakes.has(name));

    expect(borne).toContain('annecy');
    expect(
      borne.filter((name) => resolve(name).slice(1).join() !== [...(namesakes.get(name) ?? [])].sort().join()),
    ).toEqual([]);
  });

  it('is found by the postal code of what it is part of', () => {
    expect(communes.findByPostalCodeAndName('01200', 'Bellegarde-sur-Valserine')?.name).toBe('Valserhône');
  });
});

describe('a city with arrondissements', () => {
  const cities = [
    ['75056', 75101, 75120],
    ['69123', 69381, 69389],
    ['13055', 13201, 13216],
  ] as const;

  it.each(cities)('%s has those from %i to %i, and covers them', (city, first, last) => {
    const arrondissements = Array.from({ length: last - first + 1 }, (_, index) => String(first + index));

    expect(communes.arrondissementsOf(city)).toEqual(arrondissements);
    for (const arrondissement of arrondissements) {
      expect(communes.parentOf(arrondissement)).toBe(city);
      expect(communes.covers(city, arrondissement)).toBe(true);
      expect(communes.covers(arrondissement, city)).toBe(false);
      expect(communes.covers(arrondissement, arrondissement)).toBe(true);
      expect(communes.findByInseeCode(arrondissement)?.parentInseeCode).toBe(city);
    }
  });

  it('does not cover the arrondissements of another', () => {
    expect(communes.covers('75056', '69381')).toBe(false);
    expect(communes.covers('75101', '75102')).toBe(false);
  });

  it('is stood for by the arrondissement that has a postal code', () => {
    expect(codesAt('75011')).toEqual(['75111']);
    expect(codesAt('75116')).toEqual(['75116']);
    expect(communes.findByPostalCodeAndName('75011', 'Paris')?.inseeCode).toBe('75111');
    expect(communes.findByPostalCodeAndName('75011', 'PARIS 11EME')?.inseeCode).toBe('75111');
    expect(communes.findByPostalCodeAndName('75011', 'Paris 12e')).toBeNull();
  });

  it('alone has a parent or arrondissements', () => {
    expect(communes.arrondissementsOf('06004')).toEqual([]);
    expect(communes.parentOf('06004')).toBeNull();
    expect(communes.covers('06004', '06004')).toBe(true);
  });
});

describe('a code', () => {
  it('finds the whole record of a commune', () => {
    expect(communes.findByInseeCode('06004')).toEqual({
      inseeCode: '06004',
      name: 'Antibes',
      departmentCode: '06',
      departmentName: 'Alpes-Maritimes',
      regionCode: '93',
      regionName: "Provence-Alpes-Côte d'Azur",
      postalCodes: ['06160', '06600'],
      parentInseeCode: null,
      overseasTerritory: null,
    });
  });

  it.each([
    ['97105', 'GUADELOUPE'],
    ['97209', 'MARTINIQUE'],
    ['97302', 'GUYANE'],
    ['97411', 'REUNION'],
    ['97611', 'MAYOTTE'],
    ['98818', 'NEW_CALEDONIA'],
    ['2A004', null],
  ])('of %s is in %s', (inseeCode, territory) => {
    expect(communes.findByInseeCode(inseeCode)?.overseasTerritory).toBe(territory);
  });

  it('is never taken for one of the other kind', () => {
    // 75012 is a postal code of Paris, and the INSEE code that Boulogne-Billancourt had until 1968.
    expect(communes.findByInseeCode('75012')).toBeNull();
    expect(codesAt('75012')).toEqual(['75112']);
    expect(codesAt('75112')).toEqual([]);
  });

  it.each(['', '0600', '060040', '06A04', 'abcde', '99999', '06004 ', '__proto'])('%j finds nothing', (code) => {
    expect(communes.findByInseeCode(code)).toBeNull();
    expect(communes.findByPostalCode(code)).toEqual([]);
    expect(communes.findByPostalCodeAndName(code, 'Antibes')).toBeNull();
    expect(communes.parentOf(code)).toBeNull();
    expect(communes.arrondissementsOf(code)).toEqual([]);
  });

  it('with the name of another place finds nothing', () => {
    expect(communes.findByPostalCodeAndName('06600', 'Cannes')).toBeNull();
    expect(communes.findByPostalCodeAndName('06600', '')).toBeNull();
  });
});

describe('data that are not valid', () => {
  it.each<[string, (valid: CommuneData) => unknown]>([
    ['the data should be an object, not null', () => null],
    ['communes should be an object, not undefined', ({ communes: _communes, ...rest }) => rest],
    ['communes.names should be a text, not number', (valid) => withColumns(valid, { names: 1 })],
    ['communes.names has 1 lines where', (valid) => withColumns(valid, { names: 'Paris' })],
    ['communes.postalCodes has 1 lines where', (valid) => withColumns(valid, { postalCodes: '75001' })],
    [
      'communes.postalCodes has "O1400"',
      (valid) => withColumns(valid, { postalCodes: valid.communes.postalCodes.replace(/^\d/, 'O') }),
    ],
    ['communes.inseeCodes is empty', (valid) => withColumns(valid, { inseeCodes: '' })],
    ['communes.inseeCodes does not divide', (valid) => withColumns(valid, { inseeCodes: '7505' })],
    [
      'communes.inseeCodes has "75x56"',
      (valid) => withColumns(valid, { inseeCodes: '75x56', names: 'a', postalCodes: '' }),
    ],
    [
      'communes.inseeCodes is not in ascending order at 06004',
      (valid) => withColumns(valid, { inseeCodes: '7505606004', names: 'a\nb', postalCodes: '\n' }),
    ],
    ['departments should be a list of 3 texts each', (valid) => ({ ...valid, departments: [['01', 'Ain']] })],
    ['departments lacks 01', (valid) => ({ ...valid, departments: [] })],
    ['regions lacks', (valid) => ({ ...valid, regions: [] })],
    ['arrondissements.75056 should be a list of texts', (valid) => ({ ...valid, arrondissements: { 75056: null } })],
    ['arrondissements names 75001', (valid) => ({ ...valid, arrondissements: { 75001: [] } })],
    [
      'formerCommunes.inseeCodes names 75001',
      (valid) => ({ ...valid, formerCommunes: { names: 'a', inseeCodes: '75001' } }),
    ],
    [
      'formerCommunes.names has 2 lines',
      (valid) => ({ ...valid, formerCommunes: { names: 'a\nb', inseeCodes: '75056' } }),
    ],
    ['towns should be a text, not object', (valid) => ({ ...valid, towns: [] })],
  ])('are refused: %s', (message, spoil) => {
    // What a file holds is not bound to the type.
    const spoilt = spoil(data) as CommuneData;

    expect(() => createCommuneIndex(spoilt)).toThrow(message);
  });
});

function resolve(text: string, context?: PlaceContext): readonly string[] {
  const { resolution, inseeCodes } = communes.resolvePlace(text, context);
  return [resolution, ...inseeCodes];
}

function codesAt(postalCode: string): readonly string[] {
  return communes.findByPostalCode(postalCode).map(({ inseeCode }) => inseeCode);
}

function current(): readonly SourceCommune[] {
  return source.filter(({ type }) => type === 'commune-actuelle');
}

/** Corsica's postal codes begin with 20, and those overseas with what is longer than a département's two digits. */
function isOfMainland(department: string): boolean {
  return /^\d\d$/.test(department);
}

function withPostalCodes(rows: readonly SourceCommune[]) {
  return rows.flatMap((row) => (row.codesPostaux ?? []).map((postalCode) => ({ ...row, postalCode })));
}

function codesByName(rows: readonly SourceCommune[], codeOf: (row: SourceCommune) => string) {
  const codes = new Map<string, string[]>();
  for (const row of rows) {
    const name = normalisePlaceName(row.nom);
    codes.set(name, [...(codes.get(name) ?? []), codeOf(row)]);
  }
  return codes;
}

function withColumns(valid: CommuneData, columns: Readonly<Record<string, unknown>>): unknown {
  return { ...valid, communes: { ...valid.communes, ...columns } };
}
