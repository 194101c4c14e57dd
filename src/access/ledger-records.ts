import type { ValuationSubject } from '../domain/valuation-subject.js';
import type { DealType } from '../domain/valuation.js';
import type { Write } from '../store/store.js';
import type { Payee } from './estimation.js';

/**
 * RESERVED: may be under way. SPENT: answered. UNRESOLVED: sent and never answered, so that nobody knows whether it is
 * billed; it counts as spent. What was provably not billed leaves the ledger.
 */
export type LineState = 'RESERVED' | 'SPENT' | 'UNRESOLVED';

/**
 * One estimation of a purchase; `key` is its `estimationKey`, `reference` what the provider was given to know it by. Of
 * what is billed the whole subject is kept; what costs nothing, and is asked for by the hundred, is told in a few words.
 */
export type Line = Readonly<{
  key: string;
  reference: string;
  model: string | null;
  dealType: DealType;
  date: string;
  subject: ValuationSubject | string;
  state: LineState;
  /** It was taken for lost before its answer came after all: it may have been asked for twice. */
  wasUnresolved?: true;
}>;

/** What one client had one provider estimate at once; `at` is an instant, `day` that of Europe/Paris, prices in euros. */
export type Purchase = Readonly<{
  id: string;
  at: string;
  day: string;
  clientId: string;
  requestId: string;
  /** The process that asked for it. */
  owner: string;
  payee: Payee;
  /** Of the provider's accounts, the one that pays; `sandbox` where nobody does. */
  account: string;
  priceEur: number;
  lines: readonly Line[];
}>;

/** Billed estimations of a day; `unresolved` is part of `used`. */
export type Spent = Readonly<{ used: number; unresolved: number }>;

/** Who has an estimation under way, or lost it: HELD and LOST. */
export type Claim = Readonly<{ state: 'HELD' | 'LOST'; purchaseId: string }>;

/** Counters are asked for on their own day alone. */
export const DAY_COUNTERS_TTL_MS = 4 * 86_400_000;
/** Longer than anything is on its way to the store. */
export const VOID_TTL_MS = 60 * 60_000;
/** What cost nothing is listed for this month and the last ones; what was billed, for good. */
const FREE_PURCHASE_TTL_MS = 100 * 86_400_000;
/** Long enough for everybody who waits for a lost estimation to learn of it. */
export const LOST_CLAIM_TTL_MS = 10 * 60_000;

const PURCHASE_PREFIX = 'purchase/';
const OPEN_PREFIX = 'open/';

/** The number changes with the shape of what is kept. */
export const answerKey = (estimation: string) => `valuation/1/${estimation}`;
export const claimKey = (estimation: string) => `claim/${estimation}`;
export const ownerKey = (owner: string) => `owner/${owner}`;
export const purchaseKey = (purchaseId: string) => `${PURCHASE_PREFIX}${purchaseId}`;
/** Stands for as long as a purchase has something under way. */
export const openKey = (purchaseId: string) => `${OPEN_PREFIX}${purchaseId}`;
/** Stands for a purchase that was given up before it was known to be written: it is not to be written any more. */
export const voidKey = (purchaseId: string) => `void/${purchaseId}`;
export const openPurchaseIdOf = (key: string) => key.slice(OPEN_PREFIX.length);
export const openPrefix = OPEN_PREFIX;
export const spentByClientKey = (day: string, clientId: string) => `spent/${day}/${clientId}`;
export const spentByAllKey = (day: string) => `spent-by-all/${day}`;
/** Of the purchases whose id, an instant of UTC, begins like this. */
export const purchasePrefix = (instant: string) => `${PURCHASE_PREFIX}${instant}`;

/** A purchase as it is to stand in the store. */
export function purchaseWrite(purchase: Purchase): Write {
  const kept = { key: purchaseKey(purchase.id), value: JSON.stringify(purchase) };
  return purchase.priceEur > 0 ? kept : { ...kept, ttlMs: FREE_PURCHASE_TTL_MS };
}

type Stored = string | null | undefined;

// What stands in the store was written by the functions of this folder alone, hence the casts.

export function readPurchase(text: Stored): Purchase | null {
  return text === null || text === undefined ? null : (JSON.parse(text) as Purchase);
}

export function readClaim(text: Stored): Claim | null {
  return text === null || text === undefined ? null : (JSON.parse(text) as Claim);
}

export function readSpent(text: Stored): Spent {
  return text === null || text === undefined ? { used: 0, unresolved: 0 } : (JSON.parse(text) as Spent);
}
