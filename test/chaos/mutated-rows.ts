export type Random = () => number;
export type Rows = readonly unknown[];

/**
 * What the position of a row means. BY_KEY: nothing, each row says what it is for, so that rows may come anyhow.
 * BY_POSITION: everything, so that an answer of the same length in another order could not be told from a right one, and
 * is not made here.
 */
export type Alignment = 'BY_KEY' | 'BY_POSITION';

type Mutation = (rows: Rows, random: Random) => Rows;

const junk: readonly unknown[] = [
  null,
  0,
  -1,
  1e308,
  '',
  'junk',
  'NaN',
  true,
  [],
  {},
  [null],
  { data: {} },
  { status: 'KO' },
];

const pick = <T>(from: readonly T[], random: Random): T | undefined => from[Math.floor(random() * from.length)];
const placeIn = (rows: Rows, random: Random) => Math.floor(random() * rows.length);

/** Rows that come fewer, or more, than were asked for. */
const ofAnotherLength: readonly Mutation[] = [
  (rows, random) => rows.toSpliced(placeIn(rows, random), 1),
  (rows, random) => rows.toSpliced(placeIn(rows, random), 0, pick(rows, random)),
  (rows, random) => rows.toSpliced(placeIn(rows, random), 0, pick(junk, random)),
  (rows) => rows.slice(1),
  (rows) => rows.slice(0, -1),
  (rows) => [...rows, ...rows],
  (rows, random) => rows.slice(0, placeIn(rows, random)),
  () => [],
];

/** Rows that cannot be read, each in its own place. */
const spoiled: readonly Mutation[] = [
  (rows, random) => rows.with(placeIn(rows, random), pick(junk, random)),
  (rows, random) => rows.map((row) => (random() < 0.3 ? pick(junk, random) : row)),
  (rows, random) => {
    const at = placeIn(rows, random);
    return rows.with(at, withSpoiledField(rows[at], random));
  },
];

/** Rows in another order, or in the place of others. */
const displaced: readonly Mutation[] = [
  (rows) => rows.toReversed(),
  (rows) => [...rows.slice(1), ...rows.slice(0, 1)],
  (rows, random) => rows.toSorted(() => random() - 0.5),
  (rows, random) => rows.with(placeIn(rows, random), pick(rows, random)),
];

/** A batch's rows as a vendor should never send them: one change, or two of them. */
export function mutateRows(rows: Rows, alignment: Alignment, random: Random): Rows {
  if (alignment === 'BY_KEY') {
    const all = [...ofAnotherLength, ...spoiled, ...displaced];
    return apply(all, random() < 0.5 ? rows : apply(all, rows, random), random);
  }
  const inPlace = random() < 0.5 ? rows : apply(spoiled, rows, random);
  const mutated = random() < 0.3 ? apply(spoiled, inPlace, random) : apply(ofAnotherLength, inPlace, random);
  // Of nothing but its length can be told that it is wrong.
  return mutated;
}

function apply(mutations: readonly Mutation[], rows: Rows, random: Random): Rows {
  if (rows.length === 0) return rows;
  return pick(mutations, random)?.(rows, random) ?? rows;
}

/** A row with one of its fields gone or replaced; what says whose it is stays as it is. */
function withSpoiledField(row: unknown, random: Random): unknown {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return row;
  const names = Object.keys(row).filter((name) => !identities.has(name));
  const name = pick(names, random);
  if (name === undefined) return row;
  return { ...row, [name]: random() < 0.5 ? undefined : pick(junk, random) };
}

const identities: ReadonlySet<string> = new Set([
  'flxId',
  'index',
  'externalId',
  'id',
  'inseeCode',
  'coordinates',
  'title',
]);
