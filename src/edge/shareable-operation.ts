import {
  Kind,
  OperationTypeNode,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  valueFromASTUntyped,
  TypeNameMetaFieldDef,
} from 'graphql';
import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLInterfaceType,
  GraphQLNamedType,
  GraphQLObjectType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';
import type { Payee } from '../access/estimation.js';

type Variables = Readonly<Record<string, unknown>>;

export type ResolvedOperation = Readonly<{
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Variables;
}>;

/** The fields of `Query` that lead to what is on the market and to nothing else. */
const sharedRoots: ReadonlySet<string> = new Set([
  'advert',
  'advertByUrl',
  'adverts',
  'property',
  'propertyByUrl',
  'properties',
  'zoneStatistics',
  'valuation',
]);

/** Types that are the same for all who may have them. What is not named here is nobody's but the caller's. */
const sharedTypes: ReadonlySet<string> = new Set([
  ...['Advert', 'AdvertConnection', 'AdvertEdge', 'AdvertSource', 'Seller'],
  ...['Property', 'PropertyConnection', 'PropertyEdge', 'PriceVariation'],
  ...['Charges', 'Climate', 'Characteristics', 'Features', 'Habitation', 'Image', 'Land', 'Location', 'Medias'],
  ...['Offer', 'Parking', 'PropertyCondition', 'RentingContract', 'Surface'],
  ...['ZoneStatistics', 'StatisticsBand', 'PricePosition'],
  ...['Valuation', 'PriceHubbleValuation', 'DimexValuation', 'MacroLocation', 'ValuationInputValue'],
  ...['Coordinates', 'Money', 'MoneyRange', 'PageInfo'],
]);
/** Interfaces that shared types have: a selection may be made by them, but nothing is reached by them alone. */
const sharedInterfaces: ReadonlySet<string> = new Set(['Node', 'Sourced']);
/** Fields that have an estimation made: shared where it is free. */
const VALUATION = 'Valuation';
/** A field that asks for rights of its own is none of a record that is the same for all. */
const GUARD = 'requiresScopes';

type Parent = GraphQLObjectType | GraphQLInterfaceType;
/** `provider` of each valuation that is selected, as it stands in the document; `null` for what is never shared. */
type Selected = readonly FieldNode[] | null;

/**
 * Says of an operation whether its answer is the same for all who have the same scopes: by the fields that it selects,
 * whatever `@skip` says of them. Nothing that is about a person, an agency, a client or money is; neither is a valuation
 * by a provider that may bill it, nor one by Dimex, whose model can change.
 */
export function createShareability(
  schema: GraphQLSchema,
  priceEur: Readonly<Record<Payee, number>>,
): (resolved: ResolvedOperation) => boolean {
  const known = new WeakMap<OperationDefinitionNode, Selected>();
  const isFree = priceEur.pricehubble === 0;

  return ({ document, operation, variables }) => {
    if (operation.operation !== OperationTypeNode.QUERY) return false;
    let valuations = known.get(operation);
    if (valuations === undefined) {
      valuations = valuationsIn(schema, document, operation);
      known.set(operation, valuations);
    }
    if (valuations === null) return false;
    return valuations.every((node) => isFree && providerOf(node, operation, variables) === 'PRICEHUBBLE');
  };
}

/** Whether a field, and what it leads to, is the same for all who have the same scopes, money aside. */
export function isSharedField(parent: Parent, field: GraphQLField<unknown, unknown>): boolean {
  const { astNode, type } = field;
  if (parent.name === 'Query') return sharedRoots.has(field.name);
  const returned: GraphQLNamedType = getNamedType(type);
  if (!isLeafType(returned)) return sharedTypes.has(returned.name);
  return astNode?.directives?.some(({ name }) => name.value === GUARD) !== true;
}

export function isSharedType(name: string): boolean {
  return sharedTypes.has(name);
}

function valuationsIn(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Selected {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const valuations: FieldNode[] = [];
  const spread = new Set<string>();

  function isShared({ selections }: SelectionSetNode, parent: Parent): boolean {
    return selections.every((selection) => {
      switch (selection.kind) {
        case Kind.FIELD:
          return isFieldShared(selection, parent);
        case Kind.INLINE_FRAGMENT:
          return isFragmentShared(selection.selectionSet, selection.typeCondition?.name.value ?? parent.name);
        case Kind.FRAGMENT_SPREAD: {
          const fragment = fragments.get(selection.name.value);
          if (fragment === undefined) return false;
          // Its condition is its own: wherever it is spread, the same fields come of it.
          if (spread.has(fragment.name.value)) return true;
          spread.add(fragment.name.value);
          return isFragmentShared(fragment.selectionSet, fragment.typeCondition.name.value);
        }
      }
    });
  }

  function isFragmentShared(set: SelectionSetNode, condition: string): boolean {
    const type = schema.getType(condition);
    const isKnown = condition === 'Query' || sharedTypes.has(condition) || sharedInterfaces.has(condition);
    return isKnown && (isObjectType(type) || isInterfaceType(type)) && isShared(set, type);
  }

  function isFieldShared(node: FieldNode, parent: Parent): boolean {
    if (node.name.value === TypeNameMetaFieldDef.name) return true;
    const field = parent.getFields()[node.name.value];
    if (field === undefined || !isSharedField(parent, field)) return false;
    const returned = getNamedType(field.type);
    if (returned.name === VALUATION) valuations.push(node);
    if (node.selectionSet === undefined) return true;
    return (isObjectType(returned) || isInterfaceType(returned)) && isShared(node.selectionSet, returned);
  }

  const root = schema.getQueryType();
  return root && isShared(operation.selectionSet, root) ? valuations : null;
}

function providerOf(node: FieldNode, { variableDefinitions }: OperationDefinitionNode, variables: Variables): unknown {
  const value = node.arguments?.find(({ name }) => name.value === 'provider')?.value;
  if (value?.kind !== Kind.VARIABLE) return value && valueFromASTUntyped(value);
  const name = value.name.value;
  if (name in variables) return variables[name];
  const definition = variableDefinitions?.find(({ variable }) => variable.name.value === name);
  return definition?.defaultValue && valueFromASTUntyped(definition.defaultValue);
}
