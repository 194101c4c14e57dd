import { LRUCache } from 'lru-cache';
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

/** What an operation was executed by. */
export type ExecutedBy = 'plan' | 'graphql-js';

export type Execute = (request: ExecutionRequest) => Promise<ExecutionResult> | ExecutionResult;

/** What an operation says to all of its executions. */
type Compiled = Readonly<{
  id: number;
  rootType: GraphQLObjectType;
  fragments: Fragments;
  /** The variables that decide what is asked for. */
  conditionNames: readonly string[];
}>;
type Planned = Readonly<{ plan: OperationPlan; root: () => SelectionPlan }>;

/** `maxCoercionErrors`: of how many mistakes in the variables an answer tells; each of them holds the whole value. */
export type ExecutorOptions = Readonly<{
  onExecution?: (by: ExecutedBy) => void;
  maxCoercionErrors?: number;
}>;

/**
 * So many fields have their plans kept, of all operations together, half a kilobyte each: a fragment is planned at each
 * place where it is spread, and for each value of what is asked on condition, so that a short document can have many.
 */
const MAX_PLANNED_FIELDS = 50_000;

/**
 * Executes queries as graphql-js does, to the same answers and errors in the same order, but works out once for each
 * document what graphql-js does for every object: which fields are asked of it, how each is resolved and completed, with
 * which arguments. Mutations, whose fields wait for each other, are left to graphql-js.
 */
export function createExecutor(
  schema: GraphQLSchema,
  { onExecution = ignore, maxCoercionErrors = AS_GRAPHQL_JS }: ExecutorOptions = {},
): Execute {
  const compiled = new WeakMap<OperationDefinitionNode, Compiled>();
  const plans = new LRUCache<string, Planned>({
    maxSize: MAX_PLANNED_FIELDS,
    sizeCalculation: ({ plan }) => 1 + plan.size.fields,
  });
  let lastId = 0;

  function compiledOf(document: DocumentNode, operation: OperationDefinitionNode, rootType: GraphQLObjectType) {
    const known = compiled.get(operation);
    if (known !== undefined) return known;
    const fragments = fragmentsOf(document);
    const fresh = { id: (lastId += 1), rootType, fragments, conditionNames: conditionNamesOf(operation, fragments) };
    compiled.set(operation, fresh);
    return fresh;
  }

  function plan(
    operation: OperationDefinitionNode,
    { rootType, fragments, conditionNames }: Compiled,
    variables: Values,
  ) {
    const known = conditionNames.filter((name) => name in variables);
    const conditions = Object.fromEntries(known.map((name) => [name, variables[name]]));
    const fresh = { schema, operation, fragments, conditions, rootType, size: { fields: 0, slots: 0 } };
    let selection: SelectionPlan | undefined;
    return { plan: fresh, root: () => (selection ??= planSelection(fresh, rootType, [operation.selectionSet])) };
  }

  return (request) => {
    const { document, operation, operationName, variables: given, context } = request;
    const rootType = operation?.operation === OperationTypeNode.QUERY ? schema.getQueryType() : undefined;
    if (operation === undefined || !rootType) {
      onExecution('graphql-js');
      const options = { maxCoercionErrors };
      return execute({ schema, document, operationName, variableValues: given, contextValue: context, options });
    }
    const read = getVariableValues(schema, operation.variableDefinitions ?? [], given, {
      maxErrors: maxCoercionErrors,
    });
    if (read.errors !== undefined) return { errors: read.errors };
    const variables = read.coerced;
    onExecution('plan');
    const known = compiledOf(document, operation, rootType);
    const key = `${known.id} ${known.conditionNames.map((name) => letterOf(variables[name])).join('')}`;
    const planned = plans.get(key) ?? plan(operation, known, variables);
    const sizeBefore = planned.plan.size.fields;
    const run: Run = {
      plan: planned.plan,
      variables,
      context,
      errors: new CollectedErrors(),
      argumentsBySlot: [],
    };
    const keep = (result: ExecutionResult): ExecutionResult => {
      // What an object is asked for is planned when the first one is met.
      if (planned.plan.size.fields !== sizeBefore || !plans.has(key)) plans.set(key, planned);
      return result;
    };
    const result = runOperation(run, planned.root);
    return isPromise(result) ? result.then(keep) : keep(result);
  };
}

function ignore(): void {
  // Not everybody counts.
}

/** So many mistakes in its variables graphql-js tells of, unless told otherwise. */
const AS_GRAPHQL_JS = 50;

function fragmentsOf(document: DocumentNode): Fragments {
  const fragments = Object.create(null) as Record<string, FragmentDefinitionNode>;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return fragments;
}

/** Of the operation and of the fragments that it leads to: validation has it that all of them are Boolean. */
function conditionNamesOf(operation: OperationDefinitionNode, fragments: Fragments): readonly string[] {
  const names = new Set<string>();
  const visited = new Set<string>();
  const pending: (OperationDefinitionNode | FragmentDefinitionNode)[] = [operation];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    visit(node, {
      Directive: ({ name, arguments: args = [] }) => {
        if (name.value !== 'skip' && name.value !== 'include') return;
        for (const { value } of args) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      },
      FragmentSpread: ({ name }) => {
        const fragment = fragments[name.value];
        if (visited.has(name.value) || fragment === undefined) return;
        visited.add(name.value);
        pending.push(fragment);
      },
    });
  }
  return [...names];
}

function letterOf(condition: unknown): string {
  return condition === true ? 't' : condition === false ? 'f' : condition === null ? 'n' : 'u';
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
