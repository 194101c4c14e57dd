import { hash } from 'node:crypto';
import { subjectKey } from '../domain/valuation-subject.js';
import type { ValuationSubject } from '../domain/valuation-subject.js';
import type { DealType } from '../domain/valuation.js';

/** Who charges for estimations, by the name that `extensions` use. */
export const payees = ['dimex', 'pricehubble'] as const;
export type Payee = (typeof payees)[number];

/** Stands for the account where nobody pays: the sandbox's. */
export const SANDBOX_ACCOUNT = 'sandbox';

/** One estimation: what is asked of whom. `model` is `null` where the provider names none, `date` is `YYYY-MM-DD`. */
export type Estimation = Readonly<{
  payee: Payee;
  model: string | null;
  dealType: DealType;
  date: string;
  subject: ValuationSubject;
}>;

/** An estimation, and the key by which the store knows it. */
export type KeyedEstimation = Estimation & Readonly<{ key: string }>;

/**
 * The same for the same estimation, in every process and for every client: 43 characters that are safe in a key.
 * `account` tells one provider's accounts, and the sandbox, apart.
 */
export function estimationKey({ payee, model, dealType, date, subject }: Estimation, account: string): string {
  return hash('sha256', JSON.stringify([payee, account, model, dealType, date, subjectKey(subject)]), 'base64url');
}
