import { afterEach, describe, expect, it } from '@jest/globals';
import type { FakeAnswer } from '../../support/fake-upstream.js';
import { aMeteredCall } from '../../support/upstream-call.js';
import { aLogin, aSubject, answerAll, outcomeOf, play, valueOf } from './pricehubble.js';
import type { Played } from './pricehubble.js';

const date = '2026-11-21';
const value = valueOf(1990, date);
const invalidToken: FakeAnswer = { status: 401, body: { error: 'invalid_token', error_description: 'expired' } };

let played: Played | undefined;
afterEach(() => played?.close());

async function playing(...args: Parameters<typeof play>): Promise<Played> {
  played = await play(...args);
  return played;
}

async function valueOnce({ client, call }: Played, year = 1990) {
  const [result] = await client.value([{ subject: aSubject({ constructionYear: year }), date }], 'SALE', call);
  return outcomeOf(result);
}

/** Tokens in turn, `token-1` first. */
function loginsInTurn(): () => FakeAnswer {
  let count = 0;
  return () => aLogin(`token-${++count}`);
}

describe('a login', () => {
  it('sends the credentials, and its token goes with the call', async () => {
    const here = await playing();
    await valueOnce(here);

    expect(here.logins()[0]).toMatchObject({
      method: 'POST',
      body: { username: 'someone', password: 'secret of the test' },
    });
    expect(here.valuations()[0]?.headers.authorization).toBe('Bearer token-1');
  });

  it('happens once, however many wait for it', async () => {
    const here = await playing();
    const years = Array.from({ length: 20 }, (_, each) => 1900 + each);

    expect(await Promise.all(years.map((year) => valueOnce(here, year)))).toEqual(
      years.map((year) => valueOf(year, date)),
    );
    expect(here.logins()).toHaveLength(1);
  });

  it('can happen ahead of the valuation', async () => {
    const here = await playing();
    await here.client.logIn(here.call);
    await here.client.logIn(here.call);
    expect(here.fake.calls).toHaveLength(1);
    await valueOnce(here);
    expect(here.logins()).toHaveLength(1);
  });

  it.each<[string, object, number]>([
    ['five minutes before the token expires', { expires_in: 43_200 }, 43_200_000 - 300_000],
    ['after 55 minutes where PriceHubble does not say', { expires_in: undefined }, 3_300_000],
    ['half-way through a short life', { expires_in: '60' }, 30_000],
    ['after 55 minutes where PriceHubble says nonsense', { expires_in: -1 }, 3_300_000],
  ])('is renewed %s', async (_when, overrides, validMs) => {
    let nowMs = 1_000;
    const here = await playing({ login: () => aLogin('token', { ...overrides }) }, { now: () => nowMs });
    await valueOnce(here);
    nowMs += validMs - 1;
    await valueOnce(here);
    expect(here.logins()).toHaveLength(1);
    nowMs += 1;
    await valueOnce(here);
    expect(here.logins()).toHaveLength(2);
  });

  it.each<[string, FakeAnswer, string]>([
    ['refused', { status: 401, body: { message: 'Username or password is incorrect' } }, 'UPSTREAM_AUTH'],
    ['turned down', { status: 400, body: { message: 'no' } }, 'UPSTREAM_AUTH'],
    ['one too many', { status: 429 }, 'UPSTREAM_RATE_LIMITED'],
    ['answered without a token', { body: { expires_in: 1 } }, 'UPSTREAM_INVALID_RESPONSE'],
    ['answered with a token that is none', { body: { access_token: 'a\r\nb' } }, 'UPSTREAM_INVALID_RESPONSE'],
  ])('that was %s is not tried again for a minute', async (_what, answer, code) => {
    let nowMs = 0;
    let isBroken = true;
    const here = await playing({ login: () => (isBroken ? answer : aLogin()) }, { now: () => nowMs });

    expect(await Promise.all([valueOnce(here), valueOnce(here)])).toEqual([code, code]);
    isBroken = false;
    nowMs = 59_999;
    expect(await valueOnce(here)).toBe(code);
    expect(here.logins()).toHaveLength(1);
    nowMs = 60_000;
    expect(await valueOnce(here)).toBe(value);
    expect(here.valuations()).toHaveLength(1);
  });

  it('waits as long as PriceHubble asks for', async () => {
    let nowMs = 0;
    const here = await playing(
      { login: () => ({ status: 429, headers: { 'retry-after': '300' } }) },
      { now: () => nowMs },
    );
    await valueOnce(here);
    nowMs = 299_999;
    await valueOnce(here);
    expect(here.logins()).toHaveLength(1);
    nowMs = 300_000;
    await valueOnce(here);
    expect(here.logins()).toHaveLength(2);
  });

  it.each<[string, FakeAnswer]>([
    ['broke', { status: 503 }],
    ['was cut', 'destroy'],
  ])('that %s is tried again by the next valuation', async (_what, answer) => {
    const answers = [answer, aLogin()];
    const here = await playing({ login: () => answers.shift() ?? 'destroy' });

    expect(await valueOnce(here)).toBe('UPSTREAM_UNAVAILABLE');
    expect(await valueOnce(here)).toBe(value);
  });

  it('outlives the client that began it', async () => {
    const leaving = new AbortController();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const here = await playing({
      login: async () => {
        await held;
        return aLogin();
      },
    });
    const first = here.client.logIn(aMeteredCall({ signal: leaving.signal }).call);
    const second = here.client.logIn(here.call);
    while (here.fake.calls.length === 0) await new Promise(setImmediate);
    leaving.abort();
    await expect(first).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    release();
    await expect(second).resolves.toBeUndefined();
    expect(here.logins()).toHaveLength(1);
  });
});

