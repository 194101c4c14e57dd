import { randomUUID } from 'node:crypto';

import type { ResolvedPlace } from './pricehubble-place.js';
import { resolvePlace, toCountry } from './pricehubble-place.js';
import { findRefusal } from './pricehubble-rules.js';
import type { PriceHubbleProperty, PriceHubbleRequest } from './pricehubble-shape.js';
import { readRequest } from './pricehubble-shape.js';
import type { ValuationSetting } from './pricehubble-valuation.js';
import { appraise } from './pricehubble-valuation.js';
import type { Vendor, VendorAnswer, VendorFailure, VendorRequest, VendorRoute } from './vendor.js';
import { createVendor } from './vendor.js';

/** `today` as YYYY-MM-DD is the date of a valuation that names none. `now` in milliseconds ages the tokens. */
export type PriceHubbleOptions = Readonly<{ today: string; delayMs?: number; now?: () => number }>;

export const priceHubbleCredentials = {
  username: 'sandbox@immograph.example',
  password: 'sandbox-pricehubble',
} as const;

const tokenLifetimeSeconds = 43_200;
const maxValuations = 50;
const multiFamilyHouse = 'multi_family_house';

/** PriceHubble's login and its `property_value`, as its documents describe them. */
export function createPriceHubble({ today, delayMs, now = Date.now }: PriceHubbleOptions): Vendor {
  const expiryByToken = new Map<string, number>();

  function logIn({ body }: VendorRequest): VendorAnswer {
    const { username, password } = Object(body) as Readonly<{ username?: unknown; password?: unknown }>;
    if (username !== priceHubbleCredentials.username || password !== priceHubbleCredentials.password) {
      return problem(401, { message: 'Username or password is incorrect' });
    }
    const token = randomUUID().replaceAll('-', '');
    expiryByToken.set(token, now() + tokenLifetimeSeconds * 1000);
    return { status: 200, body: { access_token: token, expires_in: tokenLifetimeSeconds } };
  }

  function authorize({ headers }: Pick<VendorRequest, 'headers'>): VendorAnswer | null {
    const token = /^Bearer (?<token>\S+)$/.exec(headers.authorization ?? '')?.groups?.['token'];
    if (token === undefined) {
      return problem(401, { error: 'invalid_request', error_description: 'The access token is missing' });
    }
    const expiry = expiryByToken.get(token);
    if (expiry !== undefined && now() < expiry) return null;
    const description = expiry === undefined ? 'The access token is invalid' : 'The access token expired';
    return problem(401, { error: 'invalid_token', error_description: description });
  }

  const routes: readonly VendorRoute[] = [
    { method: 'POST', path: '/auth/login/credentials', isPublic: true, handle: logIn },
    {
      method: 'POST',
      path: '/api/v1/valuation/property_value',
      handle: ({ body }) => valueProperties(body, today),
    },
  ];
  return createVendor('pricehubble', routes, { fail, authorize, delayMs });
}

function valueProperties(body: unknown, today: string): VendorAnswer {
  const reading = readRequest(body);
  if (!reading.isRead) return refuse(reading.message);
  const { request } = reading;
  const refusal = findGlobalRefusal(request);
  if (refusal !== null) return refuse(refusal);
  const country = toCountry(request.countryCode);
  if (country === null) return refuse(`countryCode: '${request.countryCode}' is not supported.`);

  const setting = { dealType: request.dealType, country, today, hasScores: request.returnScores ?? true };
  const valuations = request.valuationInputs.map(({ property, valuationDates }) => {
    return valueProperty(property, valuationDates ?? request.valuationDates ?? [today], setting);
  });

  const [only] = valuations;
  const isSingle = valuations.length === 1 && only?.dates.length === 1;
  if (isSingle && only.refusal !== null) return refuse(only.refusal);
  return { status: 200, body: { valuations: valuations.map((each) => each.answers) } };
}

function findGlobalRefusal({ dealType, valuationInputs, valuationDates }: PriceHubbleRequest): string | null {
  const count = valuationInputs.reduce((sum, input) => {
    return sum + (input.valuationDates ?? valuationDates ?? ['today']).length;
  }, 0);
  if (count > maxValuations) return `The number of valuations must not exceed ${maxValuations}, got ${count}.`;

  const blocks = valuationInputs.filter(({ property }) => property.propertyType?.code === multiFamilyHouse).length;
  if (blocks > 0 && blocks < valuationInputs.length) {
    return 'A mixed array of multi_family_houses and apartments / houses is not supported.';
  }
  if (blocks > 0 && dealType === 'rent') return 'dealType: rent is not accepted for multi_family_house.';
  return null;
}

function valueProperty(
  property: PriceHubbleProperty,
  dates: readonly string[],
  setting: ValuationSetting,
): Readonly<{ dates: readonly string[]; refusal: string | null; answers: readonly unknown[] }> {
  const lookup = resolvePlace(setting.country, property.location);
  const refusal = lookup.isFound
    ? (findRefusal(property, setting.country, setting.today) ?? findRentRefusal(lookup.place, setting.dealType))
    : lookup.message;

  const answers = dates.map((date) => {
    return lookup.isFound && refusal === null
      ? appraise(property, lookup.place, date, setting)
      : { status: { code: 400, message: refusal } };
  });
  return { dates, refusal, answers };
}

function findRentRefusal(place: ResolvedPlace, dealType: 'sale' | 'rent'): string | null {
  return place.isOverseas && dealType === 'rent'
    ? 'location: Rent valuations are not supported in this territory.'
    : null;
}

function fail(failure: VendorFailure): VendorAnswer {
  switch (failure) {
    case 'unknown-path':
      return problem(404, { message: 'Not Found' });
    case 'method-not-allowed':
      return problem(405, { message: 'Method Not Allowed' });
    case 'malformed-json':
      return refuse('The request body is not valid JSON.');
    case 'body-too-large':
      return problem(413, { message: 'Request Entity Too Large' });
    case 'internal-error':
      return problem(500, { message: 'Internal Server Error' });
  }
}

function refuse(message: string): VendorAnswer {
  return problem(400, { message });
}

function problem(status: number, body: Readonly<Record<string, string>>): VendorAnswer {
  return { status, body, headers: { 'content-type': 'application/problem+json' } };
}
