/** Freezes lists and plain objects, however deep; what else is in them (a date, what a scalar made) is left as it is. */
export function frozen<Value extends object>(value: Value): Value {
  for (const each of Object.values(value) as readonly unknown[]) {
    if (typeof each === 'object' && each !== null && isPlain(each)) frozen(each);
  }
  return Object.freeze(value);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
