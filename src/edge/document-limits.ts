import { Kind, visit } from 'graphql';
import type {
  DocumentNode,
  FragmentDefinitionNode,
  OperationDefinitionNode,
  SelectionSetNode,
  ValueNode,
  VariableDefinitionNode,
} from 'graphql';

/** The most of each that one document may hold; what fragments hold counts wherever they are spread. */
export const documentLimits = {
  /** Names, numbers, texts and marks. */
  tokens: 1000,
  /** Those within texts and comments too: to tell where an error is, graphql-js counts them each time. */
  lines: 4000,
  operations: 10,
  /** Fields below one another; introspection is exempt. */
  depth: 12,
  rootFields: 20,
  /** Fields of one operation. */
  fields: 5000,
  aliases: 30,
  directives: 50,
  /** Of the same response name in one selection. */
  sameResponseName: 20,
  /** The size of a page, as an argument or by its variable. */
  first: 500,
  /** Entries of a list that is given as input. */
  inputList: 500,
  /** Levels of the variables' JSON. */
  variableDepth: 20,
} as const;

/** Those of a document, and those of what it comes to. */
export type LimitName = keyof typeof documentLimits | 'objects' | 'upstreamCalls' | 'points';
export type Exceeded = Readonly<{ limit: LimitName; max: number }>;

/** What a document asks for that is more than it may, whatever its variables hold; `null` where it is all right. */
export function exceededByDocument(document: DocumentNode): Exceeded | null {
  if ((document.loc?.endToken.line ?? 0) > documentLimits.lines) return exceeded('lines');
  const operations = operationsOf(document);
  if (operations.length > documentLimits.operations) return exceeded('operations');
  const measure = createMeasuring(document);
  for (const operation of operations) {
    const found = measure(operation);
    if (found !== null) return found;
  }
  return isAnyListTooLong(document) ? exceeded('inputList') : null;
}

/** Whether a document of this text would exceed the limit of lines, without reading it. */
export function hasTooManyLines(text: string): boolean {
  // As graphql-js counts: \r\n is one end of a line.
  const ends = /\r\n|[\n\r]/g;
  for (let line = 1; line <= documentLimits.lines; line += 1) if (!ends.test(text)) return false;
  return true;
}

type Variables = Readonly<Record<string, unknown>>;

/** The same for what depends on an operation's variables. */
export function exceededByVariables(
  document: DocumentNode,
  definitions: readonly VariableDefinitionNode[],
  variables: Variables,
): Exceeded | null {
  const inJson = exceededInJson(variables);
  if (inJson !== null) return inJson;
  return sizesOfPages(document).some((value) => numberOf(value, definitions, variables) > documentLimits.first)
    ? exceeded('first')
    : null;
}

function exceeded(limit: keyof typeof documentLimits): Exceeded {
  return { limit, max: documentLimits[limit] };
}

function operationsOf(document: DocumentNode): readonly OperationDefinitionNode[] {
  return document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
}

/** What a selection comes to with all that is spread into it. */
type Measure = Readonly<{
  depth: number;
  fields: number;
  aliases: number;
  directives: number;
  /** How often each response name stands at the top of it. */
  names: ReadonlyMap<string, number>;
}>;

const nothing: Measure = { depth: 0, fields: 0, aliases: 0, directives: 0, names: new Map() };
const introspectionFields: ReadonlySet<string> = new Set(['__schema', '__type']);

