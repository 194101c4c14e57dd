import fc from 'fast-check';
import type { Document } from './fluximmo.js';

/** Values that no field of the vendor's should hold. */
const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, '', ' ', 'junk', 'NaN', '-1', '1e999', -1, 0.5, 1e308, 2 ** 53, true, [], {}, [null], [[]], {
    data: {},
  }),
  fc.constantFrom('CLASS_NEW', 'OFFER_NEW', 'CURRENCY_XAF', 'HEAT_DETAIL_NEW', 'ENERGY_CLASSIFICATION_Z'),
  fc.jsonValue({ maxDepth: 4 }),
  fc.integer({ min: 1, max: 60 }).map((depth) => {
    let deep: unknown = 'bottom';
    for (let level = 0; level < depth; level++) deep = level % 2 === 0 ? [deep] : { location: deep };
    return deep;
  }),
);

const poisonousKeys = fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', 'then');

/** A change to one record, deep inside it: a field replaced, removed, nested or poisoned. `identity` is left alone. */
function spoiledRecord(record: Document, identity: readonly string[]): fc.Arbitrary<unknown> {
  const paths = pathsOf(record).filter(([top = '']) => !identity.includes(top));
  return fc
    .array(
      fc.record({
        path: fc.constantFrom(...paths),
        value: junk,
        how: fc.constantFrom('replace', 'remove', 'poison', 'list'),
        key: poisonousKeys,
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((changes) => {
      // A copy by way of JSON, as it will travel: an own "__proto__" survives there and nowhere else.
      const copy = JSON.parse(JSON.stringify(record)) as Document;
      for (const { path, value, how, key } of changes) {
        change(copy, path, (holder, name) => {
          if (how === 'remove') Reflect.deleteProperty(holder, name);
          else if (how === 'list') holder[name] = [holder[name], value];
          else if (how === 'poison' && !Array.isArray(holder)) poison(holder, key, value);
          else holder[name] = value;
        });
      }
      return copy;
    });
}

/** A list of records reordered, short, long, doubled, spoiled inside or replaced by junk, or several of these. */
export function spoiledList(records: readonly Document[], identity: readonly string[]): fc.Arbitrary<unknown[]> {
  const entry = (record: Document): fc.Arbitrary<unknown> =>
    fc.oneof(
      { weight: 4, arbitrary: fc.constant(record) },
      { weight: 3, arbitrary: spoiledRecord(record, identity) },
      { weight: 1, arbitrary: junk },
    );
  const all = fc.tuple(...records.map(entry));
  return fc.oneof(
    all,
    all.chain((entries) => fc.shuffledSubarray(entries)),
    all.chain((entries) => fc.shuffledSubarray(entries, { minLength: entries.length })),
    fc.tuple(all, fc.array(junk, { maxLength: 3 })).map(([entries, more]) => [...entries, ...more]),
    fc.tuple(all, all).chain(([entries, again]) => {
      const doubled = [...entries, ...again];
      return fc.shuffledSubarray(doubled, { minLength: entries.length });
    }),
  );
}

/** An answer around a list, mostly as documented. */
export function spoiledBody(entries: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 12, arbitrary: entries.map((data) => ({ data })) },
    { weight: 1, arbitrary: entries },
    { weight: 1, arbitrary: junk.map((data) => ({ data })) },
    { weight: 1, arbitrary: junk },
  );
}

/** As `JSON.parse` makes it: a key of its own, also where it is "__proto__". */
function poison(holder: Document, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true });
}

function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => [[...path, key], ...pathsOf(part, [...path, key])]);
}

function change(root: Document, path: readonly string[], apply: (holder: Document, name: string) => void): void {
  let holder: unknown = root;
  for (const name of path.slice(0, -1)) {
    if (typeof holder !== 'object' || holder === null) return;
    holder = (holder as Document)[name];
  }
  const last = path.at(-1);
  if (typeof holder === 'object' && holder !== null && last !== undefined) apply(holder as Document, last);
}
