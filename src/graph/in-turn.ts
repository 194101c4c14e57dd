/** Runs what is given under the same key one after another, and under different keys side by side. */
export type InTurn = <T>(key: string, work: () => Promise<T>) => Promise<T>;

export function createInTurn(): InTurn {
  const lastByKey = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const before = lastByKey.get(key) ?? Promise.resolve();
    // Whoever comes next waits for the end of this, however it ends.
    const mine = before.then(work, work);
    lastByKey.set(key, mine);
    const forget = () => {
      if (lastByKey.get(key) === mine) lastByKey.delete(key);
    };
    mine.then(forget, forget);
    return mine;
  };
}
