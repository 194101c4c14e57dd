import { GraphQLError, visit } from 'graphql';
import type { ASTVisitor, DocumentNode, ValidationContext } from 'graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller, Scope } from '../access/caller.js';
import { errorBody } from './errors.js';

/** Who is told of the schema: everybody, nobody, or those who hold the scope for it. */
export const schemaTellings = ['on', 'off', 'scope'] as const;
export type SchemaTelling = (typeof schemaTellings)[number];

const SCHEMA_SCOPE: Scope = 'schema:introspect';

/** All that tells of the schema; `_service` is what a federation router asks for. */
const tellingFields: ReadonlySet<string> = new Set(['__schema', '__type', '_service']);

export function maySeeSchema(telling: SchemaTelling, caller: Caller | null): boolean {
  return telling === 'on' || (telling === 'scope' && caller?.scopes.has(SCHEMA_SCOPE) === true);
}

/** Refuses to tell of the schema, by whatever field and whoever asks. */
export function noIntrospection(context: ValidationContext): ASTVisitor {
  return {
    Field: (node) => {
      if (!tellingFields.has(node.name.value)) return;
      context.reportError(new GraphQLError('This server does not tell of its schema.', { nodes: node }));
    },
  };
}

const needsScope = `To read the schema, a client needs the scope ${SCHEMA_SCOPE}.`;

/**
 * Refuses a document that asks for the schema, for callers who may not see it: a document that was valid once is not
 * validated anew for each who sends it.
 */
export function refuseIntrospection(document: DocumentNode): void {
  if (!asksForSchema(document)) return;
  throw new GraphQLError(needsScope, {
    extensions: { code: 'FORBIDDEN', requiredScopes: [[SCHEMA_SCOPE]], http: { status: 403 } },
  });
}

/** A hook that lets only those pass who hold the scope. */
export function requireSchemaScope({ caller }: FastifyRequest, reply: FastifyReply, done: () => void): void {
  if (maySeeSchema('scope', caller)) done();
  else void reply.code(403).send(errorBody('FORBIDDEN', needsScope));
}

const asking = new WeakMap<DocumentNode, boolean>();

function asksForSchema(document: DocumentNode): boolean {
  const known = asking.get(document);
  if (known !== undefined) return known;
  let isAsking = false;
  visit(document, {
    Field: ({ name }) => {
      isAsking ||= tellingFields.has(name.value);
    },
  });
  asking.set(document, isAsking);
  return isAsking;
}