describe('a valuation that waits for a login', () => {
  const resultOf = async ({ client, call }: Played, own = call) => {
    const [result] = await client.value([{ subject: aSubject({ constructionYear: 1990 }), date }], 'SALE', own);
    return result;
  };

  it.each<[string, FakeAnswer, object]>([
    ['is refused', { status: 401, body: { message: 'no' } }, { code: 'UPSTREAM_AUTH', status: 401 }],
    ['is turned down', { status: 400, body: { message: 'no' } }, { code: 'UPSTREAM_AUTH' }],
    [
      'is one too many',
      { status: 429, headers: { 'retry-after': '7' } },
      { code: 'UPSTREAM_RATE_LIMITED', retryAfterMs: 7000 },
    ],
    ['breaks', { status: 503 }, { code: 'UPSTREAM_UNAVAILABLE', retryable: true }],
    ['is cut', 'destroy', { code: 'UPSTREAM_UNAVAILABLE' }],
    ['makes no sense', { body: {} }, { code: 'UPSTREAM_INVALID_RESPONSE' }],
  ])('that %s has not left itself, and says why', async (_how, answer, error) => {
    const here = await playing({ login: () => answer });
    const result = await resultOf(here);

    expect(result).toMatchObject({ ...error, upstream: 'pricehubble', isUnsent: true });
    expect(result).toHaveProperty('cause.message', (result as Error).message);
    expect(here.valuations()).toEqual([]);
  });

  it('has not left itself while further logins wait', async () => {
    const here = await playing({ login: () => ({ status: 401 }) });
    await resultOf(here);

    expect(await resultOf(here)).toMatchObject({ code: 'UPSTREAM_AUTH', status: 401, isUnsent: true });
    expect(here.fake.calls).toHaveLength(1);
  });

  it('until its time is up has not left itself', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const here = await playing({
      login: async () => {
        await held;
        return aLogin();
      },
    });

    expect(await resultOf(here, aMeteredCall({ timeoutMs: 200 }).call)).toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
      isUnsent: true,
    });
    release();
    await here.client.logIn(here.call);
    expect(here.valuations()).toEqual([]);
  });

  it('because its token was refused has done nothing either', async () => {
    const logins = [aLogin(), { status: 503 }] as const;
    let count = 0;
    const here = await playing({ login: () => logins[count++] ?? 'destroy', valuation: () => invalidToken });

    expect(await resultOf(here)).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', isUnsent: true });
    expect(here.valuations()).toHaveLength(1);
  });

  it('and then is cut may have been done', async () => {
    const here = await playing({ valuation: () => 'destroy' });

    expect(await resultOf(here)).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', isUnsent: false });
  });
});

describe('a token that is not accepted any more', () => {
  it('is replaced, and the call sent once more', async () => {
    const here = await playing({
      login: loginsInTurn(),
      valuation: (call) => (call.headers.authorization === 'Bearer token-1' ? invalidToken : answerAll(call)),
    });

    expect(await valueOnce(here)).toBe(value);
    expect(here.logins()).toHaveLength(2);
    expect(here.valuations()).toHaveLength(2);
    expect(await valueOnce(here)).toBe(value);
    expect(here.logins()).toHaveLength(2);
  });

  it('is replaced once for all calls that it failed', async () => {
    const here = await playing({
      login: loginsInTurn(),
      valuation: (call) => (call.headers.authorization === 'Bearer token-1' ? invalidToken : answerAll(call)),
    });
    await here.client.logIn(here.call);
    const years = Array.from({ length: 12 }, (_, each) => 1900 + each);

    expect(await Promise.all(years.map((year) => valueOnce(here, year)))).toEqual(
      years.map((year) => valueOf(year, date)),
    );
    expect(here.logins()).toHaveLength(2);
  });

  it('is not replaced for ever where PriceHubble accepts none', async () => {
    let nowMs = 0;
    const here = await playing({ login: loginsInTurn(), valuation: () => invalidToken }, { now: () => nowMs });
    for (let round = 0; round < 6; round += 1) expect(await valueOnce(here)).toBe('UPSTREAM_AUTH');

    expect(here.logins()).toHaveLength(3);
    nowMs = 60_000;
    await valueOnce(here);
    expect(here.logins()).toHaveLength(4);
  });

  it('is kept where what was asked is forbidden', async () => {
    const here = await playing({ valuation: () => ({ status: 403, body: { message: 'Forbidden' } }) });

    expect(await valueOnce(here)).toBe('UPSTREAM_AUTH');
    expect(await valueOnce(here)).toBe('UPSTREAM_AUTH');
    expect(here.logins()).toHaveLength(1);
    expect(here.valuations()).toHaveLength(2);
  });
});
