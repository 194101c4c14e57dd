import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { GraphQLInputObjectType } from 'graphql';
import { GraphQLEnumType, buildASTSchema, getNamedType, parse } from 'graphql';
import { prepareSubject } from '../../src/domain/valuation-subject.js';
import type { SubjectOverrides } from '../../src/domain/valuation-subject.js';
import type { ValuationProvider } from '../../src/domain/valuation.js';
import { generalConditions, habitationTypes } from '../../src/domain/vocabulary.js';
import { anyOverrides, anyTold, overrideFields } from '../domain/arbitrary-subjects.js';
import { anAdvert, toldFlat, toldHouse } from '../domain/listing-samples.js';
import type { Told } from '../domain/listing-samples.js';
import { documented as dimexFields } from '../upstream/dimex/strict-dimex.js';
import { documented as priceHubbleFields } from '../upstream/pricehubble/strict-pricehubble.js';

const page = readFileSync('docs/valuation-inputs.md', 'utf8');
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((text) => [text.split('\n')[0] ?? '', text]),
);
/** The cells of every row of a section's table. */
function rowsOf(section: string): readonly (readonly string[])[] {
  const rows = (sections.get(section) ?? '').split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
const derivation = (what: string) => rowsOf('Derivations').find(([name]) => name === what)?.[1] ?? '';

const schema = buildASTSchema(
  parse(['base', 'listing', 'valuation'].map((name) => readFileSync(`schema/${name}.graphql`, 'utf8')).join('\n')),
  { assumeValidSDL: true },
);
const subjectInput = schema.getType('ValuationSubjectInput') as GraphQLInputObjectType;
const inputFields = Object.keys(subjectInput.getFields());

function inputsOf(provider: ValuationProvider, told: Told, overrides: SubjectOverrides = {}) {
  const sources = { overrides, advert: anAdvert(told), property: null };
  return prepareSubject(provider, sources, { dealType: 'SALE', today: '2026-11-21' }).inputs;
}
const valueOf = (provider: ValuationProvider, told: Told, field: string, overrides?: SubjectOverrides) =>
  inputsOf(provider, told, overrides).find((input) => input.field === field)?.value;

describe('the page on the inputs of a valuation', () => {
  it('has every field that a client may give in its tables, and no other', () => {
    const tables = ['Dimex, houses and flats', 'Dimex, houses', 'Dimex, flats', 'PriceHubble'].flatMap(rowsOf);
    const told = new Set(tables.flatMap(([, input = '']) => /^`(\w+)`$/.exec(input)?.[1] ?? []));

    expect(inputFields.filter((field) => !told.has(field))).toEqual([]);
    expect([...told].filter((field) => !inputFields.includes(field))).toEqual([]);
  });

  it.each([
    ['Dimex, houses', Object.keys(dimexFields['/v0/hed-fr-sfh'])],
    ['Dimex, flats', Object.keys(dimexFields['/v0/hed-fr-con'])],
    ['PriceHubble', Object.keys(priceHubbleFields)],
  ])('has every field that is documented in its tables: %s', (section, names) => {
    const text = `${sections.get(section) ?? ''} ${section.startsWith('Dimex') ? (sections.get('Dimex, houses and flats') ?? '') : ''}`;

    expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });

  it('lists the defaults that there are, and no default is ever another', () => {
    const listed = rowsOf('Defaults').map(([field, value]) => `${field ?? ''}=${value ?? ''}`.replaceAll('`', ''));
    const seen = new Set<string>();
    fc.assert(
      fc.property(
        fc.constantFrom<ValuationProvider>('DIMEX', 'PRICEHUBBLE'),
        anyTold,
        anyOverrides,
        fc.boolean(),
        (provider, told, overrides, isPlaced) => {
          const inputs = inputsOf(provider, isPlaced ? told : { ...told, location: null }, overrides);
          for (const { field, value, origin } of inputs) if (origin === 'DEFAULT') seen.add(`${field}=${value}`);
        },
      ),
      { numRuns: 2000 },
    );

    expect([...seen].toSorted()).toEqual(listed.toSorted());
  });

  it('tells the score of every condition', () => {
    const general = derivation('condition score').split('Interior:')[0] ?? '';
    for (const condition of generalConditions.filter((each) => each !== 'UNKNOWN')) {
      const score = valueOf('DIMEX', { ...toldFlat, generalConditions: [condition] }, 'conditionScore') ?? '';
      expect(general).toMatch(new RegExp(`\\b${condition} ${score.replace('.', '\\.')}(?=[,.] )`));
    }
  });

  it('tells which habitation makes which kind of house and of flat', () => {
    for (const type of habitationTypes) {
      const houseType = valueOf('DIMEX', { ...toldHouse, types: [type] }, 'houseType') ?? '';
      const flatType = valueOf('DIMEX', { ...toldFlat, roomCount: 1, types: [type] }, 'flatType') ?? '';
      const subtype = valueOf('PRICEHUBBLE', { ...toldHouse, types: [type] }, 'propertySubtype');
      if (houseType !== 'DETACHED_HOUSE') {
        expect(derivation('house type')).toMatch(new RegExp(`\\b${type}\\b[A-Z, and]* → ${houseType}\\b`));
      }
      if (flatType !== 'STANDARD') expect(derivation('flat type')).toContain(`→ ${flatType}`);
      if (subtype !== undefined) expect(derivation('subtype')).toContain(`${type} → ${subtype}`);
    }
  });

  it.each([
    ['condition of a part', 'conditionScore', 'kitchenCondition', [2.49, 2.5, 3.99, 4]],
    ['quality of a part', 'standardScore', 'kitchenQuality', [2.49, 2.5, 3.49, 3.5, 4.49, 4.5]],
  ] as const)('tells at which score the %s changes', (what, scoreField, field, scores) => {
    const steps = [...derivation(what).matchAll(/below ([\d.]+) (\w+)/g)].map(([, bound, word]) => ({ bound, word }));
    const last = /else (\w+)/.exec(derivation(what))?.[1];
    for (const score of scores) {
      const told = steps.find(({ bound }) => score < Number(bound))?.word ?? last;
      expect(valueOf('PRICEHUBBLE', toldFlat, field, { [scoreField]: score })).toBe(told);
    }
  });
});

describe('what a client may say of a property', () => {
  it('is the same to the schema and to the rules', () => {
    expect([...overrideFields].toSorted()).toEqual(inputFields.toSorted());
  });

  it('is tried with values of the schema: every word that the samples use is one', () => {
    fc.assert(
      fc.property(anyOverrides, (overrides) => {
        for (const [field, value] of Object.entries(overrides)) {
          const type = getNamedType(subjectInput.getFields()[field]?.type);
          if (type instanceof GraphQLEnumType) expect(type.getValue(String(value))).toBeDefined();
        }
      }),
      { numRuns: 500 },
    );
  });
});
