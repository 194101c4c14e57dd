import { z } from 'zod';
import { visibleAgencies } from '../../access/visible-agency.js';
import type { BuyerRequest } from '../../domain/buyer-request.js';
import { summariseMatches } from '../../domain/match-summary.js';
import type { MatchSummary } from '../../domain/match-summary.js';
import { matchableAdvert } from '../../domain/matchable-advert.js';
import type { MatchableAdvert } from '../../domain/matchable-advert.js';
import { compareMatches, matchAdvert } from '../../domain/matching.js';
import type { RankedMatch } from '../../domain/matching.js';
import { badInput } from '../../domain/refusal.js';
import type { RequestIndex } from '../../domain/request-index.js';
import type { SourcedAdvert } from '../../upstream/fluximmo/remembering-client.js';
import { checkFirst, decodeKey, encodeKey, pageOfList, toConnection } from '../connection.js';
import type { Connection } from '../connection.js';
import type { GraphContext } from '../context.js';
import type {
  AdvertMatchConnectionNode,
  AdvertMatchNode,
  BuyerRequestMatchConnectionNode,
  BuyerRequestMatchNode,
} from '../nodes.js';
import { searchesFor } from './advert-searches.js';

type Page = Readonly<{ minScore: number; first: number; after?: string | null | undefined }>;

/** The active requests of the caller's agencies that an advert answers to, the best first. */
export async function matchingRequests(
  advert: MatchableAdvert,
  page: Page & Readonly<{ agencyIds?: readonly string[] | null | undefined }>,
  { caller, loaders }: GraphContext,
): Promise<BuyerRequestMatchConnectionNode> {
  checkMinScore(page.minScore);
  const first = checkFirst(page.first);
  const after = page.after === null || page.after === undefined ? null : rankAt(page.after);
  // One more than is wanted tells whether more follow.
  const wanted = { minScore: page.minScore, first: first + 1, after };
  const found = await Promise.all(
    visibleAgencies(caller, page.agencyIds).map((agencyId) =>
      loaders.requestMatches.load({ agencyId, advert, page: wanted }),
    ),
  );
  const ranked = found
    .flatMap((matches) => matches?.matches ?? [])
    .map((match) => ({ ...rankOf(match), node: match }))
    .sort(compareMatches);
  const edges = ranked.slice(0, first).map((match) => ({ cursor: encodeKey(rankKeyOf(match)), node: match.node }));
  return toConnection(edges, {
    hasNextPage: ranked.length > first,
    hasPreviousPage: after !== null,
    totalCount: found.reduce((sum, matches) => sum + (matches?.totalCount ?? 0), 0),
  });
}

function rankOf({ score, request }: BuyerRequestMatchNode): RankedMatch {
  return { score, updatedAt: request.updatedAt, id: `${request.agencyId} ${request.requestId}` };
}

function rankAt(cursor: string): RankedMatch {
  const rank = readRank(decodeKey(cursor));
  if (rank === null) throw badInput('after', 'is not a cursor of this list');
  return rank;
}

/** What an advert's price, and all else of it, means to the active buyers of the caller's agencies. */
export async function matchSummary(
  advert: MatchableAdvert,
  agencyIds: readonly string[] | null | undefined,
  { caller, loaders, services }: GraphContext,
): Promise<MatchSummary> {
  const indexes = await Promise.all(
    visibleAgencies(caller, agencyIds).map((agencyId) => loaders.requestsOfAgency.load(agencyId)),
  );
  return summariseMatches(candidatesOf(indexes, advert), advert, services.communes.covers);
}

function* candidatesOf(indexes: readonly (RequestIndex | null)[], advert: MatchableAdvert): Iterable<BuyerRequest> {
  for (const index of indexes) if (index !== null) yield* index.candidates(advert);
}

/**
 * The online adverts that answer to a request, the best first, of those that its searches find; `isAnew` where what they
 * have to tell is not remembered.
 */
export async function matchingAdverts(
  request: BuyerRequest,
  page: Page & Readonly<{ isAnew: boolean }>,
  { loaders, services }: GraphContext,
): Promise<AdvertMatchConnectionNode> {
  checkMinScore(page.minScore);
  const { searches, isEveryPlaceSearched } = searchesFor(request, page, services.communes);
  const found = await Promise.all(searches.map((search) => loaders.advertSearch.load(search)));
  const adverts = new Map<string, SourcedAdvert>();
  for (const { nodes } of found) for (const node of nodes) if (!(node instanceof Error)) adverts.set(node.flxId, node);

  const ranked = [...adverts.values()].flatMap((advert) => {
    const match = matchAdvert(request, matchableAdvert(advert), services.communes.covers, page.minScore);
    if (match === null) return [];
    const node: AdvertMatchNode = { ...match, advert };
    return [{ id: advert.flxId, score: match.score, updatedAt: advert.lastModifiedAt, node }];
  });
  return {
    ...pageOfMatches(ranked, page),
    isComplete: isEveryPlaceSearched && found.every(isWhollyRead),
  };
}

function isWhollyRead({ nodes, pageInfo }: Connection<SourcedAdvert>): boolean {
  return !pageInfo.hasNextPage && !nodes.some((node) => node instanceof Error);
}

type Ranked<Node> = RankedMatch & Readonly<{ node: Node }>;

/** A cursor holds what ranks a match, so that reading goes on from its place though the match may be another by then. */
function pageOfMatches<Node>(matches: readonly Ranked<Node>[], page: Page): Connection<Node> {
  return pageOfList(matches.toSorted(compareMatches), page, {
    keyOf: rankKeyOf,
    nodeOf: ({ node }) => node,
    orderAround: (key) => {
      const around = readRank(key);
      return around === null ? null : (match) => compareMatches(match, around);
    },
  });
}

function rankKeyOf({ score, updatedAt, id }: RankedMatch): string {
  return JSON.stringify([score, updatedAt, id]);
}

const rankKey = z.tuple([z.int(), z.string().nullable(), z.string()]);

function readRank(key: string): RankedMatch | null {
  try {
    const [score, updatedAt, id] = rankKey.parse(JSON.parse(key));
    return { score, updatedAt, id };
  } catch {
    return null;
  }
}

function checkMinScore(minScore: number): void {
  if (minScore < 0 || minScore > 100) throw badInput('minScore', `must be between 0 and 100, not ${minScore}`);
}
