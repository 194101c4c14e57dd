import { createHash } from 'node:crypto';

/** What is sent as a GraphQL request: by POST as JSON, or by GET as a query string. */
export type Hostile = Readonly<{
  name: string;
  body: unknown;
  method?: 'GET';
  status: number;
  /** The code of the first error; `null` where it is answered, cheaply. */
  code: string | null;
  /** The limit that it exceeds, where it is one of `QUERY_TOO_COMPLEX`. */
  limit?: string;
}>;

const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const times = (count: number, text: string) => text.repeat(count);
const each = (count: number, text: (index: number) => string) => range(count).map(text).join(' ');
const nested = (levels: number, open: string, close: string, inside: string) =>
  `${open.repeat(levels)}${inside}${close.repeat(levels)}`;
const inAdverts = (selection: string) => `{ adverts(first: 1) { nodes { ${selection} } } }`;
const inViewer = (selection: string) => `{ viewer { ${selection} } }`;

/** Fragments that each spread the next so many times, with or without an alias. */
function fragmentBomb(levels: number, spreads: number, isAliased: boolean): string {
  const fragments = each(levels, (level) => {
    const next = range(spreads).map((index) =>
      isAliased ? `a${level}x${index}: property { adverts { nodes { ...F${level + 1} } } }` : `...F${level + 1}`,
    );
    return `fragment F${level} on Advert { ${next.join(' ')} }`;
  });
  return `${inAdverts('...F0')} ${fragments} fragment F${levels} on Advert { flxId }`;
}

/** The property of an advert of that property, and so on. */
const walkInCircles = (levels: number) =>
  inAdverts(nested(levels, 'property { adverts(first: 1) { nodes { ', ' } } }', 'flxId'));

const circularIntrospection = (levels: number) =>
  `{ __schema { types { fields { type { ${nested(levels, 'fields { type { ', ' } }', 'name')} } } } } }`;

const deepList = (levels: number): unknown => range(levels).reduce<unknown>((inside) => [inside], 'x');
const deepObject = (levels: number): unknown => range(levels).reduce<unknown>((inside) => ({ and: inside }), {});

const refused = (name: string, query: string, limit: string): Hostile => ({
  name,
  body: { query },
  status: 400,
  code: 'QUERY_TOO_COMPLEX',
  limit,
});
const invalid = (name: string, query: string): Hostile => ({
  name,
  body: { query },
  status: 400,
  code: 'GRAPHQL_VALIDATION_FAILED',
});
const unparsable = (name: string, query: string): Hostile => ({
  name,
  body: { query },
  status: 400,
  code: 'GRAPHQL_PARSE_FAILED',
});
const badInput = (name: string, body: unknown): Hostile => ({ name, body, status: 400, code: 'BAD_USER_INPUT' });
const answered = (name: string, body: unknown): Hostile => ({ name, body, status: 200, code: null });

