import type { BuyerRequest } from './buyer-request.js';
import type { CommuneIndex } from './commune.js';
import type { MatchableAdvert } from './matchable-advert.js';
import type { Covers, MatchCriterionKind } from './matching-criteria.js';
import { matchRules } from './matching-score.js';
import type { AskedOnce } from './request-index-arrangement.js';
import { columnsOfCriteria } from './request-index-criteria.js';
import type { CriteriaTable } from './request-index-criteria.js';
import type { Part } from './request-index-parts.js';
import { placesAround } from './request-index-postings.js';
import type { Offered, Ranges } from './request-index-ranges.js';
import { PINNED } from './request-index-values.js';
import { BITS, NOT_ASKED, codeOf } from './request-index-verdicts.js';

/** Of one advert at a time. */
export type Judging = Readonly<{
  begin: (advert: MatchableAdvert) => void;
  /** The verdict codes of a column's criteria, the first in the highest bits, by its number. */
  codeOf: (column: number, id: number) => number;
  /** Writes the verdict codes of all of these. */
  judgeAll: (column: number, asked: AskedOnce, codes: Int32Array) => void;
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
      ranges: table.rangesOfKind(kind),
      offered: { hundredfold: 0, unit: 0 },
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
  type Column = (typeof columns)[number];

  function judgePart({ parts, ranges, offered, judge }: Criterion, id: number): number {
    if (ranges !== null) return judgeRange(ranges, id, offered);
    if (judge === undefined || advert === undefined) return 0;
    // A rule reads no fields but its own, which are all here.
    return codeOf(judge((parts.valueOf(id) ?? {}) as BuyerRequest, advert, covers));
  }

  function judgeCombination({ codes, criteria }: Column, flat: Int32Array, id: number): number {
    const start = id * criteria.length;
    let packed = 0;
    for (let at = 0; at < criteria.length; at++) {
      const criterion = criteria[at];
      if (criterion === undefined) continue;
      const part = flat[start + at] ?? 0;
      let code = criterion.codes[part] ?? 0;
      if (code === 0) {
        code = judgePart(criterion, part);
        criterion.codes[part] = code;
      }
      packed = (packed << BITS) | code;
    }
    codes[id] = packed;
    return packed;
  }

  /** Criterion by criterion, in passes that do little else. */
  function judgeCombinations({ criteria }: Column, { ids: { length }, parts }: AskedOnce, codes: Int32Array): void {
    codes.fill(0, 0, length);
    for (const [index, criterion] of criteria.entries()) {
      const known = criterion.codes;
      const start = index * length;
      for (let at = 0; at < length; at++) {
        const part = parts[start + at] ?? 0;
        let code = known[part] ?? 0;
        if (code === 0) known[part] = code = judgePart(criterion, part);
        codes[at] = ((codes[at] ?? 0) << BITS) | code;
      }
    }
  }

  function judge(index: number, id: number): number {
    const column = columns[index];
    const first = column?.criteria[0];
    if (column === undefined || first === undefined) return 0;
    if (column.criteria.length > 1) return judgeCombination(column, table.partsOf(index), id);
    return (column.codes[id] = judgePart(first, id));
  }

  function codeOfColumn(index: number, id: number): number {
    const known = columns[index]?.codes[id] ?? 0;
    return known === 0 ? judge(index, id) : known;
  }

  return {
    begin: (next) => {
      advert = next;
      placesOfAdvert = new Set(next.inseeCode === null ? [] : placesAround(next.inseeCode, communes));
      for (const [index, column] of columns.entries()) {
        const limit = table.limitOf(index);
        if (limit > column.codes.length) column.codes = new Int32Array(Math.ceil(limit * 1.5));
        else column.codes.fill(0, 0, limit);
        for (const criterion of column.criteria) {
          if (criterion.ranges !== null) criterion.offered = criterion.ranges.offeredBy(next);
          if (column.criteria.length === 1) continue;
          const partLimit = criterion.parts.limit();
          if (partLimit > criterion.codes.length) criterion.codes = new Uint8Array(Math.ceil(partLimit * 1.5));
          else criterion.codes.fill(0, 0, partLimit);
        }
      }
    },
    codeOf: codeOfColumn,
    judgeAll: (index, asked, codes) => {
      const column = columns[index];
      if (column === undefined) return;
      if (column.criteria.length > 1) judgeCombinations(column, asked, codes);
      else for (let at = 0; at < asked.ids.length; at++) codes[at] = codeOfColumn(index, asked.ids[at] ?? 0);
    },
    judgePart: (kind, part) => {
      const rule = rules.get(kind);
      if (rule === undefined || advert === undefined) return 0;
      return codeOf(rule(part as BuyerRequest, advert, covers));
    },
  };
}

function judgeRange(ranges: Ranges, id: number, offered: Offered): number {
  return id === PINNED ? NOT_ASKED : ranges.judge(id, offered);
}
