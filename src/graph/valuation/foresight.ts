import { Kind } from 'graphql';
import type { DocumentNode, FieldNode, OperationDefinitionNode, SelectionSetNode } from 'graphql';
import type { ValuationProvider } from '../../domain/valuation.js';
import type { GraphContext } from '../context.js';

export type ForeseenOperation = Readonly<{
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Readonly<Record<string, unknown>>;
}>;

/**
 * Starts what a valuation will need and an advert need not be known for: PriceHubble's login and the name of Dimex's
 * model. They are under way while the advert is read, instead of after it. What fails here fails again, and is told,
 * where the valuation is asked for.
 */
export function startProviders(foreseen: ForeseenOperation, context: GraphContext): void {
  const { caller, services, call, spending } = context;
  if (!caller.scopes.has('valuations:read')) return;
  const providers = providersAskedBy(foreseen);
  // What is kept can be told by Dimex's model alone, so that it is needed even where nothing may be billed.
  if (providers.has('DIMEX')) services.dimex.model(call).catch(ignore);
  if (providers.has('PRICEHUBBLE') && spending.mayCall('pricehubble')) services.priceHubble.logIn(call).catch(ignore);
}

function ignore(): void {
  // The valuation that needed it reports the failure with its own path.
}

/** The providers whose valuation an operation names; quotes call none. */
function providersAskedBy({ document, operation, variables }: ForeseenOperation): ReadonlySet<ValuationProvider> {
  const providers = new Set<ValuationProvider>();
  visitFields(document, operation.selectionSet, (field) => {
    switch (field.name.value) {
      case 'valuation':
      case 'valuations':
      case 'valuationBatch':
        addProvider(providers, providerArgument(field, variables));
        break;
      case 'valuationComparison':
        providers.add('DIMEX').add('PRICEHUBBLE');
        break;
    }
  });
  return providers;
}

function providerArgument(field: FieldNode, variables: ForeseenOperation['variables']): unknown {
  const value = field.arguments?.find(({ name }) => name.value === 'provider')?.value;
  if (value?.kind === Kind.ENUM) return value.value;
  return value?.kind === Kind.VARIABLE ? variables[value.name.value] : undefined;
}

function addProvider(providers: Set<ValuationProvider>, provider: unknown): void {
  if (provider === 'DIMEX' || provider === 'PRICEHUBBLE') providers.add(provider);
}

/** Each selection is seen once, however often a fragment is spread. */
function visitFields(document: DocumentNode, root: SelectionSetNode, visit: (field: FieldNode) => void): void {
  const pending: SelectionSetNode[] = [root];
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) pending.push(definition.selectionSet);
  }
  for (let set = pending.pop(); set !== undefined; set = pending.pop()) {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) visit(selection);
      if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet !== undefined) {
        pending.push(selection.selectionSet);
      }
    }
  }
}
