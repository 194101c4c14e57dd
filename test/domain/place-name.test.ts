import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normaliseLines, normalisePlaceName } from '../../src/domain/place-name.js';

describe('a normalised place name', () => {
  it.each([
    ['Saint-Étienne', 'saint etienne'],
    ['ST ETIENNE', 'saint etienne'],
    ['Ste-Maxime', 'sainte maxime'],
    ['Stes-Maries de la Mer', 'saintes maries de la mer'],
    ["L'Haÿ-les-Roses", 'lhay les roses'],
    ['L’Haÿ les Roses', 'lhay les roses'],
    ['L HAY LES ROSES', 'lhay les roses'],
    ["Villeneuve-d'Ascq", 'villeneuve dascq'],
    ['Castelnau-le-Lez', 'castelnau le les'],
    ['Joué-lès-Tours', 'joue les tours'],
    ['Marcq-en-Barœul', 'marcq en baroeul'],
    ['Chalon s/Saône', 'chalon sur saone'],
    ['Aÿ-Champagne', 'ay champagne'],
    ['  Bors (Canton de Charente-Sud) ', 'bors canton de charente sud'],
    ['ND-de-Bellecombe', 'notre dame de bellecombe'],
    ['Mt-de-Marsan', 'mont de marsan'],
  ])('writes %s as %s', (text, expected) => {
    expect(normalisePlaceName(text)).toBe(expected);
  });

  it.each(['', '   ', "-'/()", '日本', '🏠'])('is empty for %j, which has no letter of ours', (text) => {
    expect(normalisePlaceName(text)).toBe('');
  });

  it('is its own normal form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const name = normalisePlaceName(text);
        fc.pre(!/\b[ld]\b/.test(name));
        expect(normalisePlaceName(name)).toBe(name);
      }),
    );
  });

  it('has only words of plain letters and digits, one space apart', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(normalisePlaceName(text)).toMatch(/^(?:[a-z0-9]+(?: [a-z0-9]+)*)?$/);
      }),
    );
  });

  it('is the same among many as alone', () => {
    const names = ["L'Épine", 'Bors (Canton de Tude-et-Lavalette)', 'Œuilly', 'Saint-Remy'];

    const lines = normaliseLines(names.join('\n')).split('\n');

    expect(lines.map((line) => line.trim())).toEqual(names.map(normalisePlaceName));
  });
});
