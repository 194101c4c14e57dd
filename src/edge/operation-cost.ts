import {
  Kind,
  getNamedType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  valueFromASTUntyped,
  visit,
} from 'graphql';
import type {
  ConstDirectiveNode,
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLInterfaceType,
  GraphQLObjectType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';
import type { Payee } from '../access/estimation.js';

/** What an operation comes to at most where no upstream fails, before it is executed. */
export type CostEstimate = Readonly<{
  /** The product of the sizes of pages and lists of keys on each path, added up. */
  objects: number;
  upstreamCalls: number;
  billedEstimations: number;
}>;

export type CostedOperation = Readonly<{
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Readonly<Record<string, unknown>>;
  /** How many agencies the caller may see: each is synced when it is first asked for. */
  agencyCount: number;
}>;

export type EstimateCost = (costed: CostedOperation) => CostEstimate;

/** `@cost` is in thousandths of an upstream call for each parent: `2` where 500 parents share one. */
const UNITS_A_CALL = 1000;
/** A page of a search is read a hundred records at a time. */
const RECORDS_A_READ = 100;
/** A login, the name of Dimex's model: once an operation. */
const CALLS_TO_BEGIN_VALUING = 2;
/** Sales and rents, houses and flats, and properties that must be read first, leave apart. */
const CALLS_APART_WHEN_VALUING = 3;

/** The fields that have estimations made, and of which providers. */
const valuingFields: ReadonlySet<string> = new Set(['valuation', 'valuations', 'valuationBatch']);
const COMPARISON = 'valuationComparison';
/** All that the caller may see, whatever is asked. */
const ALL_AGENCIES = 'agencies';
/** What holds buyers' requests, which are synced first. */
const requestTypes: ReadonlySet<string> = new Set([
  'BuyerRequest',
  'BuyerRequestConnection',
  'BuyerRequestMatchConnection',
  'MatchSummary',
]);

/**
 * Reads `@cost` and `@listSize` once; estimating is linear in what an operation selects, fragments spread out, and done
 * once for each operation of a document that is kept and for what it is told about sizes and providers.
 */
export function createCostEstimator(schema: GraphQLSchema, priceEur: Readonly<Record<Payee, number>>): EstimateCost {
  const sizingArguments = sizingArgumentsOf(schema);
  const estimates = new WeakMap<OperationDefinitionNode, KnownEstimates>();
  return (costed) => {
    let known = estimates.get(costed.operation);
    if (known === undefined) {
      known = { variables: variablesIn(costed.document, sizingArguments), byValues: new Map() };
      estimates.set(costed.operation, known);
    }
    const values = valuesOf(known.variables, costed);
    const found = values === null ? undefined : known.byValues.get(values);
    if (found !== undefined) return found;
    const estimate = estimateOperation(schema, priceEur, costed);
    if (values === null) return estimate;
    if (known.byValues.size >= MOST_ESTIMATES_KEPT) known.byValues.clear();
    known.byValues.set(values, estimate);
    return estimate;
  };
}

/** `variables` are the names of those that an estimate may depend on, `byValues` what it is for what they hold. */
type KnownEstimates = Readonly<{ variables: readonly string[]; byValues: Map<string, CostEstimate> }>;

/** Of one operation: pages of so many sizes are hardly asked for. */
const MOST_ESTIMATES_KEPT = 100;
const LONGEST_WORD = 40;

/** What is looked at of arguments: the sizes of pages and of lists, and which provider is asked. */
function sizingArgumentsOf(schema: GraphQLSchema): ReadonlySet<string> {
  const names = new Set(['first', 'provider', ...keyArguments]);
  for (const type of Object.values(schema.getTypeMap())) {
    const parent = toParent(type);
    for (const field of Object.values(parent?.getFields() ?? {})) {
      const slicing = listSizeOf(field)?.slicing;
      if (slicing !== undefined) names.add(slicing);
    }
  }
  return names;
}

function variablesIn(document: DocumentNode, sizingArguments: ReadonlySet<string>): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Argument: ({ name, value }) => {
      if (value.kind === Kind.VARIABLE && sizingArguments.has(name.value)) names.add(value.name.value);
    },
  });
  return [...names];
}

