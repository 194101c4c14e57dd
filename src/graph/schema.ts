import { buildSubgraphSchema } from '@apollo/subgraph';
import { Kind, parse, print } from 'graphql';
import type { DefinitionNode, DocumentNode, GraphQLSchema } from 'graphql';
import { enforceScopes } from '../access/scopes.js';
import type { Resolvers } from '../generated/graphql.js';
import { advertResolvers } from './advert/resolvers.js';
import { buyerRequestResolvers } from './buyer-request/resolvers.js';
import { checkRepresentations } from './entities.js';
import { nodeResolvers } from './node-resolvers.js';
import { propertyResolvers } from './property/resolvers.js';
import { scalarResolvers } from './scalars.js';
import { valuationResolvers } from './valuation/resolvers.js';
import { viewerResolvers } from './viewer/resolvers.js';
import { zoneStatisticsResolvers } from './zone-statistics/resolvers.js';

const slices: readonly Resolvers[] = [
  scalarResolvers,
  nodeResolvers,
  advertResolvers,
  propertyResolvers,
  zoneStatisticsResolvers,
  valuationResolvers,
  buyerRequestResolvers,
  viewerResolvers,
];

/** Builds the executable subgraph from the text of the schema's files; scopes are enforced on every path. */
export function createGraphSchema(sdl: string): GraphQLSchema {
  const typeDefs = parse(sdl);
  const [first, ...others] = slices;
  const schema = buildSubgraphSchema([
    { typeDefs, resolvers: first },
    ...others.map((resolvers) => ({ typeDefs: emptyDocument, resolvers })),
  ] as Parameters<typeof buildSubgraphSchema>[0]);
  return enforceScopes(checkRepresentations(schema));
}

const emptyDocument: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };

/**
 * The whole schema as one text that stands on its own: what federation's directives mean is defined in it too, so that
 * it builds with any GraphQL library and composes as it is.
 */
export function printWholeSchema(sdl: string, schema: GraphQLSchema): string {
  const own = parse(sdl);
  const ownNames = new Set(own.definitions.map(nameOf));
  const linked = [...schema.getDirectives(), ...Object.values(schema.getTypeMap())]
    .flatMap(({ astNode }) => (astNode ? [astNode] : []))
    .filter((node) => !ownNames.has(nameOf(node)) && !isMachinery(node.name.value));
  return `${print({ kind: Kind.DOCUMENT, definitions: [...own.definitions, ...linked] })}\n`;
}

/** `_entities`, `_service` and their types: every subgraph has them, no subgraph's text declares them. */
function isMachinery(name: string): boolean {
  return /^_[A-Z]/.test(name);
}

function nameOf(node: DefinitionNode): string | undefined {
  return 'name' in node ? node.name?.value : undefined;
}
