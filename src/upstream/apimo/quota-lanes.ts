/** Things that wait, in lanes that take turns: a long lane makes the others wait no longer. */
export interface Lanes<Item extends object> {
  add(lane: string, item: Item): void;
  /** How many are served before one that is added to this lane now. */
  aheadOf(lane: string): number;
  /** Those that are next, at most so many, in the order of their turns. */
  next(limit: number): readonly Item[];
  /** It has had its turn: its lane is behind the others now. */
  serve(item: Item): void;
  /** It gives its turn up; whether it was there. */
  remove(item: Item): boolean;
  size(): number;
}

export function createLanes<Item extends object>(): Lanes<Item> {
  // In the order of their turns.
  const lanes = new Map<string, Item[]>();
  const laneOf = new Map<Item, string>();

  function remove(item: Item): boolean {
    const lane = laneOf.get(item);
    if (lane === undefined) return false;
    laneOf.delete(item);
    const rest = (lanes.get(lane) ?? []).filter((other) => other !== item);
    if (rest.length === 0) lanes.delete(lane);
    else lanes.set(lane, rest);
    return true;
  }

  return {
    add: (lane, item) => {
      laneOf.set(item, lane);
      const items = lanes.get(lane);
      if (items === undefined) lanes.set(lane, [item]);
      else items.push(item);
    },
    aheadOf: (lane) => {
      const own = lanes.get(lane)?.length ?? 0;
      return [...lanes].reduce((sum, [name, { length }]) => sum + (name === lane ? own : Math.min(length, own + 1)), 0);
    },
    next: (limit) => {
      const found: Item[] = [];
      const longest = Math.max(0, ...[...lanes.values()].map(({ length }) => length));
      for (let round = 0; round < longest && found.length < limit; round += 1) {
        for (const items of lanes.values()) {
          const item = items[round];
          if (item !== undefined && found.length < limit) found.push(item);
        }
      }
      return found;
    },
    serve: (item) => {
      const lane = laneOf.get(item);
      if (lane === undefined) return;
      remove(item);
      const rest = lanes.get(lane);
      if (rest === undefined) return;
      lanes.delete(lane);
      lanes.set(lane, rest);
    },
    remove,
    size: () => laneOf.size,
  };
}
