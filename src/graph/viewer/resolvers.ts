import type { Resolvers } from '../../generated/graphql.js';

export const viewerResolvers: Pick<Resolvers, 'Query' | 'Viewer'> = {
  Query: {
    viewer: (_query, _args, { caller }) => ({
      clientId: caller.clientId,
      scopes: [...caller.scopes].sort(),
      agencyIds: caller.agencyIds,
    }),
  },
  Viewer: {
    spend: (_viewer, _args, { caller, services }) => services.spending.accountOf(caller),
  },
};
