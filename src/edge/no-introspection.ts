import { GraphQLError } from 'graphql';
import type { ASTVisitor, ValidationContext } from 'graphql';

/** All that tells of the schema; `_service` is what a federation router asks for. */
const tellingFields: ReadonlySet<string> = new Set(['__schema', '__type', '_service']);

/** Refuses to tell of the schema, by whatever field. */
export function noIntrospection(context: ValidationContext): ASTVisitor {
  return {
    Field: (node) => {
      if (!tellingFields.has(node.name.value)) return;
      context.reportError(new GraphQLError('This server does not tell of its schema.', { nodes: node }));
    },
  };
}
