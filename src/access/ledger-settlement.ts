import type { Decision, Write } from '../store/store.js';
import {
  LOST_CLAIM_TTL_MS,
  answerKey,
  claimKey,
  openKey,
  ownerKey,
  purchaseKey,
  purchaseWrite,
  readClaim,
  readPurchase,
  readSpent,
} from './ledger-records.js';
import type { Claim, Line, LineState, Purchase } from './ledger-records.js';
import { countersAfter, countersOf } from './ledger-reservation.js';

/** How a granted estimation ended; `answer` is written out where it is kept: for `ttlMs`, for good where that is `undefined`. */
export type Settlement =
  | Readonly<{ kind: 'SPENT'; answer: () => string; ttlMs: number | undefined }>
  /** Provably not billed. */
  | Readonly<{ kind: 'RELEASED' }>
  /** Sent, and nobody knows whether it is billed: it counts as spent. */
  | Readonly<{ kind: 'UNRESOLVED' }>;

export type Ending = Readonly<{
  /** As it was when it was reserved: what it says of itself does not change, its lines may have. */
  purchase: Purchase;
  /** As that was written, where this is known. */
  written?: string | null;
  settlementOf: (line: Line) => Settlement | undefined;
  /** Settles nothing where the process that made the purchase lives. */
  isOfTheDead: boolean;
  isRemembering: boolean;
}>;

/** How many lines ended as what, those alone that had not ended before: from then on they count as billed. */
type Billed = Readonly<Record<'SPENT' | 'UNRESOLVED', number>>;

/** `isOver`: nothing of the purchase is under way any more. */
export type Ended = Readonly<{ lines: number; isOver: boolean; billed: Billed }>;

const nothingBilled: Billed = { SPENT: 0, UNRESOLVED: 0 };

/** What `decideSettlement` wants to be shown, in this order. */
export function keysOfEnding({ purchase, isRemembering }: Ending): readonly string[] {
  const { id, owner, day, clientId, lines } = purchase;
  const claims = isRemembering ? lines.map(({ key }) => claimKey(key)) : [];
  return [purchaseKey(id), ownerKey(owner), ...countersOf(day, clientId), ...claims];
}

/**
 * Ends lines with their claims and counters, and keeps the answers. What has ended before stays as it ended. A purchase
 * that the store has lost, as one that failed over may, is written down anew as soon as something was billed: whoever
 * asks next is not to pay again.
 */
export function decideSettlement(
  { purchase: claimed, written, settlementOf, isOfTheDead, isRemembering }: Ending,
  [text, heartbeat, client, all, ...claims]: readonly (string | null)[],
): Decision<Ended> {
  const found = typeof text === 'string' && text === written ? claimed : readPurchase(text);
  // One whose lines were all released is not there any more either.
  const isLost =
    found === null && typeof written === 'string' && claimed.lines.some((line) => isBilled(settlementOf(line)));
  if (found === null && !isLost) return { result: { lines: 0, isOver: true, billed: nothingBilled }, writes: [] };
  const purchase = found ?? claimed;
  if (isOfTheDead && heartbeat !== null && heartbeat !== undefined) {
    return { result: { lines: 0, isOver: false, billed: nothingBilled }, writes: [] };
  }

  const { id } = claimed;
  const claimByKey = new Map(claimed.lines.map(({ key }, index) => [key, readClaim(claims[index])]));
  const change = { used: 0, unresolved: 0 };
  const billed = { ...nothingBilled };
  const writes: Write[] = [];
  const kept: Line[] = [];
  let ended = 0;
  for (const line of purchase.lines) {
    const settlement = settlementOf(line);
    if (settlement === undefined || !mayFollow(line.state, settlement.kind)) {
      kept.push(line);
      if (isLost && isRemembering && !claimByKey.get(line.key)) writes.push(heldWrite(line.key, id));
      continue;
    }
    ended += 1;
    change.used -= settlement.kind === 'RELEASED' ? 1 : 0;
    change.unresolved += Number(settlement.kind === 'UNRESOLVED') - Number(line.state === 'UNRESOLVED');
    if (settlement.kind !== 'RELEASED') kept.push(lineAfter(line, settlement.kind));
    if (settlement.kind !== 'RELEASED' && line.state === 'RESERVED') billed[settlement.kind] += 1;
    if (!isRemembering) continue;
    if (settlement.kind === 'SPENT') writes.push(answerWrite(line.key, settlement));
    if (claimByKey.get(line.key)?.purchaseId === id) writes.push(claimWrite(line.key, id, settlement.kind));
  }
  const isOver = kept.every(({ state }) => state !== 'RESERVED');
  if (ended === 0) return { result: { lines: 0, isOver, billed }, writes: [] };

  writes.push(kept.length === 0 ? { key: purchaseKey(id), value: null } : purchaseWrite({ ...purchase, lines: kept }));
  if (isOver) writes.push({ key: openKey(id), value: null });
  else if (isLost) writes.push({ key: openKey(id), value: purchase.owner });
  // Its counters were lost with it.
  if (isLost) change.used = kept.length;
  if (purchase.priceEur > 0) {
    const day = { day: purchase.day, buyer: { clientId: purchase.clientId } };
    writes.push(...countersAfter(day, [readSpent(client), readSpent(all)], change));
  }
  return { result: { lines: ended, isOver, billed }, writes };
}

/** What was given up for lost may be answered after all; everything else ends once. */
function mayFollow(state: LineState, kind: Settlement['kind']): boolean {
  return state === 'RESERVED' || (state === 'UNRESOLVED' && kind !== 'UNRESOLVED');
}

export function lineAfter(line: Line, state: Exclude<LineState, 'RESERVED'>): Line {
  const { key, reference, model, dealType, date, subject } = line;
  const after = { key, reference, model, dealType, date, subject, state };
  return line.state === 'UNRESOLVED' ? { ...after, wasUnresolved: true } : after;
}

function answerWrite(key: string, { answer, ttlMs }: Extract<Settlement, { kind: 'SPENT' }>): Write {
  const kept = { key: answerKey(key), value: answer() };
  return ttlMs === undefined ? kept : { ...kept, ttlMs };
}

function isBilled(settlement: Settlement | undefined): boolean {
  return settlement !== undefined && settlement.kind !== 'RELEASED';
}

function heldWrite(key: string, purchaseId: string): Write {
  return { key: claimKey(key), value: JSON.stringify({ state: 'HELD', purchaseId } satisfies Claim) };
}

/** Who waits for a lost estimation learns it from the claim; who asks anew may have it. */
function claimWrite(key: string, purchaseId: string, kind: Settlement['kind']): Write {
  if (kind !== 'UNRESOLVED') return { key: claimKey(key), value: null };
  const lost = JSON.stringify({ state: 'LOST', purchaseId } satisfies Claim);
  return { key: claimKey(key), value: lost, ttlMs: LOST_CLAIM_TTL_MS };
}
