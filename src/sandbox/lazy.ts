/** Made once, when it is first asked for. */
export function lazy<Value extends object | string>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}
