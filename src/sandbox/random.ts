type WeightedItem<Item> = readonly [Item, number];

/** A seeded stream of numbers: the same seed and labels always give the same market. */
export type Random = Mulberry32;

export function createRandom(seed: number): Random {
  return new Mulberry32(seed);
}

class Mulberry32 {
  readonly #seed: number;
  #state: number;

  constructor(seed: number) {
    this.#seed = seed;
    this.#state = seed >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    const state = (this.#state + 0x6d2b79f5) >>> 0;
    this.#state = state;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Both ends included. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  between(min: number, max: number): number {
    return min + this.next() * (max - min);
  }

  normal(mean: number, deviation: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return mean + deviation * radius * Math.cos(2 * Math.PI * this.next());
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[Math.floor(this.next() * items.length)] ?? items[0];
  }

  /** Picks by weight; weights need not add up to one. */
  weighted<Item>(entries: readonly [WeightedItem<Item>, ...WeightedItem<Item>[]]): Item {
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [item, weight] of entries) {
      left -= weight;
      if (left < 0) return item;
    }
    return entries[0][0];
  }

  /** Up to `count` different items, in no order. */
  sample<Item>(items: readonly Item[], count: number): Item[] {
    const rest = [...items];
    const taken = [];
    while (taken.length < count && rest.length > 0) taken.push(...rest.splice(this.integer(0, rest.length - 1), 1));
    return taken;
  }

  /** A version 4 UUID. */
  uuid(): string {
    const [first, second, third, fourth] = [this.#hex32(), this.#hex32(), this.#hex32(), this.#hex32()];
    const variant = '89ab'.charAt(this.integer(0, 3));
    return `${first}-${second.slice(0, 4)}-4${second.slice(5)}-${variant}${third.slice(1, 4)}-${third.slice(4)}${fourth}`;
  }

  /** An independent stream, so that a draw more in one place does not shift every other. */
  fork(label: string): Random {
    return new Mulberry32(hash32(`${this.#seed}:${label}`));
  }

  #hex32(): string {
    return Math.floor(this.next() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0');
  }
}

/** FNV-1a, 32 bits: spreads labels over seeds; not for secrets. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let position = 0; position < text.length; position += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(position), 0x01000193);
  }
  return hash >>> 0;
}