const spreading: readonly Hostile[] = [
  refused('fragments that double sixteen times', fragmentBomb(16, 2, false), 'sameResponseName'),
  refused('fragments that double sixty times', fragmentBomb(60, 2, false), 'sameResponseName'),
  refused('fragments that triple thirty times', fragmentBomb(30, 3, false), 'sameResponseName'),
  refused('fragments that double under aliases', fragmentBomb(5, 2, true), 'depth'),
  refused('fragments that multiply by ten under aliases', fragmentBomb(2, 10, true), 'aliases'),
  refused(
    'a chain of a hundred fragments',
    `${inAdverts('...F0')} ${each(99, (i) => `fragment F${i} on Advert { ...F${i + 1} }`)} fragment F99 on Advert { ${times(21, 'flxId ')} }`,
    'sameResponseName',
  ),
  invalid('a fragment that holds itself', '{ ...A } fragment A on Query { ...A }'),
  invalid('two fragments that hold one another', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'),
  invalid(
    'fragments in a circle of a hundred',
    `{ ...F0 } ${each(100, (i) => `fragment F${i} on Query { ...F${(i + 1) % 100} }`)}`,
  ),
  invalid(
    'a fragment that holds itself and begins a circle of a hundred',
    `{ ...F0 } fragment F0 on Query { ...F1 ...F0 } fragment F on Query { ...F1 } ${each(99, (i) => `fragment F${i + 1} on Query { ...F${(i + 2) % 100} }`)}`,
  ),
  invalid(
    'two fragments of one name in a circle of a hundred',
    `{ ...F0 } fragment F0 on Query { ...F1 ...F0 } ${each(100, (i) => `fragment F${i} on Query { ...F${(i + 1) % 100} }`)}`,
  ),
  invalid(
    'fragments that each hold all others',
    `{ ...F0 } ${each(15, (i) => `fragment F${i} on Query { ${each(15, (j) => `...F${j}`)} }`)}`,
  ),
  invalid(
    'fragments that hold themselves far down',
    `{ ...A } fragment A on Query { adverts(first: 1) { nodes { property { adverts { nodes { ...B } } } } } }
     fragment B on Advert { property { adverts { nodes { ...B } } } }`,
  ),
  invalid(
    'a hundred fragments that nobody spreads',
    `{ __typename } ${each(100, (i) => `fragment F${i} on Query { __typename }`)}`,
  ),
  invalid('a fragment on a type that is none', '{ ...A } fragment A on Nothing { __typename }'),
  invalid('a fragment that is named __schema and deep', `{ ...__schema } fragment __schema on Query { ...__schema }`),
  refused('a deep fragment named __schema', `{ ...__schema } fragment __schema on Query ${walkInCircles(8)}`, 'depth'),
  refused(
    'a fragment that is spread high first, and deep then',
    `{ advert(flxId: "x") { ...D property { adverts { nodes { property { adverts { nodes { ...D } } } } } } } }
     fragment D on Advert { property { adverts { nodes { property { adverts { nodes { flxId } } } } } } }`,
    'depth',
  ),
  refused(
    'inline fragments, a hundred within another',
    `{ ${nested(100, '... { ', ' }', times(21, '__typename '))} }`,
    'sameResponseName',
  ),
  refused(
    'inline fragments, side by side',
    `{ viewer { ${times(60, '... on Viewer { clientId scopes } ')} } }`,
    'sameResponseName',
  ),
];

const flooding: readonly Hostile[] = [
  refused('a hundred aliases', `{ ${each(101, (i) => `a${i}: __typename`)} }`, 'rootFields'),
  refused(
    'three hundred aliases of a paid field',
    `{ ${each(100, (i) => `a${i}: advert(flxId: "x") { flxId }`)} }`,
    'tokens',
  ),
  refused('aliases below', inViewer(each(31, (i) => `a${i}: clientId`)), 'aliases'),
  refused('the same field five hundred times', `{ ${times(500, '__typename ')} }`, 'sameResponseName'),
  refused('the same nested field three hundred times', `{ ${times(300, 'viewer { clientId } ')} }`, 'tokens'),
  refused('the same nested field two hundred times', `{ ${times(200, 'viewer { clientId } ')} }`, 'sameResponseName'),
  refused(
    'the same pair of fields, nested in itself',
    `{ ${times(40, 'adverts(first: 1) { nodes { flxId title } } ')} }`,
    'sameResponseName',
  ),
  invalid('fields that conflict in each pair', inViewer(each(20, (i) => `a: ${i % 2 === 0 ? 'clientId' : 'scopes'}`))),
  invalid(
    'fields that conflict by their arguments',
    `{ ${each(20, (i) => `adverts(first: ${i}) { nodes { flxId } }`)} }`,
  ),
  invalid(
    'conflicts through fragments',
    `{ viewer { ${each(20, (i) => `...F${i}`)} } } ${each(20, (i) => `fragment F${i} on Viewer { a: ${i % 2 === 0 ? 'clientId' : 'scopes'} }`)}`,
  ),
  invalid('fifty directives that may stand once', `{ __typename ${times(50, '@skip(if: false) ')} }`),
  invalid('fifty directives that are none', `{ __typename ${each(50, (i) => `@no${i}`)} }`),
  invalid('directives of the schema', '{ __typename @cost(weight: 0) @listSize(assumedSize: 0) }'),
  refused(
    'sixty directives',
    inViewer(each(60, (i) => `${['clientId', 'scopes', 'agencyIds', '__typename'][i % 4] ?? ''} @skip(if: false)`)),
    'directives',
  ),
  refused(
    'eleven operations',
    each(11, (i) => `query Q${i} { __typename }`),
    'operations',
  ),
  refused(
    'two hundred operations',
    each(150, (i) => `query Q${i} { __typename }`),
    'operations',
  ),
  invalid('two hundred unused variables', `query (${each(200, (i) => `$v${i}: Int`)}) { __typename }`),
  invalid(
    'a variable that is declared a hundred times',
    `query (${times(100, '$v: Int ')}) { advert(flxId: "x") { flxId } }`,
  ),
  invalid('variables that are not declared', `{ ${each(20, (i) => `adverts(first: $v${i}) { totalCount }`)} }`),
  invalid('two hundred unknown fields', inViewer(each(200, (i) => `unknown${i}`))),
  invalid('two hundred unknown arguments', `{ adverts(${each(200, (i) => `x${i}: 1`)}) { totalCount } }`),
  invalid('an argument that is given a hundred times', `{ adverts(${times(100, 'first: 1 ')}) { totalCount } }`),
  invalid(
    'input fields that are given a hundred times',
    `{ adverts(filter: { ${times(100, 'inseeCode: "75111" ')} }) { totalCount } }`,
  ),
];

const deep: readonly Hostile[] = [
  refused('fields a hundred deep', walkInCircles(33), 'depth'),
  unparsable('five thousand braces that open', '{'.repeat(900)),
  refused('twenty thousand fields within another', '{a'.repeat(20_000), 'tokens'),
  invalid('a list four hundred deep', `{ nodes(ids: ${nested(400, '[', ']', '1')}) { id } }`),
  refused('a list a thousand deep', `{ nodes(ids: ${nested(1000, '[', ']', '1')}) { id } }`, 'tokens'),
  invalid('an object two hundred deep', `{ adverts(filter: ${nested(200, '{ a: ', ' }', '1')}) { totalCount } }`),
  invalid(
    'a type four hundred lists deep',
    `query ($v: ${nested(400, '[', ']', 'Int')}) { adverts(first: $v) { totalCount } }`,
  ),
  refused('a type a thousand lists deep', `query ($v: ${nested(1000, '[', ']', 'Int')}) { __typename }`, 'tokens'),
  {
    ...badInput('a variable three thousand lists deep', {
      query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      variables: { ids: deepList(3000) },
    }),
    code: 'QUERY_TOO_COMPLEX',
    limit: 'variableDepth',
  },
  {
    ...badInput('a variable three thousand objects deep', {
      query: 'query ($f: AdvertFilter) { adverts(filter: $f) { totalCount } }',
      variables: { f: deepObject(3000) },
    }),
    code: 'QUERY_TOO_COMPLEX',
    limit: 'variableDepth',
  },
  invalid('introspection in circles', circularIntrospection(60)),
];

const long: readonly Hostile[] = [
  invalid(
    'a block of a hundred thousand characters',
    `{ advert(flxId: """${'z'.repeat(100_000)}""", nothing: 1) { flxId } }`,
  ),
  refused(
    'a block of thirty thousand lines',
    `{ advert(flxId: """${' z\n'.repeat(30_000)}""", nothing: 1) { flxId } }`,
    'lines',
  ),
  refused(
    'a block of lines without text',
    `{ advert(flxId: """${'\n'.repeat(60_000)}""", nothing: 1) { flxId } }`,
    'lines',
  ),
  invalid('a name of a hundred thousand characters', `{ ${'x'.repeat(100_000)} }`),
  invalid('a number of a hundred thousand digits', `{ adverts(first: ${'9'.repeat(100_000)}) { totalCount } }`),
  invalid('a fraction of a hundred thousand digits', `{ adverts(first: 0.${'9'.repeat(100_000)}) { totalCount } }`),
  answered('a comment of a hundred thousand characters', { query: `{ __typename } #${'c'.repeat(100_000)}` }),
  refused('thirty thousand comments', `{ __typename } ${'#\n'.repeat(30_000)}`, 'lines'),
  answered('a hundred thousand commas', { query: `{ __typename ${','.repeat(100_000)} }` }),
  answered('a hundred thousand spaces', { query: `{ __typename ${' '.repeat(100_000)} }` }),
  answered('ten thousand byte order marks', { query: `{ __typename ${'\uFEFF'.repeat(10_000)} }` }),
  unparsable('a text that does not end', `{ advert(flxId: "${'x'.repeat(100_000)}) { flxId } }`),
  unparsable('a block that does not end', `{ advert(flxId: """${'"" '.repeat(20_000)}) { flxId } }`),
  unparsable('ten thousand escapes that are none', `{ advert(flxId: "${'\\x'.repeat(10_000)}") { flxId } }`),
  unparsable('a code point beyond Unicode', '{ advert(flxId: "\\u{110000}") { flxId } }'),
  unparsable('half of a surrogate pair', '{ advert(flxId: "\\uD800") { flxId } }'),
  unparsable('a zero byte', '{ __typename \u0000 }'),
  unparsable('letters that look like others', '{ vіewer { clientId } }'),
  unparsable('a text written from right to left', '{ \u202E__typename }'),
  unparsable('nothing but a space', ' '),
  unparsable('a query that is only commas', ','.repeat(100_000)),
  {
    ...badInput('a list of six hundred ids', { query: `{ nodes(ids: [${times(600, '1,')}]) { id } }` }),
    code: 'QUERY_TOO_COMPLEX',
    limit: 'inputList',
  },
  {
    ...badInput('a variable of ten thousand ids', {
      query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      variables: { ids: range(10_000).map(String) },
    }),
    code: 'QUERY_TOO_COMPLEX',
    limit: 'inputList',
  },
  badInput('ten thousand variables that nobody asked for', {
    query: 'query ($n: Int!) { adverts(first: $n) { totalCount } }',
    variables: Object.fromEntries(range(8_000).map((i) => [`v${i}`, i])),
  }),
  badInput('a variable that is a list where one number is due', {
    query: 'query ($n: Int!) { adverts(first: $n) { totalCount } }',
    variables: { n: range(400) },
  }),
  badInput('four hundred wrong members in a variable', {
    query: 'query ($f: AdvertFilter) { adverts(filter: $f) { totalCount } }',
    variables: { f: Object.fromEntries(range(400).map((i) => [`${'x'.repeat(100)}${i}`, i])) },
  }),
];

const costly: readonly Hostile[] = [
  refused('a page of two billion', '{ adverts(first: 2000000000) { totalCount } }', 'first'),
  refused('a page of 501', '{ adverts(first: 501) { totalCount } }', 'first'),
  refused(
    'pages within pages',
    '{ adverts(first: 500) { nodes { property { adverts(first: 500) { nodes { flxId } } } } } }',
    'objects',
  ),
  refused(
    'searches under every alias',
    `{ ${each(20, (i) => `a${i}: adverts(first: 500) { nodes { property { similarProperties(first: 500) { flxId } } } }`)} }`,
    'objects',
  ),
  invalid('a page that is no number', '{ adverts(first: 1e400) { totalCount } }'),
  {
    ...badInput('a page of Infinity', {
      query: 'query ($n: Int!) { adverts(first: $n) { totalCount } }',
      variables: { n: 1e308 },
    }),
    code: 'QUERY_TOO_COMPLEX',
    limit: 'first',
  },
];

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const persisted = (sha256Hash: unknown, version: unknown = 1) => ({ persistedQuery: { version, sha256Hash } });

const tricks: readonly Hostile[] = [
  badInput('a batch of one', [{ query: '{ __typename }' }]),
  badInput(
    'a batch of a thousand',
    range(1000).map(() => ({ query: '{ __typename }' })),
  ),
  badInput('another query under the hash of one', {
    query: '{ viewer { clientId } }',
    extensions: persisted(hash('{ __typename }')),
  }),
  badInput('a hash that is a name of the prototype', { query: '{ __typename }', extensions: persisted('__proto__') }),
  badInput('a hash that is an object', { query: '{ __typename }', extensions: persisted({ toString: 'x' }) }),
  badInput('a persisted query of version 1e400', {
    query: '{ __typename }',
    extensions: persisted(hash('{ __typename }'), 99),
  }),
  {
    ...badInput('a hash that nobody sent', { extensions: persisted(hash('nobody sent it')) }),
    status: 200,
    code: 'PERSISTED_QUERY_NOT_FOUND',
  },
  {
    name: 'a mutation by GET',
    method: 'GET',
    body: { query: 'mutation { __typename }' },
    status: 405,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a mutation behind a query by GET',
    method: 'GET',
    body: { query: 'query A { __typename } mutation B { __typename }', operationName: 'B' },
    status: 405,
    code: 'BAD_USER_INPUT',
  },
  answered('the operation __proto__', { query: 'query __proto__ { __typename }', operationName: '__proto__' }),
  badInput('the operation constructor', { query: '{ __typename }', operationName: 'constructor' }),
  answered('the alias __proto__', { query: '{ __proto__: __typename constructor: __typename toString: __typename }' }),
  invalid('the field __proto__', '{ __proto__ { x } constructor hasOwnProperty }'),
  invalid('the fragment __proto__', '{ ...__proto__ } fragment constructor on Query { __typename }'),
  invalid('the type __proto__', '{ ... on __proto__ { x } ... on constructor { x } }'),
  invalid(
    'the variable __proto__',
    'query ($__proto__: Int) { adverts(first: $__proto__) { totalCount } } query ($__proto__: constructor) { __typename }',
  ),
  invalid('the enum value __proto__', '{ advert(flxId: "x") { valuationQuote(provider: __proto__) { isReady } } }'),
  invalid('the argument __proto__', '{ advert(flxId: "x", __proto__: { y: 1 }) { flxId } }'),
  invalid('the directive __proto__', '{ __typename @__proto__ @constructor(toString: 1) }'),
  {
    ...badInput('the variable __proto__ in JSON', null),
    body: '{"query":"{ __typename }","variables":{"__proto__":{"x":1}}}',
  },
  {
    ...badInput('a constructor’s prototype in JSON', null),
    body: '{"query":"{ __typename }","constructor":{"prototype":{"x":1}}}',
  },
  {
    name: 'a subscription',
    body: { query: 'subscription { adverts }' },
    status: 400,
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  invalid('a definition of a type', 'type Query { x: Int } query { __typename }'),
  unparsable('an extension of the schema', 'extend schema @link(url: "x") { __typename }'),
  invalid('introspection of types in a mutation', 'mutation { __schema { types { name } } nothing }'),
  invalid('a leaf with a selection', '{ viewer { clientId { x } } }'),
  invalid('a record without a selection', '{ viewer adverts }'),
];

export const hostileDocuments: readonly Hostile[] = [...spreading, ...flooding, ...deep, ...long, ...costly, ...tricks];