/** All that an estimate may depend on beside the operation; `null` where it is too much to be kept. */
function valuesOf(names: readonly string[], { variables, agencyCount }: CostedOperation): string | null {
  let text = String(agencyCount);
  for (const name of names) {
    const value = variables[name];
    if (typeof value === 'string' && value.length > LONGEST_WORD) return null;
    if (Array.isArray(value)) text += ` [${value.length}]`;
    else if (typeof value === 'object' && value !== null) return null;
    else text += typeof value === 'string' ? ` ${JSON.stringify(value)}` : ` ${String(value)}`;
  }
  return text;
}

type Parent = GraphQLObjectType | GraphQLInterfaceType;
type Field = GraphQLField<unknown, unknown>;

function estimateOperation(
  schema: GraphQLSchema,
  priceEur: Readonly<Record<Payee, number>>,
  { document, operation, variables, agencyCount }: CostedOperation,
): CostEstimate {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const given = withDefaults(operation, variables);
  let [upstreamCalls, billedEstimations] = [0, 0];
  let [isValuing, isSyncing] = [false, false];

  /** How many objects come of it; `parents` is how many there are of what is selected from. */
  function visitSet({ selections }: SelectionSetNode, parent: Parent | null, parents: number): number {
    let objects = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        objects += visitField(selection, parent, parents);
        continue;
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      if (fragment === undefined) continue;
      const condition = fragment.typeCondition?.name.value;
      const type = condition === undefined ? parent : toParent(schema.getType(condition));
      objects += visitSet(fragment.selectionSet, type ?? parent, parents);
    }
    return objects;
  }

  function visitField(node: FieldNode, parent: Parent | null, parents: number): number {
    const field = parent?.getFields()[node.name.value];
    if (field === undefined) return 0;
    const args = argumentsOf(field, node, given);
    const returned = getNamedType(field.type);
    const size = field.name === ALL_AGENCIES ? agencyCount : sizeOf(field, args);
    const children = parents * (size ?? 1);
    countCalls(field, node, args, { parents, size });
    isSyncing ||= requestTypes.has(returned.name);
    // Where there is no page within it, it is what there is most of.
    const own = size === null ? 0 : children;
    if (node.selectionSet === undefined) return own;
    const sized = pagedFields(field);
    const type = toParent(returned);
    const below =
      sized.length === 0
        ? visitSet(node.selectionSet, type, children)
        : visitPage(node.selectionSet, type, parents, children, sized);
    return Math.max(own, below);
  }

  /** Of a connection, its edges and nodes are so many, and all else of it is there once. */
  function visitPage(
    set: SelectionSetNode,
    type: Parent | null,
    parents: number,
    children: number,
    sized: readonly string[],
  ): number {
    let objects = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        objects += visitField(selection, type, sized.includes(selection.name.value) ? children : parents);
        continue;
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      if (fragment !== undefined) objects += visitPage(fragment.selectionSet, type, parents, children, sized);
    }
    return objects;
  }

  function countCalls(
    { name, astNode }: Field,
    node: FieldNode,
    args: Arguments,
    { parents, size }: Readonly<{ parents: number; size: number | null }>,
  ): void {
    const weight = weightOf(astNode?.directives) ?? (name === '_entities' ? UNITS_A_CALL : 0);
    if (weight > 0) {
      const isPage = 'first' in args;
      const times = isPage ? parents * Math.max(1, Math.ceil((size ?? 1) / RECORDS_A_READ)) : parents * (size ?? 1);
      upstreamCalls += Math.ceil((times * weight) / UNITS_A_CALL);
    }
    if (name !== COMPARISON && !valuingFields.has(name)) return;
    isValuing = true;
    upstreamCalls += CALLS_APART_WHEN_VALUING;
    const estimations = parents * (size ?? 1);
    for (const payee of payeesOf(name, node, args)) if (priceEur[payee] > 0) billedEstimations += estimations;
  }

  /** The sides that are selected of a comparison; of all else, the provider that is named. */
  function payeesOf(name: string, node: FieldNode, { provider }: Arguments): readonly Payee[] {
    if (name === COMPARISON) return node.selectionSet === undefined ? [] : ['dimex', 'pricehubble'];
    if (provider === 'DIMEX') return ['dimex'];
    return provider === 'PRICEHUBBLE' ? ['pricehubble'] : ['dimex', 'pricehubble'];
  }

  const objects = visitSet(operation.selectionSet, toParent(schema.getRootType(operation.operation)), 1);
  if (isValuing) upstreamCalls += CALLS_TO_BEGIN_VALUING;
  // A list of requests, and Apimo's list of what its numbers mean.
  if (isSyncing) upstreamCalls += 2 * agencyCount;
  return { objects, upstreamCalls, billedEstimations };
}

