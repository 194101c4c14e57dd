/**
 * Where GraphiQL keeps things. The tabs live as long as the browser's window, so that a new one opens on the journeys;
 * preferences and history stay. No request header is ever written down: one of them is the reader's key.
 */
export function createStorage(preferences: Storage, tabs: Storage): Storage {
  const storeOf = (key: string): Storage => (tabKeys.has(key) ? tabs : preferences);

  return {
    getItem: (key) => storeOf(key).getItem(key),
    setItem: (key, value) => {
      if (headerKeys.has(key)) return;
      storeOf(key).setItem(key, historyKeys.has(key) ? withoutHeaders(value) : value);
    },
    removeItem: (key) => storeOf(key).removeItem(key),
    clear: () => {
      for (const store of [preferences, tabs]) {
        for (const key of Object.keys(store).filter((each) => each.startsWith('graphiql:'))) store.removeItem(key);
      }
    },
    key: (index) => preferences.key(index),
    get length() {
      return preferences.length;
    },
  };
}

/** GraphiQL shows a first tab's query by itself, but its variables only where they are stored. */
export function seedFirstTab(storage: Storage, firstTab: Readonly<{ query: string; variables: string }>): void {
  if (storage.getItem('graphiql:tabState') !== null) return;
  storage.setItem('graphiql:query', firstTab.query);
  storage.setItem('graphiql:variables', firstTab.variables);
}

const tabKeys = new Set(['graphiql:tabState', 'graphiql:query', 'graphiql:variables']);
const headerKeys = new Set(['graphiql:headers', 'graphiql:shouldPersistHeaders']);
/** The history plugin stores headers whatever `shouldPersistHeaders` says. */
const historyKeys = new Set(['graphiql:queries', 'graphiql:favorites']);

function withoutHeaders(json: string): string {
  return JSON.stringify(JSON.parse(json), (key, value: unknown) => (key === 'headers' ? undefined : value));
}
