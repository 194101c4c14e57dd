import { z } from 'zod';
import { visibleAgencies } from '../../access/visible-agency.js';
import type { Advert } from '../../domain/advert.js';
import type { BuyerRequest } from '../../domain/buyer-request.js';
import { matchableAdvert } from '../../domain/matchable-advert.js';
import type { MatchableAdvert } from '../../domain/matchable-advert.js';
import { compareMatches, matchAdvert } from '../../domain/matching.js';
import type { RankedMatch } from '../../domain/matching.js';
import { badInput } from '../../domain/refusal.js';
import { pageOfList } from '../connection.js';
import type { Connection } from '../connection.js';
import type { GraphContext } from '../context.js';
import type { AdvertMatchConnectionNode, AdvertMatchNode, BuyerRequestMatchConnectionNode } from '../nodes.js';
import { searchesFor } from './advert-searches.js';

type Page = Readonly<{ minScore: number; first: number; after?: string | null | undefined }>;

/** The active requests of the caller's agencies that an advert answers to, the best first. */
export async function matchingRequests(
  advert: MatchableAdvert,
  page: Page & Readonly<{ agencyIds?: readonly string[] | null | undefined }>,
  { caller, loaders, services }: GraphContext,
): Promise<BuyerRequestMatchConnectionNode> {
  checkMinScore(page.minScore);
  const agencies = visibleAgencies(caller, page.agencyIds);
  const lists = await Promise.all(agencies.map((agencyId) => loaders.requestsOfAgency.load(agencyId)));
  const ranked = lists
    .flatMap((list) => list?.requests ?? [])
    .filter(({ isActive }) => isActive)
    .flatMap((request) => {
      const match = matchAdvert(request, advert, services.communes.covers, page.minScore);
      if (match === null) return [];
      const id = `${request.agencyId} ${request.requestId}`;
      return [{ id, score: match.score, updatedAt: request.updatedAt, node: { ...match, request } }];
    });
  return pageOfMatches(ranked, page);
}

/** The online adverts that answer to a request, the best first, of those that its searches find. */
export async function matchingAdverts(
  request: BuyerRequest,
  page: Page,
  { loaders, services }: GraphContext,
): Promise<AdvertMatchConnectionNode> {
  checkMinScore(page.minScore);
  const { searches, isEveryPlaceSearched } = searchesFor(request, page.minScore, services.communes);
  const found = await Promise.all(searches.map((search) => loaders.advertSearch.load(search)));
  const adverts = new Map<string, Advert>();
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

function isWhollyRead({ nodes, pageInfo }: Connection<Advert>): boolean {
  return !pageInfo.hasNextPage && !nodes.some((node) => node instanceof Error);
}

type Ranked<Node> = RankedMatch & Readonly<{ node: Node }>;

/** A cursor holds what ranks a match, so that reading goes on from its place though the match may be another by then. */
function pageOfMatches<Node>(matches: readonly Ranked<Node>[], page: Page): Connection<Node> {
  return pageOfList(matches.toSorted(compareMatches), page, {
    keyOf: ({ score, updatedAt, id }) => JSON.stringify([score, updatedAt, id]),
    nodeOf: ({ node }) => node,
    orderAround: (key) => {
      const around = readRank(key);
      return around === null ? null : (match) => compareMatches(match, around);
    },
  });
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
