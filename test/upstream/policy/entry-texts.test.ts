import { expect, test } from '@jest/globals';
import { createEntryTextReader } from '../../../src/upstream/policy/entry-texts.js';

const textOf = (of: string) => JSON.stringify({ value: { key: of, readAt: 0, value: { of, parts: [{ price: 1 }] } } });

test('A text is read once, whoever has it', () => {
  const read = createEntryTextReader({ maxBytes: 10_000 });
  const entry = read(textOf('one'));
  expect(entry).toEqual(JSON.parse(textOf('one')));
  expect(read(textOf('one'))).toBe(entry);
  expect(read(textOf('other'))).toEqual(JSON.parse(textOf('other')));
});

test('What is shared cannot be changed, however deep it lies', () => {
  const read = createEntryTextReader({ maxBytes: 10_000 });
  const entry = read(textOf('one')) as unknown as { value: { value: { parts: { price: number }[] } } };
  expect(() => entry.value.value.parts.push({ price: 2 })).toThrow(TypeError);
  expect(() => entry.value.value.parts.forEach((part) => (part.price = 2))).toThrow(TypeError);
  expect(read(textOf('one'))).toEqual(JSON.parse(textOf('one')));
});

test('What was read longest ago is let go beyond the bound, and a text that is larger than it is not held at all', () => {
  const read = createEntryTextReader({ maxBytes: 1000 });
  const first = read(textOf('1'));
  for (const name of ['2', '3', '4', '5']) read(textOf(name));
  expect(read(textOf('1'))).toEqual(first);
  expect(read(textOf('1'))).not.toBe(first);
  const large = textOf('x'.repeat(1000));
  expect(read(large)).toEqual(JSON.parse(large));
  expect(read(large)).not.toBe(read(large));
});

test.each(['', 'no JSON', '{"value":', 'null', '7', '"text"', '[{}]', `${'['.repeat(100_000)}${']'.repeat(100_000)}`])(
  'What is no text of ours is not there',
  (text) => {
    expect(createEntryTextReader({ maxBytes: 10_000_000 })(text)).toBeUndefined();
  },
);

test('What is nested deeper than can be followed is not there', () => {
  const deep = `{"value":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
  expect(createEntryTextReader({ maxBytes: 10_000_000 })(deep)).toBeUndefined();
});
