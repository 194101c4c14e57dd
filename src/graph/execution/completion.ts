import {
  GraphQLError,
  defaultTypeResolver,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type {
  GraphQLAbstractType,
  GraphQLLeafType,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLSchema,
  SelectionSetNode,
} from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import type { Complete, FieldPlan, Path, Run, SelectionPlan } from './plan.js';
import { fail, infoOf, isPromise, orFail, runSelection } from './run.js';

/** Plans what an object of this type is asked for by these sets. */
type Select = (type: GraphQLObjectType, sets: readonly SelectionSetNode[]) => SelectionPlan;

/** What is asked of the objects that a field leads to is planned when the first one of each type is met. */
export function compileCompletion(
  select: Select,
  schema: GraphQLSchema,
  type: GraphQLOutputType,
  sets: readonly SelectionSetNode[],
): Complete {
  if (isNonNullType(type)) return compileNonNull(compileCompletion(select, schema, type.ofType, sets));
  if (isListType(type)) {
    return compileList(compileCompletion(select, schema, type.ofType, sets), !isNonNullType(type.ofType));
  }
  if (isLeafType(type)) return compileLeaf(type);
  return isAbstractType(type) ? compileAbstract(select, schema, type, sets) : compileObject(select, type, sets);
}

function isMissing(value: unknown): value is null | undefined {
  if (value instanceof Error) throw value;
  return value === null || value === undefined;
}

function compileNonNull(complete: Complete): Complete {
  return (run, field, path, value) => {
    const completed = complete(run, field, path, value);
    if (completed !== null) return completed;
    throw new Error(`Cannot return null for non-nullable field ${nameOf(field)}.`);
  };
}

function compileLeaf(type: GraphQLLeafType): Complete {
  return (_run, _field, _path, value) => {
    if (isMissing(value)) return null;
    const serialized: unknown = type.serialize(value);
    if (serialized !== null && serialized !== undefined) return serialized;
    throw new Error(
      `Expected \`${inspect(type)}.serialize(${inspect(value)})\` to return non-nullable value, returned: ${inspect(serialized)}`,
    );
  };
}

function compileList(complete: Complete, isItemNullable: boolean): Complete {
  const item: ItemPlan = { complete, isNullable: isItemNullable };
  return (run, field, path, value) => {
    if (isMissing(value)) return null;
    if (!isIterableObject(value)) {
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${nameOf(field)}".`);
    }
    const items: unknown[] = [];
    let isWaiting = false;
    try {
      for (const each of value) {
        const completed = completeItem(run, field, item, { prev: path, key: items.length, typename: undefined }, each);
        isWaiting ||= isPromise(completed);
        items.push(completed);
      }
    } catch (error) {
      // The list is given up: that others of its items fail too is nobody's concern, and must not end the process.
      abandon(Array.isArray(value) ? [...items, ...(value as unknown[])] : items);
      throw error;
    }
    return isWaiting ? Promise.all(items) : items;
  };
}

/** What the items of a list are completed by. */
type ItemPlan = Readonly<{ complete: Complete; isNullable: boolean }>;

function completeItem(run: Run, field: FieldPlan, plan: ItemPlan, path: Path, item: unknown): unknown {
  try {
    const completed = isPromise(item)
      ? completeItemLater(run, field, plan, path, item)
      : plan.complete(run, field, path, item);
    return isPromise(completed) ? orFail(run, field, plan.isNullable, { path, completed }) : completed;
  } catch (error) {
    return fail(run, field, plan.isNullable, path, error);
  }
}

function completeItemLater(run: Run, field: FieldPlan, { complete }: ItemPlan, path: Path, item: Promise<unknown>) {
  return item.then((value) => complete(run, field, path, value));
}

function abandon(items: readonly unknown[]): void {
  for (const each of items) if (isPromise(each)) each.then(undefined, () => undefined);
}

function isIterableObject(value: unknown): value is Iterable<unknown> {
  return (
    typeof value === 'object' && typeof (value as Partial<Iterable<unknown>> | null)?.[Symbol.iterator] === 'function'
  );
}

type CompleteObject = (run: Run, field: FieldPlan, path: Path | undefined, source: unknown) => unknown;

function compileObject(select: Select, type: GraphQLObjectType, sets: readonly SelectionSetNode[]): CompleteObject {
  let planned: SelectionPlan | undefined;
  return (run, field, path, source) => {
    if (isMissing(source)) return null;
    const selection = (planned ??= select(type, sets));
    return type.isTypeOf === undefined || type.isTypeOf === null
      ? runSelection(run, selection, source, path)
      : completeChecked(run, field, path, source, { type, isTypeOf: type.isTypeOf, selection });
  };
}

type CheckedSelection = Readonly<{
  type: GraphQLObjectType;
  isTypeOf: NonNullable<GraphQLObjectType['isTypeOf']>;
  selection: SelectionPlan;
}>;

function completeChecked(
  run: Run,
  field: FieldPlan,
  path: Path | undefined,
  source: unknown,
  { type, isTypeOf, selection }: CheckedSelection,
): unknown {
  const check = (isOfType: boolean) => {
    if (isOfType) return runSelection(run, selection, source, path);
    throw new GraphQLError(`Expected value of type "${type.name}" but got: ${inspect(source)}.`, {
      nodes: field.nodes,
    });
  };
  const isOfType = isTypeOf(source, run.context, infoOf(run, field, fieldPathOf(path)));
  return isPromise(isOfType) ? isOfType.then(check) : check(isOfType);
}

function compileAbstract(
  select: Select,
  schema: GraphQLSchema,
  type: GraphQLAbstractType,
  sets: readonly SelectionSetNode[],
): CompleteObject {
  const completions = new Map<GraphQLObjectType, CompleteObject>();
  const completionOf = (runtimeType: GraphQLObjectType) => {
    const known = completions.get(runtimeType) ?? compileObject(select, runtimeType, sets);
    completions.set(runtimeType, known);
    return known;
  };
  const resolveType = type.resolveType ?? defaultTypeResolver;
  return (run, field, path, source) => {
    if (isMissing(source)) return null;
    const completeAs = (typeName: unknown) =>
      completionOf(runtimeTypeOf(schema, type, field, source, typeName))(run, field, path, source);
    const found: unknown = resolveType(source, run.context, infoOf(run, field, fieldPathOf(path)), type);
    return isPromise(found) ? found.then(completeAs) : completeAs(found);
  };
}

/** In a list the items have places of their own; what a resolver is told of is the field's. */
function fieldPathOf(path: Path | undefined): Path {
  let place = path;
  while (typeof place?.key === 'number') place = place.prev;
  if (place === undefined) throw new Error('An object outside of all fields.');
  return place;
}

function runtimeTypeOf(
  schema: GraphQLSchema,
  type: GraphQLAbstractType,
  field: FieldPlan,
  source: unknown,
  typeName: unknown,
): GraphQLObjectType {
  const { nodes } = field;
  if (typeName === null || typeName === undefined) {
    throw new GraphQLError(
      `Abstract type "${type.name}" must resolve to an Object type at runtime for field "${nameOf(field)}". Either the "${type.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`,
      { nodes },
    );
  }
  if (typeof typeName !== 'string') {
    throw new GraphQLError(
      `Abstract type "${type.name}" must resolve to an Object type at runtime for field "${nameOf(field)}" with value ${inspect(source)}, received "${inspect(typeName)}".`,
    );
  }
  const found = schema.getType(typeName);
  if (found === undefined) {
    throw new GraphQLError(
      `Abstract type "${type.name}" was resolved to a type "${typeName}" that does not exist inside the schema.`,
      { nodes },
    );
  }
  if (!isObjectType(found)) {
    throw new GraphQLError(`Abstract type "${type.name}" was resolved to a non-object type "${typeName}".`, { nodes });
  }
  if (!schema.isSubType(type, found)) {
    throw new GraphQLError(`Runtime Object type "${found.name}" is not a possible type for "${type.name}".`, {
      nodes,
    });
  }
  return found;
}

function nameOf({ parentType, fieldName }: FieldPlan): string {
  return `${parentType.name}.${fieldName}`;
}
