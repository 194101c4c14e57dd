/** The names of a record's fields, in their order. */
export type Shape = Readonly<{ id: number; keys: readonly string[] }>;

export type Shapes = Readonly<{
  shapeOf: (record: object) => Shape;
  /** Throws where no record of that shape was seen. */
  keysOf: (id: number) => readonly string[];
}>;

/** What records have that begin with the same fields, and what they go on with; `likely` is what the last one did. */
type Beginning = {
  readonly last: string;
  shape: Shape | undefined;
  likely: Beginning | undefined;
  readonly others: Map<string, Beginning>;
};

/** Learns which fields records have, as a tree of their names: a record of a known shape is told without a list of them. */
export function createShapes(): Shapes {
  const shapes: Shape[] = [];
  const root = beginning('');

  function learn(record: object): Shape {
    const shape = { id: shapes.length, keys: Object.keys(record) };
    shapes.push(shape);
    return shape;
  }

  return {
    shapeOf: (record) => {
      let at = root;
      for (const key in record) if (Object.prototype.hasOwnProperty.call(record, key)) at = goOn(at, key);
      return (at.shape ??= learn(record));
    },
    keysOf: (id) => {
      const shape = shapes[id];
      if (shape === undefined) throw new RangeError(`No record has the shape ${id}.`);
      return shape.keys;
    },
  };
}

function goOn(from: Beginning, key: string): Beginning {
  const { likely } = from;
  if (likely?.last === key) return likely;
  const known = from.others.get(key);
  const next = known ?? beginning(key);
  if (known === undefined) from.others.set(key, next);
  from.likely = next;
  return next;
}

function beginning(last: string): Beginning {
  return { last, shape: undefined, likely: undefined, others: new Map() };
}
