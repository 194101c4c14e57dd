import type { DimexProperty } from './dimex-estimation.js';
import { estimate } from './dimex-estimation.js';
import type { DimexEndpoint } from './dimex-rules.js';
import { findViolations } from './dimex-rules.js';
import { noise } from './noise.js';
import { findZoneOfAddress } from './place.js';
import type { Vendor, VendorAnswer, VendorFailure, VendorRequest, VendorRoute } from './vendor.js';
import { createVendor } from './vendor.js';

/** `today` as YYYY-MM-DD: it decides which model is the newest, and what a valuation date is worth. */
export type DimexOptions = Readonly<{ today: string; delayMs?: number }>;

export type Dimex = Vendor &
  Readonly<{
    /** How many properties were answered with a value since the start; a refused one costs nothing. */
    billedEstimations: () => number;
  }>;

/** `suspended` is a known customer who may not call any more: 403. */
export const dimexTokens = { active: 'sandbox-dimex-token', suspended: 'sandbox-dimex-suspended' } as const;

const firstModelYear = 2022;

/** Dimex as its document describes it: valuations of French houses and flats, billed one by one. */
export function createDimex({ today, delayMs }: DimexOptions): Dimex {
  const newestModel = newestModelOn(today);
  let billed = 0;

  function answerProperty(endpoint: DimexEndpoint, property: unknown): unknown {
    const { index } = Object(property) as Readonly<{ index?: unknown }>;
    const violations = findViolations(endpoint, property);
    if (violations.length > 0) return { index, messages: violations.map((each) => toMessage(endpoint, index, each)) };

    // The field rules have just said that it is one.
    const valid = property as DimexProperty;
    const zone = findZoneOfAddress(valid.address);
    if (zone === undefined) {
      return { index, messages: [toMessage(endpoint, index, `address could not be located: ${valid.address}`)] };
    }
    billed += 1;
    return estimate(endpoint, valid, zone, today);
  }

  function estimateAll(endpoint: DimexEndpoint, { body }: VendorRequest): VendorAnswer {
    const { model, requests } = Object(body) as Readonly<{ model?: unknown; requests?: unknown }>;
    if (typeof model !== 'string') return refuse(400, 'model is required');
    if (!Array.isArray(requests)) return refuse(400, 'requests is not an array');
    if (!isModel(model, newestModel)) return refuse(404, `model ${model} is not available`);

    const results = requests.map((property) => answerProperty(endpoint, property));
    return { status: 200, body: { results: outOfOrder(results) } };
  }

  const routes: readonly VendorRoute[] = [
    { method: 'GET', path: '/v0/hed-fr-available-models', handle: () => ({ status: 200, body: newestModel }) },
    { method: 'POST', path: '/v0/hed-fr-sfh', handle: (request) => estimateAll('hed-fr-sfh', request) },
    { method: 'POST', path: '/v0/hed-fr-con', handle: (request) => estimateAll('hed-fr-con', request) },
  ];

  const vendor = createVendor('dimex', routes, { fail, authorize, delayMs });
  return { ...vendor, billedEstimations: () => billed };
}

/** The token comes as it is after `Basic`, not as the base64 of a user and a password. */
function authorize({ headers }: Pick<VendorRequest, 'headers'>): VendorAnswer | null {
  switch (headers.authorization) {
    case `Basic ${dimexTokens.active}`:
      return null;
    case `Basic ${dimexTokens.suspended}`:
      return refuse(403, 'Forbidden');
    default:
      return refuse(401, 'Unauthorized');
  }
}

function fail(failure: VendorFailure): VendorAnswer {
  switch (failure) {
    case 'unknown-path':
    case 'method-not-allowed':
      return refuse(404, 'Not Found');
    case 'malformed-json':
      return refuse(400, 'The request body is not valid JSON');
    case 'body-too-large':
      return refuse(413, 'The request body is too large');
    case 'internal-error':
      return refuse(500, 'Internal Server Error');
  }
}

function refuse(status: number, message: string): VendorAnswer {
  return { status, body: { message } };
}

/** A model comes out every half-year and is named for the quarter it ends with. */
function newestModelOn(today: string): string {
  const [year = firstModelYear, month = 1] = today.split('-').map(Number);
  return month > 6 ? `${year}Q2` : `${year - 1}Q4`;
}

function isModel(model: string, newestModel: string): boolean {
  return /^\d{4}Q[24]$/.test(model) && model >= `${firstModelYear}Q2` && model <= newestModel;
}

function toMessage(endpoint: DimexEndpoint, index: unknown, violation: string): unknown {
  return {
    description: 'VALIDATION_ERROR',
    level: 'WARN',
    reference: referenceOf(`${endpoint} ${String(index)} ${violation}`),
    message: `The HED FR model is unable to perform this calculation (endpoint /${endpoint}). Validation error: ${violation}`,
  };
}

function referenceOf(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const letters = Array.from({ length: 20 }, (_, position) => {
    return alphabet.charAt(Math.floor(noise(`${position} ${text}`) * alphabet.length));
  });
  return letters.join('');
}

/** The document promises no order and says to match by `index`, so that two answers or more never come as asked. */
function outOfOrder(results: readonly unknown[]): readonly unknown[] {
  const keyed = results.map((result, position) => ({ result, position, key: noise(`order ${position}`) }));
  const shuffled = keyed.toSorted((one, other) => one.key - other.key);
  const isAsAsked = shuffled.every(({ position }, place) => position === place);
  const order = isAsAsked ? shuffled.toReversed() : shuffled;
  return order.map(({ result }) => result);
}
