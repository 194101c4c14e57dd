import { getArgumentValues, locatedError, responsePathAsArray } from 'graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { frozen } from '../../domain/frozen.js';
import type { FieldPlan, Path, Run, SelectionPlan, Values } from './plan.js';

export function isPromise(value: unknown): value is Promise<unknown> {
  const mayBe = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return mayBe && typeof (value as Partial<Promise<unknown>>).then === 'function';
}

/**
 * Answers for all fields of an object, at once where none of them has to be waited for. Here, and wherever else most calls
 * wait for nothing, closures are in functions of their own: V8 makes room for what they hold on each call.
 */
export function runSelection(run: Run, selection: SelectionPlan, source: unknown, path: Path | undefined): unknown {
  const { fields, blank } = selection;
  // A copy has room for all of them, and the same layout as the other objects that are asked for this.
  const results: Record<string, unknown> =
    blank === null ? (Object.create(null) as Record<string, unknown>) : { ...blank };
  let pending: Pending | null = null;
  try {
    for (const field of fields) {
      const result = runField(run, field, source, path);
      results[field.responseName] = result;
      if (isPromise(result)) {
        pending ??= { names: [], values: [] };
        pending.names.push(field.responseName);
        pending.values.push(result);
      }
    }
  } catch (error) {
    if (pending === null) throw error;
    return failWhenAllAreThere(results, pending, error);
  }
  return pending === null ? results : whenAllAreThere(results, pending);
}

type Pending = Readonly<{ names: string[]; values: Promise<unknown>[] }>;

function whenAllAreThere(results: Record<string, unknown>, { names, values }: Pending): Promise<unknown> {
  return Promise.all(values).then((settled) => {
    for (const [at, name] of names.entries()) results[name] = settled[at];
    return results;
  });
}

/** The others are waited for, so that none of them fails unheard. */
function failWhenAllAreThere(results: Record<string, unknown>, pending: Pending, error: unknown): Promise<unknown> {
  return whenAllAreThere(results, pending).finally(() => {
    throw error;
  });
}

/** For what a field cannot answer there is `null` and an error; where `null` is not allowed it throws. */
function runField(run: Run, field: FieldPlan, source: unknown, parentPath: Path | undefined): unknown {
  // Most fields are a property that is there, and need no path.
  let path: Path | undefined;
  try {
    const args = field.fixedArguments ?? argumentsOf(run, field);
    let result = field.resolve === null ? propertyOf(source, field.fieldName) : undefined;
    if (field.resolve !== null) {
      path = pathTo(field, parentPath);
      result = field.resolve(source, args, run.context, infoOf(run, field, path));
    } else if (typeof result === 'function') {
      path = pathTo(field, parentPath);
      result = result.call(source, args, run.context, infoOf(run, field, path)) as unknown;
    }
    if (field.isLeaf && !isPromise(result)) return field.complete(run, field, undefined, result);
    path ??= pathTo(field, parentPath);
    const completed = isPromise(result)
      ? completeLater(run, field, path, result)
      : field.complete(run, field, path, result);
    return isPromise(completed) ? orFail(run, field, field.isNullable, { path, completed }) : completed;
  } catch (error) {
    return fail(run, field, field.isNullable, path ?? pathTo(field, parentPath), error);
  }
}

function completeLater(run: Run, field: FieldPlan, path: Path, result: Promise<unknown>): Promise<unknown> {
  return result.then((value) => field.complete(run, field, path, value));
}

/** What is waited for may fail. */
export function orFail(
  run: Run,
  field: FieldPlan,
  isNullable: boolean,
  { path, completed }: Readonly<{ path: Path; completed: Promise<unknown> }>,
): Promise<unknown> {
  return completed.then(undefined, (error: unknown) => fail(run, field, isNullable, path, error));
}

function pathTo({ responseName, parentType }: FieldPlan, parentPath: Path | undefined): Path {
  return { prev: parentPath, key: responseName, typename: parentType.name };
}

function propertyOf(source: unknown, name: string): unknown {
  if ((typeof source !== 'object' || source === null) && typeof source !== 'function') return undefined;
  return (source as Readonly<Record<string, unknown>>)[name];
}

function argumentsOf(run: Run, field: FieldPlan): Values {
  const known = run.argumentsBySlot[field.slot];
  if (known !== undefined) return known;
  const [node] = field.nodes;
  if (node === undefined) throw new Error('A field without a node.');
  // Shared by the items of a list: what a resolver would write into them others would read.
  const args = frozen(getArgumentValues(field.field, node, run.variables));
  run.argumentsBySlot[field.slot] = args;
  return args;
}

/** Notes what went wrong at a place, or throws it where `null` cannot stand there. */
export function fail(run: Run, field: FieldPlan, isNullable: boolean, path: Path, cause: unknown): null {
  const error = locatedError(cause, [...field.nodes], responsePathAsArray(path));
  if (!isNullable) throw error;
  run.errors.add(error, path);
  return null;
}

export function infoOf({ plan, variables }: Run, field: FieldPlan, path: Path): GraphQLResolveInfo {
  return {
    fieldName: field.fieldName,
    fieldNodes: field.nodes,
    returnType: field.field.type,
    parentType: field.parentType,
    path,
    schema: plan.schema,
    fragments: plan.fragments,
    rootValue: undefined,
    operation: plan.operation,
    variableValues: variables,
  };
}