function toParent(type: unknown): Parent | null {
  return isObjectType(type) || isInterfaceType(type) ? type : null;
}

type Arguments = Readonly<Record<string, unknown>>;

function withDefaults(operation: OperationDefinitionNode, variables: Arguments): Arguments {
  const defaults = (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
    defaultValue === undefined ? [] : [[variable.name.value, valueFromASTUntyped(defaultValue)] as const],
  );
  return { ...Object.fromEntries(defaults), ...variables };
}

/** Untyped, as all that is read of it are numbers, names and the lengths of lists. */
function argumentsOf(field: Field, node: FieldNode, variables: Arguments): Arguments {
  const args: Record<string, unknown> = {};
  for (const { name, defaultValue } of field.args) if (defaultValue !== undefined) args[name] = defaultValue;
  for (const { name, value } of node.arguments ?? []) {
    const read: unknown = valueFromASTUntyped(value, variables);
    if (read !== undefined) args[name.value] = read;
  }
  return args;
}

/** How many records it hands out for each parent; `null` for what is no page and no list of keys. */
function sizeOf(field: Field, args: Arguments): number | null {
  const slicing = listSizeOf(field)?.slicing;
  if (slicing !== undefined) return numberIn(args[slicing]);
  const lists = field.args.filter(({ type }) => isListType(isNonNullType(type) ? type.ofType : type));
  const keyed = lists.filter(({ name }) => keyArguments.has(name)).map(({ name }) => args[name]);
  if (keyed.length === 0) return null;
  return keyed.reduce<number>((product, list) => product * (Array.isArray(list) ? list.length : 1), 1);
}

/** Lists with an answer for each of their entries. */
const keyArguments: ReadonlySet<string> = new Set(['ids', 'dates', 'subjects', 'representations']);

function numberIn(value: unknown): number {
  return typeof value === 'number' && value > 0 ? value : 0;
}

function pagedFields(field: Field): readonly string[] {
  return listSizeOf(field)?.sizedFields ?? [];
}

type ListSize = Readonly<{ slicing: string | undefined; sizedFields: readonly string[] }>;
const listSizes = new WeakMap<Field, ListSize | null>();

function listSizeOf(field: Field): ListSize | null {
  const known = listSizes.get(field);
  if (known !== undefined) return known;
  const directive = field.astNode?.directives?.find(({ name }) => name.value === 'listSize');
  const stringsOf = (argument: string): readonly string[] => {
    const value = directive?.arguments?.find(({ name }) => name.value === argument)?.value;
    return value?.kind === Kind.LIST
      ? value.values.flatMap((each) => (each.kind === Kind.STRING ? [each.value] : []))
      : [];
  };
  const size =
    directive === undefined
      ? null
      : { slicing: stringsOf('slicingArguments')[0], sizedFields: stringsOf('sizedFields') };
  listSizes.set(field, size);
  return size;
}

function weightOf(directives: readonly ConstDirectiveNode[] | undefined): number | undefined {
  const weight = directives
    ?.find(({ name }) => name.value === 'cost')
    ?.arguments?.find(({ name }) => name.value === 'weight')?.value;
  return weight?.kind === Kind.INT ? Number(weight.value) : undefined;
}
