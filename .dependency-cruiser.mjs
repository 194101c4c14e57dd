/** The walls of the house (ARCHITECTURE.md): which room may look into which. */
const upstreams = ['fluximmo', 'dimex', 'pricehubble', 'apimo'];
const slices = ['advert', 'property', 'zone-statistics', 'valuation', 'buyer-request', 'viewer'];

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const among = (names) => `(${names.join('|')})`;

export default {
  forbidden: [
    forbid(
      'no-cycles',
      'A cycle of imports that exist at run time.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    forbid(
      'domain-is-pure',
      'Rules without I/O import nothing but each other.',
      { path: '^src/domain/' },
      { pathNot: '^src/domain/' },
    ),
    forbid(
      'upstream-looks-inward',
      'What goes out over HTTP knows the domain and the store, not who asks.',
      { path: '^src/upstream/' },
      { path: '^src/', pathNot: '^src/(upstream|domain|store)/' },
    ),
    forbid(
      'store-keeps-texts',
      'What is kept is nothing that the store would know of.',
      { path: '^src/store/' },
      { path: '^src/', pathNot: '^src/store/' },
    ),
    forbid(
      'access-looks-inward',
      'Who may spend what is decided by rules and by what is kept.',
      { path: '^src/access/' },
      { path: '^src/', pathNot: '^src/(access|domain|store)/' },
    ),
    forbid(
      'vendors-apart',
      'A vendor changes for its own reasons: its folder imports no other vendor.',
      { path: `^src/upstream/${among(upstreams)}/` },
      { path: `^src/upstream/${among(upstreams)}/`, pathNot: '^src/upstream/$1/' },
    ),
    forbid(
      'slices-apart',
      'A noun of the graph imports no other: they meet in graph/context.ts.',
      { path: `^src/graph/${among(slices)}/` },
      { path: `^src/graph/${among(slices)}/`, pathNot: '^src/graph/$1/' },
    ),
    forbid(
      'graph-knows-no-edge',
      'The graph does not know that it is served over HTTP.',
      { path: '^src/(graph|access|domain|upstream|store)/' },
      { path: '^src/edge/' },
    ),
    forbid(
      'resolvers-load',
      'Resolvers ask loaders; only loaders and services know upstreams.',
      { path: '^src/graph/.*resolvers\\.ts$' },
      { path: '^src/upstream/' },
    ),
    forbid(
      'sandbox-is-foreign',
      "The sandbox reads the vendors' documents on its own, so that it can prove us wrong.",
      { path: '^src/sandbox/' },
      { path: '^src/', pathNot: '^src/sandbox/' },
    ),
    forbid(
      'only-the-assembly-starts-the-sandbox',
      'Nothing but the assembly knows that there is a sandbox.',
      { path: '^src/', pathNot: '^src/(sandbox/|edge/immograph\\.ts$)' },
      { path: '^src/sandbox/' },
    ),
    forbid('src-knows-no-test', 'What ships does not depend on tests.', { path: '^src/' }, { path: '^(test|bench)/' }),
    forbid(
      'no-dev-dependencies',
      'What ships depends on what is installed with it.',
      { path: '^src/' },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^test/router/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
