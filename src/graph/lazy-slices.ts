/** Makes an object whose members are made together, when the first of them is asked for. */
export type LazySlice<Needs, Members> = Readonly<{
  create: (needs: Needs) => Members;
  names: Readonly<Record<keyof Members, true>>;
}>;

/** `names` are all that the slice has, so that one can tell what is in it before it is made. */
export function lazySlice<Needs, Members extends object>(
  create: (needs: Needs) => Members,
  names: Readonly<Record<keyof Members, true>>,
): LazySlice<Needs, Members> {
  return { create, names };
}

type MembersOf<Slices> = Slices extends readonly LazySlice<never, infer Members>[] ? Members : never;
type Together<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;

/** The members of all slices as one object: most operations need those of few, and a loader is a dozen objects. */
export function createSlicesLazily<Needs, const Slices extends readonly LazySlice<Needs, object>[]>(
  slices: Slices,
): (needs: Needs) => Together<MembersOf<Slices>> {
  class Lazily {
    readonly needs: Needs;
    readonly made: (object | undefined)[] = slices.map(() => undefined);

    constructor(needs: Needs) {
      this.needs = needs;
    }
  }
  slices.forEach(({ create, names }, at) => {
    for (const name of Object.keys(names)) {
      Object.defineProperty(Lazily.prototype, name, {
        get(this: Lazily): unknown {
          const members = (this.made[at] ??= create(this.needs));
          return (members as Readonly<Record<string, unknown>>)[name];
        },
      });
    }
  });
  // Each slice has just what it names, as its type demands.
  return (needs) => new Lazily(needs) as unknown as Together<MembersOf<Slices>>;
}
