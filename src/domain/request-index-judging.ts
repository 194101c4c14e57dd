import type { BuyerRequest } from './buyer-request.js';
import type { CommuneIndex } from './commune.js';
import type { MatchableAdvert } from './matchable-advert.js';
import type { Covers, MatchCriterionKind, Verdict } from './matching-criteria.js';
import { matchRules } from './matching-score.js';
import { columnsOfCriteria } from './request-index-criteria.js';
import type { CriteriaTable, Part } from './request-index-criteria.js';
import { placesAround } from './request-index-postings.js';

/** Verdicts as numbers, three bits each, the better the lower; 0 stands for one that was not asked for yet. */
export const verdictCodes = [undefined, null, 'MET', 'WITHIN_MARGIN', 'UNKNOWN', 'UNMET', 'BROKEN'] as const;
export const BITS = 3;
export const NOT_ASKED = verdictCodes.indexOf(null);
export const BROKEN = verdictCodes.indexOf('BROKEN');

export function codeOf(verdict: Verdict | null): number {
  switch (verdict) {
    case null:
      return 1;
    case 'MET':
      return 2;
    case 'WITHIN_MARGIN':
      return 3;
    case 'UNKNOWN':
      return 4;
    case 'UNMET':
      return 5;
    case 'BROKEN':
      return 6;
  }
}

/** Of one advert at a time. */
export type Judging = Readonly<{
  begin: (advert: MatchableAdvert) => void;
  /** The verdict codes of a column's criteria, the first in the highest bits, by its number; 0 where `judge` tells. */
  known: (column: number) => Int32Array;
  judge: (column: number, id: number) => number;
  /** The verdict code of what no request needs to have asked. */
  judgePart: (kind: MatchCriterionKind, part: Part) => number;
}>;

/** Judges what is asked for when it is first met, so once however many requests ask for it. */
export function createJudging(
  table: CriteriaTable,
  communes: Pick<CommuneIndex, 'covers' | 'parentOf' | 'arrondissementsOf'>,
): Judging {
  const rules = new Map(matchRules.map(({ kind, judge }) => [kind, judge]));
  const columns = columnsOfCriteria.map((kinds) => ({
    codes: new Int32Array(0),
    criteria: kinds.map((kind) => ({
      parts: table.partsOfKind(kind),
      judge: rules.get(kind),
      codes: new Uint8Array(0),
    })),
  }));
  let advert: MatchableAdvert | undefined;
  let placesOfAdvert: ReadonlySet<string> = new Set();

  /** Most places that requests name are nowhere near the advert, and need not be looked up. */
  const covers: Covers = (requested, offered) =>
    placesOfAdvert.has(requested) && placesOfAdvert.has(offered) && communes.covers(requested, offered);

  type Criterion = (typeof columns)[number]['criteria'][number];

  function judgePart({ parts, judge, codes }: Criterion, id: number): number {
    const known = codes[id] ?? 0;
    if (known !== 0 || judge === undefined || advert === undefined) return known;
    // A rule reads no fields but its own, which are all here.
    const code = codeOf(judge((parts.valueOf(id) ?? {}) as BuyerRequest, advert, covers));
    codes[id] = code;
    return code;
  }

  return {
    begin: (next) => {
      advert = next;
      placesOfAdvert = new Set(next.inseeCode === null ? [] : placesAround(next.inseeCode, communes));
      for (const [index, column] of columns.entries()) {
        const limit = table.limitOf(index);
        if (limit > column.codes.length) column.codes = new Int32Array(Math.ceil(limit * 1.5));
        else column.codes.fill(0, 0, limit);
        if (column.criteria.length === 1) continue;
        for (const criterion of column.criteria) {
          const partLimit = criterion.parts.limit();
          if (partLimit > criterion.codes.length) criterion.codes = new Uint8Array(Math.ceil(partLimit * 1.5));
          else criterion.codes.fill(0, 0, partLimit);
        }
      }
    },
    known: (column) => columns[column]?.codes ?? new Int32Array(0),
    judge: (index, id) => {
      const column = columns[index];
      if (column === undefined) return 0;
      const [first] = column.criteria;
      if (column.criteria.length === 1 && first !== undefined) return (column.codes[id] = judgePart(first, id));
      const parts = table.partsOf(index);
      const start = id * column.criteria.length;
      let packed = 0;
      for (let at = 0; at < column.criteria.length; at++) {
        const criterion = column.criteria[at];
        if (criterion === undefined) continue;
        packed = (packed << BITS) | judgePart(criterion, parts[start + at] ?? 0);
      }
      column.codes[id] = packed;
      return packed;
    },
    judgePart: (kind, part) => {
      const judge = rules.get(kind);
      if (judge === undefined || advert === undefined) return 0;
      return codeOf(judge(part as BuyerRequest, advert, covers));
    },
  };
}
