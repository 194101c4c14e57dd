/** A value that components show as it is and others read whenever they need it. */
export type Observed<T> = Readonly<{
  get: () => T;
  set: (value: T) => void;
  subscribe: (onChange: () => void) => () => void;
}>;

export function createObserved<T>(initial: T): Observed<T> {
  let current = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set: (value) => {
      if (Object.is(value, current)) return;
      current = value;
      for (const listener of listeners) listener();
    },
    subscribe: (onChange) => {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
  };
}
