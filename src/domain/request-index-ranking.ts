import type { RankedMatch } from './matching.js';
import { compareMatches } from './matching.js';
import { withinChunk } from './request-index-columns.js';
import type { RequestTable } from './request-index-table.js';
import { packInstant } from './request-index-texts.js';

/** The order of `compareMatches`, told from columns wherever these suffice. */
export type Ranking = Readonly<{
  compare: (slot: number, score: number, other: number, otherScore: number) => number;
  /** As columns have it: of two with one score, the one with the lower number ranks behind. */
  updatedOf: (slot: number) => number;
  after: (match: RankedMatch) => (slot: number, score: number) => boolean;
}>;

export function createRanking(table: Pick<RequestTable, 'chunkOf' | 'idOf' | 'recordOf'>): Ranking {
  const updatedOf = (slot: number) => table.chunkOf(slot).updated[slot & withinChunk] ?? Number.NaN;

  function ranked(slot: number, score: number): RankedMatch {
    const { agencyId, requestId, updatedAt } = table.recordOf(slot);
    return { score, updatedAt, id: rankId(agencyId, requestId) };
  }

  return {
    compare: (slot, score, other, otherScore) => {
      if (score !== otherScore) return otherScore - score;
      const [at, otherAt] = [updatedOf(slot), updatedOf(other)];
      if (at > otherAt) return -1;
      if (at < otherAt) return 1;
      if (at !== otherAt) return compareMatches(ranked(slot, score), ranked(other, otherScore));
      const [id, otherId] = [table.idOf(slot), table.idOf(other)];
      return id < otherId ? -1 : id > otherId ? 1 : 0;
    },
    updatedOf,
    after: (match) => {
      const matchAt = match.updatedAt === null ? -1 : (packInstant(match.updatedAt) ?? Number.NaN);
      return (slot, score) => {
        if (score !== match.score) return score < match.score;
        const at = updatedOf(slot);
        if (at < matchAt) return true;
        if (at > matchAt) return false;
        return compareMatches(ranked(slot, score), match) > 0;
      };
    },
  };
}

/** What tells apart any two requests of all agencies. */
function rankId(agencyId: string, requestId: string): string {
  return `${agencyId} ${requestId}`;
}
