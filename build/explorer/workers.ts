/** The workers' addresses, put in by the bundler. */
declare const WORKER_URLS: Readonly<{ editor: string; graphql: string; json: string }>;

/** Monaco asks here for the workers of its languages; they are files of our own, so that `worker-src 'self'` holds. */
export function provideWorkers(): void {
  Object.assign(globalThis, {
    MonacoEnvironment: { getWorker: (_id: string, label: string) => new Worker(urlOf(label), { name: label }) },
  });
}

function urlOf(label: string): string {
  switch (label) {
    case 'graphql':
      return WORKER_URLS.graphql;
    case 'json':
      return WORKER_URLS.json;
    default:
      return WORKER_URLS.editor;
  }
}
