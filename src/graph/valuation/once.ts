/** Starts `work` when it is first asked for; every later asker gets the same promise. */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let started: Promise<T> | undefined;
  return () => (started ??= work());
}
