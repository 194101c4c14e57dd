/** The names of a record's fields, in their order. */
type Shape = Readonly<{ id: number; keys: readonly string[] }>;

export type Shapes = Readonly<{
  shapeOf: (record: object) => Shape;
  /** Throws where no record of that shape was seen. */
  keysOf: (id: number) => readonly string[];
}>;

/** So many shapes with as many fields are compared one by one before they are looked up by their names. */
const MOST_COMPARED = 4;

/** Learns which fields records have. */
export function createShapes(): Shapes {
  const shapes: Shape[] = [];
  const byNames = new Map<string, Shape>();
  /** By the number of fields, the latest first. */
  const latest: Shape[][] = [];

  function learn(keys: readonly string[]): Shape {
    const names = JSON.stringify(keys);
    const known = byNames.get(names);
    if (known !== undefined) return known;
    const shape = { id: shapes.length, keys };
    shapes.push(shape);
    byNames.set(names, shape);
    return shape;
  }

  return {
    shapeOf: (record) => {
      const keys = Object.keys(record);
      const compared = (latest[keys.length] ??= []);
      for (const shape of compared) if (areSame(shape.keys, keys)) return shape;
      const shape = learn(keys);
      compared.unshift(shape);
      if (compared.length > MOST_COMPARED) compared.pop();
      return shape;
    },
    keysOf: (id) => {
      const shape = shapes[id];
      if (shape === undefined) throw new RangeError(`No record has the shape ${id}.`);
      return shape.keys;
    },
  };
}

function areSame(one: readonly string[], other: readonly string[]): boolean {
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false;
  return true;
}