/** Each fragment is measured once, however often it is spread: this takes no longer than the document is. */
function createMeasuring(document: DocumentNode): (operation: OperationDefinitionNode) => Exceeded | null {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, Measure>();
  let tooManyOfOneName = false;

  function measureFragment(name: string): Measure {
    const known = measured.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    // One that does not exist, or holds itself, is for validation to turn down.
    if (fragment === undefined) return nothing;
    measured.set(name, nothing);
    const inside = measureSet(fragment.selectionSet);
    const own = { ...inside, directives: inside.directives + (fragment.directives?.length ?? 0) };
    measured.set(name, own);
    return own;
  }

  function measureSet({ selections }: SelectionSetNode): Measure {
    let [depth, fields, aliases, directives] = [0, 0, 0, 0];
    const names = new Map<string, number>();
    const count = (name: string, times: number) => {
      const all = (names.get(name) ?? 0) + times;
      names.set(name, all);
      if (all > documentLimits.sameResponseName) tooManyOfOneName = true;
    };
    for (const selection of selections) {
      directives += selection.directives?.length ?? 0;
      if (selection.kind === Kind.FIELD) {
        const inside = selection.selectionSet === undefined ? nothing : measureSet(selection.selectionSet);
        const levels = introspectionFields.has(selection.name.value) ? 0 : 1 + inside.depth;
        depth = Math.max(depth, levels);
        fields += 1 + inside.fields;
        aliases += inside.aliases + (selection.alias === undefined ? 0 : 1);
        directives += inside.directives;
        count((selection.alias ?? selection.name).value, 1);
      } else {
        const inside =
          selection.kind === Kind.INLINE_FRAGMENT
            ? measureSet(selection.selectionSet)
            : measureFragment(selection.name.value);
        depth = Math.max(depth, inside.depth);
        fields += inside.fields;
        aliases += inside.aliases;
        directives += inside.directives;
        for (const [name, times] of inside.names) count(name, times);
      }
      // What is too much already need not be counted to its end.
      if (tooManyOfOneName) break;
    }
    return { depth, fields, aliases, directives, names };
  }

  return (operation) => {
    const { depth, fields, aliases, directives, names } = measureSet(operation.selectionSet);
    if (tooManyOfOneName) return exceeded('sameResponseName');
    const onOperation = [operation, ...(operation.variableDefinitions ?? [])];
    const allDirectives = onOperation.reduce((sum, node) => sum + (node.directives?.length ?? 0), directives);
    const rootFields = [...names.values()].reduce((sum, times) => sum + times, 0);
    const amounts = { depth, rootFields, aliases, directives: allDirectives, fields };
    for (const [limit, amount] of Object.entries(amounts) as readonly [keyof typeof amounts, number][]) {
      if (amount > documentLimits[limit]) return exceeded(limit);
    }
    return null;
  };
}

function isAnyListTooLong(document: DocumentNode): boolean {
  let isTooLong = false;
  visit(document, {
    ListValue: ({ values }) => {
      if (values.length > documentLimits.inputList) isTooLong = true;
    },
  });
  return isTooLong;
}

const pageSizes = new WeakMap<DocumentNode, readonly ValueNode[]>();

/** What every argument `first` in a document is given; read once for each document that is kept. */
function sizesOfPages(document: DocumentNode): readonly ValueNode[] {
  const known = pageSizes.get(document);
  if (known !== undefined) return known;
  const values: ValueNode[] = [];
  visit(document, {
    Argument: ({ name, value }) => {
      if (name.value === 'first') values.push(value);
    },
  });
  pageSizes.set(document, values);
  return values;
}

function numberOf(value: ValueNode, definitions: readonly VariableDefinitionNode[], variables: Variables): number {
  if (value.kind === Kind.INT) return Number(value.value);
  if (value.kind !== Kind.VARIABLE) return 0;
  const given = variables[value.name.value];
  if (given !== undefined) return typeof given === 'number' ? given : 0;
  const definition = definitions.find(({ variable }) => variable.name.value === value.name.value);
  return definition?.defaultValue?.kind === Kind.INT ? Number(definition.defaultValue.value) : 0;
}

/** Walks JSON level by level, so that no depth of it is too deep for the walk. */
function exceededInJson(variables: Variables): Exceeded | null {
  let level: readonly object[] = [variables];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > documentLimits.variableDepth) return exceeded('variableDepth');
    const below: object[] = [];
    for (const value of level) {
      if (Array.isArray(value) && value.length > documentLimits.inputList) return exceeded('inputList');
      for (const member of Object.values(value) as readonly unknown[]) {
        if (typeof member === 'object' && member !== null) below.push(member);
      }
    }
    level = below;
  }
  return null;
}
