import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  responsePathAsArray,
} from 'graphql';
import { seededRandom } from './seeded-random.mjs';

/**
 * Gives the schema resolvers that answer, wait, fail, throw and answer nonsense, each by its place in the answer alone.
 * Every third field has none, and is read from what its parent's resolver gave.
 */
export function troubleSchema(schema) {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const [index, field] of Object.values(type.getFields()).entries()) {
      if (index % 3 === 2 && type !== schema.getQueryType()) continue;
      const resolve = (_source, args, { seed }, { path }) =>
        someAnswer(schema, field.type, randomAt(seed, [...responsePathAsArray(path), JSON.stringify(args)]));
      field.resolve = resolve;
    }
  }
  return schema;
}

function randomAt(seed, place) {
  let hash = seed;
  for (const character of place.join('/')) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return seededRandom(hash);
}

function someAnswer(schema, type, random) {
  const trouble = random();
  if (trouble < 0.04) throw new Error(`thrown ${random()}`);
  if (trouble < 0.06) return new Error(`returned ${random()}`);
  if (trouble < 0.1) return later(random, () => Promise.reject(new Error(`rejected ${random()}`)));
  const value = someValue(schema, type, random);
  return trouble < 0.5 ? later(random, () => value) : value;
}

/** After some turns of the microtask queue, or of the event loop. */
function later(random, answer) {
  const turns = Math.floor(random() * 4);
  let promise = turns === 0 ? nextTurn() : Promise.resolve();
  for (let turn = 1; turn < turns; turn += 1) promise = promise.then(() => undefined);
  const answered = promise.then(answer);
  // Who is given a promise may never come to it; that is told apart from those that an executor makes and forgets.
  answered.catch(() => undefined);
  return answered;
}

function someValue(schema, type, random) {
  if (random() < (isNonNullType(type) ? 0.02 : 0.1)) return random() < 0.5 ? null : undefined;
  const inner = getNullableType(type);
  if (isListType(inner)) {
    if (random() < 0.03) return 'no list';
    return Array.from({ length: Math.floor(random() * 4) }, () =>
      random() < 0.8 ? someValue(schema, inner.ofType, random) : someItem(schema, inner.ofType, random),
    );
  }
  if (isEnumType(inner)) return random() < 0.05 ? 'NO_SUCH_VALUE' : inner.getValues()[0]?.value;
  if (isObjectType(inner) || isAbstractType(inner)) return someRecord(schema, inner.name, random);
  if (random() < 0.04) return { nonsense: true };
  switch (getNamedType(inner).name) {
    case 'Int':
      return random() < 0.1 ? 1.5 : Math.floor(random() * 100);
    case 'Float':
      return random() < 0.1 ? Number.NaN : random() * 100;
    case 'Boolean':
      return random() < 0.5;
    default:
      return `text ${Math.floor(random() * 100)}`;
  }
}

function someItem(schema, type, random) {
  if (random() < 0.3) return new Error(`item ${random()}`);
  return later(random, () =>
    random() < 0.3 ? Promise.reject(new Error(`item ${random()}`)) : someValue(schema, type, random),
  );
}

/** Properties for the fields that have no resolver; some are functions, some are promises. */
function someRecord(schema, typeName, random) {
  const type = schema.getType(typeName);
  const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
  const actual = possible[Math.floor(random() * possible.length)];
  if (!isObjectType(actual)) return {};
  const named = random() < 0.05 ? [undefined, 'Nobody', 'Int', 'Query', 7][Math.floor(random() * 5)] : actual.name;
  const seed = Math.floor(random() * 2 ** 31);
  const record = { __typename: named };
  for (const field of Object.values(actual.getFields())) {
    if (field.resolve !== undefined) continue;
    const answer = () => propertyOf(schema, field.type, seed, field.name);
    Object.defineProperty(record, field.name, random() < 0.2 ? { value: answer } : { get: answer });
  }
  return record;
}

function propertyOf(schema, type, seed, name) {
  return someAnswer(schema, type, randomAt(seed, [name]));
}
