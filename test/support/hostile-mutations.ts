/** From 0 to 1, without 1. */
type Random = () => number;

/** A body of a POST to /graphql: text, or bytes that are perhaps no text. */
type FuzzedBody = string | Uint8Array;

const LONGEST_SEED = 5_000;
const names = ['adverts', 'advert', 'viewer', 'nodes', 'edges', 'property', 'flxId', 'first', 'filter', '__typename'];
const marks = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ':',
  '!',
  '$',
  '@',
  '...',
  '|',
  '=',
  '&',
  '"',
  '"""',
  '#',
  ',',
  '\\',
  '\u0000',
];
const words = [
  'query',
  'mutation',
  'subscription',
  'fragment',
  'on',
  'true',
  'null',
  '__proto__',
  '1e400',
  '-0',
  '"\\u0000"',
];
const tokens: readonly string[] = [...names, ...marks, ...words];
const odd: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  '__proto__',
  [],
  [[]],
  {},
  { a: { b: [null] } },
  '\uD800',
  'x'.repeat(3000),
];

/** A mistake in one of these may leave it valid, so that it is executed. */
const soundQueries: readonly string[] = [
  '{ adverts(first: 2, filter: { inseeCode: "75111" }) { totalCount nodes { flxId title price { amount } } } }',
  'query A($n: Int = 1) { adverts(first: $n) { edges { cursor node { property { flxId } zoneStatistics { median } } } } }',
  '{ viewer { clientId scopes agencyIds } node(id: "x") { id __typename } nodes(ids: ["x", "y"]) { id } }',
  'query B($f: Boolean! = true) { ...F @include(if: $f) } fragment F on Query { a: viewer { clientId } advert(flxId: "x") { title } }',
  '{ __schema { types { name fields { name type { name } } } } __type(name: "Advert") { kind } }',
];

/**
 * Requests made of others by mistakes in their grammar, their JSON and their bytes; the same `random` makes the same
 * ones. `seeds` are bodies, of which those without a query are left out.
 */
export function createHostileMutations(seeds: readonly unknown[], random: Random): () => FuzzedBody {
  const upTo = (most: number) => Math.floor(random() * most);
  const oneOf = <Item>(items: readonly Item[]): Item => {
    const item = items[upTo(items.length)];
    if (item === undefined) throw new Error('There is nothing to choose from.');
    return item;
  };
  const hostile = seeds.map(queryOf).filter((query) => query !== '' && query.length <= LONGEST_SEED);
  const [sound, all] = [soundQueries.map(tokensOf), [...soundQueries, ...hostile].map(tokensOf)];

  /** Tokens dropped, doubled, renamed, put in and carried over from another document. */
  function mutateGrammar(): string {
    const text = [...oneOf(random() < 0.5 ? sound : all)];
    for (let left = random() < 0.5 ? 1 : 1 + upTo(6); left > 0; left -= 1) {
      const at = upTo(text.length + 1);
      const other = oneOf(all);
      const from = upTo(other.length);
      const kind = upTo(10);
      if (kind === 0) text.splice(at, 1 + upTo(3));
      else if (kind === 1) text.splice(at, 0, ...text.slice(at, at + 1 + upTo(20)));
      else if (kind === 2) text.splice(at, 0, oneOf(tokens));
      else if (kind === 3) text.splice(at, 1, oneOf(tokens));
      else if (kind === 4) text.splice(at, upTo(5), ...other.slice(from, from + 1 + upTo(30)));
      else rename(text, at);
    }
    return text.join(' ');
  }

  /** The next word becomes another, which leaves the document one that parses. */
  function rename(text: string[], from: number): void {
    const at = text.findIndex((token, index) => index >= from && /^\w/.test(token));
    if (at !== -1) text[at] = oneOf(names);
  }

  function mutateMembers(query: string): Readonly<Record<string, unknown>> {
    const body: Record<string, unknown> = { query };
    for (const name of ['variables', 'operationName', 'extensions']) if (random() < 0.4) body[name] = oneOf(odd);
    if (random() < 0.3) body['variables'] = { n: oneOf(odd), ids: oneOf(odd), f: oneOf(odd), v: oneOf(odd) };
    if (random() < 0.1) {
      body['extensions'] = { persistedQuery: { version: oneOf([1, ...odd]), sha256Hash: oneOf(odd) } };
    }
    if (random() < 0.1) body['query'] = oneOf(odd);
    return body;
  }

  function mutateBytes(text: string): Uint8Array {
    const bytes = [...new TextEncoder().encode(text)];
    for (let left = 1 + upTo(8); left > 0; left -= 1) {
      const at = upTo(bytes.length + 1);
      const kind = upTo(4);
      if (kind === 0) bytes.splice(at, 1 + upTo(10));
      else if (kind === 1) bytes.splice(at, 0, upTo(256));
      else if (kind === 2) bytes.splice(at, 1, upTo(256));
      else if (random() < 0.2) bytes.splice(at);
    }
    return Uint8Array.from(bytes);
  }

  return () => {
    const kind = random();
    const query = mutateGrammar();
    if (kind < 0.5) return JSON.stringify({ query });
    const members = JSON.stringify(mutateMembers(query));
    return kind < 0.75 ? members : mutateBytes(members);
  };
}

function queryOf(seed: unknown): string {
  const query = typeof seed === 'object' && seed !== null && 'query' in seed ? seed.query : '';
  return typeof query === 'string' ? query : '';
}

function tokensOf(query: string): readonly string[] {
  return query.match(/"""[\s\S]*?"""|"[^"]*"|\.\.\.|\w+|\S/g) ?? [];
}

/** A small generator of random numbers that can be begun again (mulberry32). */
export function createSeededRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
