import { Kind } from 'graphql';
import type { FieldNode, GraphQLResolveInfo, SelectionSetNode } from 'graphql';

/** What a record's identifier alone answers: asking no more of it needs no read. */
export const identityFields: ReadonlySet<string> = new Set(['id', 'flxId']);

type Fragments = GraphQLResolveInfo['fragments'];

/**
 * The names of the fields that a query asks of what a resolver returns, or of what lies at `path` below it. Fragments
 * count whatever their condition, and `@skip` and `@include` are taken as asked: a name too many costs a call, a name
 * too few would cost an answer.
 */
export function selectedFields(info: GraphQLResolveInfo, path: readonly string[] = []): ReadonlySet<string> {
  return askedOnce(info, path.join('.'), () => fieldsAt(info, path));
}

/** By the nodes of a field, which belong to one document, and what is asked about them. */
const askedOf = new WeakMap<readonly FieldNode[], Map<string, ReadonlySet<string>>>();

/** The items of a list are asked for the same, and so are the executions of a document that is known. */
function askedOnce(
  { fieldNodes }: GraphQLResolveInfo,
  question: string,
  answer: () => ReadonlySet<string>,
): ReadonlySet<string> {
  const answers = askedOf.get(fieldNodes) ?? new Map<string, ReadonlySet<string>>();
  askedOf.set(fieldNodes, answers);
  const known = answers.get(question);
  if (known !== undefined) return known;
  const names = answer();
  answers.set(question, names);
  return names;
}

function fieldsAt(info: GraphQLResolveInfo, path: readonly string[]): ReadonlySet<string> {
  const sets = info.fieldNodes.flatMap((node) => (node.selectionSet === undefined ? [] : [node.selectionSet]));
  const below = path.reduce((level, name) => childrenNamed(level, name, info.fragments), sets);
  const names = new Set<string>();
  visitFields(below, info.fragments, (field) => names.add(field.name.value));
  return names;
}

/** Whether nothing but `allowed` (and `__typename`) is asked for. */
export function asksOnly(selected: ReadonlySet<string>, allowed: ReadonlySet<string>): boolean {
  for (const name of selected) {
    if (name !== '__typename' && !allowed.has(name)) return false;
  }
  return true;
}

/** What is asked of the adverts of a connection at `path`, through its nodes and through its edges. */
export function selectedAdvertFields(info: GraphQLResolveInfo, path: readonly string[] = []): ReadonlySet<string> {
  return askedOnce(
    info,
    `adverts ${path.join('.')}`,
    () => new Set([...fieldsAt(info, [...path, 'nodes']), ...fieldsAt(info, [...path, 'edges', 'node'])]),
  );
}

/** What is asked of the adverts of matches. */
export function selectedMatchFields(info: GraphQLResolveInfo): ReadonlySet<string> {
  return askedOnce(
    info,
    'matches',
    () => new Set([...fieldsAt(info, ['nodes', 'advert']), ...fieldsAt(info, ['edges', 'node', 'advert'])]),
  );
}

/** Contacts are not remembered: to read a list anew is one call, to read each of its adverts would be many. */
export function asksContacts(selected: ReadonlySet<string>): boolean {
  return selected.has('contactInCharge');
}

function childrenNamed(sets: SelectionSetNode[], name: string, fragments: Fragments): SelectionSetNode[] {
  const children: SelectionSetNode[] = [];
  visitFields(sets, fragments, (field) => {
    if (field.name.value === name && field.selectionSet !== undefined) children.push(field.selectionSet);
  });
  return children;
}

type FieldVisitor = (field: Readonly<{ name: { value: string }; selectionSet?: SelectionSetNode | undefined }>) => void;

/** Each fragment is walked once, however often it is spread: a query cannot make this walk longer than itself. */
function visitFields(sets: readonly SelectionSetNode[], fragments: Fragments, visit: FieldVisitor): void {
  const seen = new Set<string>();
  const pending = [...sets];
  for (let set = pending.pop(); set !== undefined; set = pending.pop()) {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) visit(selection);
      else if (selection.kind === Kind.INLINE_FRAGMENT) pending.push(selection.selectionSet);
      else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value);
        const fragment = fragments[selection.name.value];
        if (fragment !== undefined) pending.push(fragment.selectionSet);
      }
    }
  }
}
