import {
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  getArgumentValues,
  getDirectiveValues,
  isAbstractType,
  isLeafType,
  isNonNullType,
  typeFromAST,
} from 'graphql';
import type {
  ASTNode,
  ArgumentNode,
  FieldNode,
  FragmentDefinitionNode,
  FragmentSpreadNode,
  GraphQLField,
  GraphQLObjectType,
  GraphQLSchema,
  InlineFragmentNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import { compileCompletion } from './completion.js';
import { frozen } from '../../domain/frozen.js';
import type { FieldPlan, Fragments, OperationPlan, SelectionPlan, Values } from './plan.js';

/** The fields that `runtimeType` is asked for by these sets; throws what graphql-js does for a condition that is `null`. */
export function planSelection(
  plan: OperationPlan,
  runtimeType: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): SelectionPlan {
  const nodesByName = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  for (const set of sets) collect(plan, runtimeType, set.selections, nodesByName, visited);
  const fields = [...nodesByName].flatMap(([responseName, nodes]) => planField(plan, runtimeType, responseName, nodes));
  const names = fields.map(({ responseName }) => responseName);
  return { fields, blank: names.includes('__proto__') ? null : Object.fromEntries(names.map((name) => [name, null])) };
}

function collect(
  plan: OperationPlan,
  runtimeType: GraphQLObjectType,
  selections: readonly SelectionNode[],
  nodesByName: Map<string, FieldNode[]>,
  visited: Set<string>,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD && visited.has(selection.name.value)) continue;
    if (!isIncluded(selection, plan.conditions)) continue;
    if (selection.kind === Kind.FIELD) {
      const name = (selection.alias ?? selection.name).value;
      const nodes = nodesByName.get(name);
      if (nodes === undefined) nodesByName.set(name, [selection]);
      else nodes.push(selection);
      continue;
    }
    const fragment = fragmentOf(selection, plan.fragments, visited);
    if (fragment === undefined || !appliesTo(runtimeType, fragment, plan.schema)) continue;
    collect(plan, runtimeType, fragment.selectionSet.selections, nodesByName, visited);
  }
}

function fragmentOf(selection: FragmentSpreadNode | InlineFragmentNode, fragments: Fragments, visited: Set<string>) {
  if (selection.kind === Kind.INLINE_FRAGMENT) return selection;
  visited.add(selection.name.value);
  return fragments[selection.name.value];
}

function isIncluded(node: SelectionNode, variables: Values): boolean {
  if (node.directives === undefined || node.directives.length === 0) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false;
}

function appliesTo(
  type: GraphQLObjectType,
  { typeCondition }: FragmentDefinitionNode | InlineFragmentNode,
  schema: GraphQLSchema,
): boolean {
  if (typeCondition === undefined) return true;
  const condition = typeFromAST(schema, typeCondition);
  return condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
}

function planField(
  plan: OperationPlan,
  parentType: GraphQLObjectType,
  responseName: string,
  nodes: readonly FieldNode[],
): readonly FieldPlan[] {
  const [node] = nodes;
  const field = node === undefined ? undefined : fieldOf(plan.schema, parentType, node.name.value);
  if (node === undefined || field === undefined) return [];
  const fixedArguments = fixedArgumentsOf(field, node);
  const slot = fixedArguments === null ? plan.size.slots++ : -1;
  plan.size.fields += 1;
  return [
    {
      responseName,
      fieldName: field.name,
      nodes,
      parentType,
      field,
      resolve: field.resolve ?? null,
      fixedArguments,
      slot,
      isNullable: !isNonNullType(field.type),
      isLeaf: isLeafType(isNonNullType(field.type) ? field.type.ofType : field.type),
      complete: compileCompletion(
        (type, sets) => planSelection(plan, type, sets),
        plan.schema,
        field.type,
        setsOf(nodes),
      ),
    },
  ];
}

function setsOf(nodes: readonly FieldNode[]): readonly SelectionSetNode[] {
  return nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
}

function fieldOf(
  schema: GraphQLSchema,
  parentType: GraphQLObjectType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (parentType === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return parentType.getFields()[name];
}

/** `null` where they depend on variables, or cannot be had: then each execution says why. */
function fixedArgumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode): Values | null {
  if (node.arguments?.some(holdsVariable) === true) return null;
  try {
    // Shared by executions.
    return frozen(getArgumentValues(field, node, {}));
  } catch {
    return null;
  }
}

function holdsVariable({ value }: ArgumentNode): boolean {
  const pending: ASTNode[] = [value];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.kind === Kind.VARIABLE) return true;
    if (node.kind === Kind.LIST) pending.push(...node.values);
    if (node.kind === Kind.OBJECT) pending.push(...node.fields.map((each) => each.value));
  }
  return false;
}
