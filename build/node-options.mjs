/**
 * What Node.js runs a server with: `npm start`, the image, the tests' processes and the benches' all have the same.
 *
 * Two threads at most collect garbage, the one that answers included: with V8's usual four, the others take its time
 * where there are few cores. And 32 MB of new objects are taken before they are gone through, instead of 16: what answers
 * leave behind is garbage by then, where it would have been kept as old.
 */
export const nodeOptions = ['--v8-pool-size=1', '--max-semi-space-size=32'];
