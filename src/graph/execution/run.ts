import { getArgumentValues, locatedError, responsePathAsArray } from 'graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { frozen } from './frozen.js';
import type { FieldPlan, Path, Run, SelectionPlan, Values } from './plan.js';

export function isPromise(value: unknown): value is Promise<unknown> {
  const mayBe = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return mayBe && typeof (value as Partial<Promise<unknown>>).then === 'function';
}

/** Answers for all fields of an object, at once where none of them has to be waited for. */
export function runSelection(run: Run, selection: SelectionPlan, source: unknown, path: Path | undefined): unknown {
  const results = (selection.isPlain ? {} : Object.create(null)) as Record<string, unknown>;
  const pendingNames: string[] = [];
  const pending: Promise<unknown>[] = [];
  const whenAllAreThere = () =>
    Promise.all(pending).then((values) => {
      for (const [at, name] of pendingNames.entries()) results[name] = values[at];
      return results;
    });
  try {
    for (const field of selection.fields) {
      const result = runField(run, field, source, path);
      results[field.responseName] = result;
      if (isPromise(result)) {
        pendingNames.push(field.responseName);
        pending.push(result);
      }
    }
  } catch (error) {
    if (pending.length === 0) throw error;
    // The others are waited for, so that none of them fails unheard.
    return whenAllAreThere().finally(() => {
      throw error;
    });
  }
  return pending.length === 0 ? results : whenAllAreThere();
}

/** For what a field cannot answer there is `null` and an error; where `null` is not allowed it throws. */
function runField(run: Run, field: FieldPlan, source: unknown, parentPath: Path | undefined): unknown {
  // A property that is there needs neither.
  let place: Path | undefined;
  const pathOf = () => (place ??= { prev: parentPath, key: field.responseName, typename: field.parentType.name });
  try {
    const result = resolve(run, field, source, pathOf);
    if (field.isLeaf && !isPromise(result)) return field.complete(run, field, undefined, result);
    const path = pathOf();
    const completed = isPromise(result)
      ? result.then((value) => field.complete(run, field, path, value))
      : field.complete(run, field, path, result);
    return isPromise(completed)
      ? completed.then(undefined, (error: unknown) => fail(run, field, field.isNullable, path, error))
      : completed;
  } catch (error) {
    return fail(run, field, field.isNullable, pathOf(), error);
  }
}

function resolve(run: Run, field: FieldPlan, source: unknown, pathOf: () => Path): unknown {
  const args = field.fixedArguments ?? argumentsOf(run, field);
  if (field.resolve !== null) return field.resolve(source, args, run.context, infoOf(run, field, pathOf()));
  if ((typeof source !== 'object' || source === null) && typeof source !== 'function') return undefined;
  const properties = source as Readonly<Record<string, unknown>>;
  const property = properties[field.fieldName];
  return typeof property === 'function'
    ? (property.call(source, args, run.context, infoOf(run, field, pathOf())) as unknown)
    : property;
}

function argumentsOf(run: Run, field: FieldPlan): Values {
  const known = run.argumentsBySlot[field.slot];
  if (known !== undefined) return known;
  const [node] = field.nodes;
  if (node === undefined) throw new Error('A field without a node.');
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
