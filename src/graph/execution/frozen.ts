/**
 * Arguments are shared, by the items of a list and by executions: what a resolver would write into them others would read.
 * Lists and input objects are frozen, however deep; what a scalar made is left as it is.
 */
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
