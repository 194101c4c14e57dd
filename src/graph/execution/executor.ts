import { Kind, OperationTypeNode, execute, getVariableValues, visit } from 'graphql';
import type {
  DocumentNode,
  ExecutionResult,
  FragmentDefinitionNode,
  GraphQLError,
  GraphQLObjectType,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import { CollectedErrors } from './collected-errors.js';
import type { Fragments, OperationPlan, Run, SelectionPlan, Values } from './plan.js';
import { planSelection } from './planning.js';
import { isPromise, runSelection } from './run.js';

/** A document that fits the schema, and what came with it. `operation` is the one of its operations that was named. */
export type ExecutionRequest = Readonly<{
  document: DocumentNode;
  operation: OperationDefinitionNode | undefined;
  operationName: string | undefined;
  variables: Values;
  context: unknown;
}>;

export type Execute = (request: ExecutionRequest) => Promise<ExecutionResult> | ExecutionResult;

type Planned = Readonly<{ plan: OperationPlan; root: () => SelectionPlan }>;
/** What is the same for all executions of an operation. */
type Compiled = Readonly<{
  rootType: GraphQLObjectType;
  fragments: Fragments;
  /** The variables that decide what is asked for. */
  conditionNames: readonly string[];
  byConditions: Map<string, Planned>;
}>;

/** So many values of the conditions have their plans kept; clients use a few. */
const MAX_PLANS = 16;

/**
 * Executes queries as graphql-js does, to the same answers and errors in the same order, but works out once for each
 * document what graphql-js does for every object: which fields are asked of it, how each is resolved and completed, with
 * which arguments. Mutations, whose fields wait for each other, are left to graphql-js.
 */
export function createExecutor(schema: GraphQLSchema): Execute {
  const byDocument = new WeakMap<DocumentNode, Map<OperationDefinitionNode, Compiled>>();

  function compiledOf(document: DocumentNode, operation: OperationDefinitionNode, rootType: GraphQLObjectType) {
    const operations = byDocument.get(document) ?? new Map<OperationDefinitionNode, Compiled>();
    byDocument.set(document, operations);
    const known = operations.get(operation) ?? compile(document, rootType);
    operations.set(operation, known);
    return known;
  }

  function plannedOf(
    operation: OperationDefinitionNode,
    { rootType, fragments, conditionNames, byConditions }: Compiled,
    variables: Values,
  ): Planned {
    const key = conditionNames.map((name) => String(variables[name])).join();
    const known = byConditions.get(key);
    if (known !== undefined) return known;
    const conditions = Object.fromEntries(
      conditionNames.flatMap((name) => (name in variables ? [[name, variables[name]]] : [])),
    );
    const plan = { schema, operation, fragments, conditions, rootType, slots: { count: 0 } };
    let selection: SelectionPlan | undefined;
    const planned = {
      plan,
      root: () => (selection ??= planSelection(plan, rootType, [operation.selectionSet])),
    };
    const [oldest] = byConditions.keys();
    if (byConditions.size === MAX_PLANS && oldest !== undefined) byConditions.delete(oldest);
    byConditions.set(key, planned);
    return planned;
  }

  return (request) => {
    const { document, operation, operationName, variables: given, context } = request;
    const rootType = operation?.operation === OperationTypeNode.QUERY ? schema.getQueryType() : undefined;
    if (operation === undefined || !rootType) {
      return execute({ schema, document, operationName, variableValues: given, contextValue: context });
    }
    const read = getVariableValues(schema, operation.variableDefinitions ?? [], given, {
      maxErrors: MAX_COERCION_ERRORS,
    });
    if (read.errors !== undefined) return { errors: read.errors };
    const { plan, root } = plannedOf(operation, compiledOf(document, operation, rootType), read.coerced);
    const run: Run = { plan, variables: read.coerced, context, errors: new CollectedErrors(), argumentsBySlot: [] };
    return runOperation(run, root);
  };
}

/** As many as graphql-js tells of. */
const MAX_COERCION_ERRORS = 50;

function compile(document: DocumentNode, rootType: GraphQLObjectType): Compiled {
  const fragments = Object.create(null) as Record<string, FragmentDefinitionNode>;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return { rootType, fragments, conditionNames: conditionNamesOf(document), byConditions: new Map() };
}

/** Of all operations of the document: one too many costs a plan. */
function conditionNamesOf(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: args = [] }) => {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of args) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

function runOperation(run: Run, root: () => SelectionPlan): Promise<ExecutionResult> | ExecutionResult {
  const giveUp = (error: unknown): ExecutionResult => {
    // What is thrown here has been located by the field that could not be `null`, or is about the operation.
    run.errors.add(error as GraphQLError, undefined);
    return toResult(null, run);
  };
  try {
    const data = runSelection(run, root(), undefined, undefined);
    return isPromise(data) ? data.then((settled) => toResult(settled, run), giveUp) : toResult(data, run);
  } catch (error) {
    return giveUp(error);
  }
}

function toResult(data: unknown, { errors }: Run): ExecutionResult {
  const answer = data as ExecutionResult['data'];
  return errors.all.length === 0 ? { data: answer } : { errors: errors.all, data: answer };
}
