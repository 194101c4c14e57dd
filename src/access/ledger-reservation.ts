import { describeSubject } from '../domain/valuation-subject.js';
import type { Decision, Write } from '../store/store.js';
import type { KeyedEstimation, Payee } from './estimation.js';
import {
  DAY_COUNTERS_TTL_MS,
  answerKey,
  claimKey,
  openKey,
  purchaseWrite,
  readClaim,
  readSpent,
  spentByAllKey,
  spentByClientKey,
  voidKey,
} from './ledger-records.js';
import type { Claim, Line, Purchase, Spent } from './ledger-records.js';

/** What is known of one estimation. */
export type Standing =
  | Readonly<{ kind: 'STORED'; answer: string }>
  /** Somebody, perhaps in another process, is having it estimated. */
  | Readonly<{ kind: 'TAKEN'; purchaseId: string }>
  /** `lostBy` is the purchase that asked for it last and was never answered. */
  | Readonly<{ kind: 'FREE'; lostBy: string | null }>;

/** The limit that stands in the way: of this operation, of the client's day, of everybody's day. */
export type ReachedLimit = 'OPERATION' | 'CLIENT' | 'DEPLOYMENT';

/** `reference` is what the provider is given to know the estimation by: it stands in the ledger too. */
export type Reserved =
  | Exclude<Standing, { kind: 'FREE' }>
  | Readonly<{ kind: 'GRANTED'; reference: string }>
  | Readonly<{ kind: 'REFUSED'; limit: ReachedLimit }>;

export type Order = Readonly<{
  purchaseId: string;
  owner: string;
  at: Date;
  /** The day in Europe/Paris, `YYYY-MM-DD`. */
  day: string;
  buyer: Readonly<{ clientId: string; requestId: string }>;
  /** All of one payee, no two the same. */
  estimations: readonly KeyedEstimation[];
  payee: Payee;
  account: string;
  priceEur: number;
  /** How many may be billed: by the operation, the client and everybody, in all; `Infinity` for no limit. */
  leftOfOperation: number;
  clientCap: number;
  deploymentCap: number;
  /** Whether answers are shared; if not, everything that the limits allow is granted. */
  isRemembering: boolean;
}>;

/** What `decideReservation` wants to be shown, in this order. */
export function keysOfOrder(order: Order): readonly string[] {
  const keys = order.isRemembering ? order.estimations.map(({ key }) => key) : [];
  return [
    ...countersOf(order.day, order.buyer.clientId),
    // Not looked at here: once it stands, a step that is late finds what it was shown changed, and writes nothing.
    voidKey(order.purchaseId),
    ...keys.map(answerKey),
    ...keys.map(claimKey),
  ];
}

/** A purchase of this process, and as what it was written. */
export type OwnPurchase = Readonly<{ purchase: Purchase; written: string | null }>;

/** Grants what nobody has and the limits allow, in the order asked, and writes down that it did. */
export function decideReservation(
  order: Order,
  [client, all, _void, ...standings]: readonly (string | null)[],
): Decision<Readonly<{ reserved: readonly Reserved[]; own: OwnPurchase | null }>> {
  const isBilled = order.priceEur > 0;
  const spent = [readSpent(client), readSpent(all)] as const;
  const { left, limit } = tightestLimit(order, spent);
  const lines: Line[] = [];
  const reserved = order.estimations.map((estimation, index): Reserved => {
    const standing = standingOf(standings[index], standings[order.estimations.length + index]);
    if (standing.kind !== 'FREE') return standing;
    if (isBilled && lines.length >= left) return { kind: 'REFUSED', limit };
    const line = toLine(estimation, `${order.purchaseId}_${index}`, isBilled);
    lines.push(line);
    return { kind: 'GRANTED', reference: line.reference };
  });
  if (lines.length === 0) return { result: { reserved, own: null }, writes: [] };

  const claim = JSON.stringify({ state: 'HELD', purchaseId: order.purchaseId } satisfies Claim);
  const purchase = toPurchase(order, lines);
  const kept = purchaseWrite(purchase);
  return {
    result: { reserved, own: { purchase, written: kept.value } },
    writes: [
      kept,
      { key: openKey(order.purchaseId), value: order.owner },
      ...(order.isRemembering ? lines.map(({ key }) => ({ key: claimKey(key), value: claim })) : []),
      ...(isBilled ? countersAfter(order, spent, { used: lines.length, unresolved: 0 }) : []),
    ],
  };
}

/** What an answer and a claim that were read from the store say. */
export function standingOf(answer: string | null | undefined, claimed: string | null | undefined): Standing {
  if (answer !== null && answer !== undefined) return { kind: 'STORED', answer };
  const claim = readClaim(claimed);
  if (claim?.state === 'HELD') return { kind: 'TAKEN', purchaseId: claim.purchaseId };
  return { kind: 'FREE', lostBy: claim?.purchaseId ?? null };
}

type Day = Readonly<{ day: string; buyer: Readonly<{ clientId: string }> }>;

/** The client's counter and everybody's. */
export function countersOf(day: string, clientId: string): readonly [client: string, all: string] {
  return [spentByClientKey(day, clientId), spentByAllKey(day)];
}

/** The writes that turn both counters from what they were by `change`. */
export function countersAfter(
  { day, buyer }: Day,
  before: readonly [client: Spent, all: Spent],
  change: Spent,
): readonly Write[] {
  return countersOf(day, buyer.clientId).map((key, index) => {
    const spent = before[index] ?? { used: 0, unresolved: 0 };
    const after: Spent = { used: spent.used + change.used, unresolved: spent.unresolved + change.unresolved };
    return { key, value: JSON.stringify(after), ttlMs: DAY_COUNTERS_TTL_MS };
  });
}

function tightestLimit(order: Order, [client, all]: readonly [Spent, Spent]) {
  const limits: readonly Readonly<{ limit: ReachedLimit; left: number }>[] = [
    { limit: 'OPERATION', left: order.leftOfOperation },
    { limit: 'CLIENT', left: order.clientCap - client.used },
    { limit: 'DEPLOYMENT', left: order.deploymentCap - all.used },
  ];
  return limits.reduce((one, other) => (other.left < one.left ? other : one));
}

export function toLine(estimation: KeyedEstimation, reference: string, isBilled: boolean): Line {
  const { key, model, dealType, date } = estimation;
  const subject = isBilled ? estimation.subject : describeSubject(estimation.subject);
  return { key, reference, model, dealType, date, subject, state: 'RESERVED' };
}

export function toPurchase(order: Order, lines: readonly Line[]): Purchase {
  const { purchaseId, at, day, buyer, owner, payee, account, priceEur } = order;
  const { clientId, requestId } = buyer;
  return { id: purchaseId, at: at.toISOString(), day, clientId, requestId, owner, payee, account, priceEur, lines };
}
