import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { writeClientsFile } from '../support/clients-file.js';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';

describe('/status', () => {
  let vendors: RecordedSandbox;
  let immograph: RunningImmograph;
  beforeAll(async () => {
    vendors = await startRecordedSandbox({
      answer: (vendor, answer) => (vendor === 'pricehubble' ? { status: 500, body: 'secret of the vendor' } : answer),
    });
    immograph = await startImmograph({ ...vendors.env, APIMO_PROVIDER: '', APIMO_TOKEN: '', APIMO_AGENCY_IDS: '' });
  });
  afterAll(async () => {
    await immograph.stop();
    await vendors.close();
  });

  async function readStatus(): Promise<Json> {
    const response = await request(`${immograph.origin}/status`);
    expect(response.statusCode).toBe(200);
    expect(response.headers['cache-control']).toBe('no-store');
    return response.body.json();
  }

  it('says nothing has been asked before anything has', async () => {
    const { upstreams } = await readStatus();

    expect(upstreams.fluximmo).toEqual({
      isSandbox: false,
      calls: 0,
      failures: 0,
      lastSuccessAt: null,
      lastFailure: null,
      breakers: [{ endpoint: 'credential', state: 'CLOSED', openedBy: null, since: null, nextProbeAt: null }],
      heldBackUntil: null,
    });
    expect(upstreams.apimo.isSandbox).toBe(true);
  });

  it('tells what answered, what failed and how, and no more of it', async () => {
    await immograph.ask(
      '{ adverts(first: 1, filter: { propertyClasses: [FLAT] }) { nodes { valuation(provider: PRICEHUBBLE) { value { amount } } } } }',
    );

    const status = await readStatus();

    expect(status.upstreams.fluximmo).toMatchObject({ failures: 0, lastSuccessAt: expect.stringMatching(/Z$/) });
    expect(status.upstreams.pricehubble).toMatchObject({
      lastSuccessAt: null,
      lastFailure: { code: 'UPSTREAM_UNAVAILABLE', endpoint: expect.any(String), at: expect.stringMatching(/Z$/) },
    });
    expect(status.upstreams.pricehubble.failures).toBeGreaterThan(0);
    expect(JSON.stringify(status)).not.toContain('secret');
  });

  it('needs a key where clients are configured, whatever its scopes', async () => {
    const clients = writeClientsFile([{ id: 'watcher', scopes: [] }]);
    const guarded = await startImmograph({ CLIENTS_FILE: clients.path });
    const [without, withKey] = await Promise.all([
      request(`${guarded.origin}/status`),
      request(`${guarded.origin}/status`, { headers: clients.as('watcher') }),
    ]);
    const refused: Json = await without.body.json();
    await withKey.body.dump();
    await guarded.stop();
    clients.remove();

    expect([without.statusCode, refused.errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(withKey.statusCode).toBe(200);
  });

  it('tells of Apimo what its quota is, and how old each agency is', async () => {
    const before = (await readStatus()).upstreams.apimo;
    const used: number = before.quota.usedToday;
    await immograph.ask('{ agency(id: "771") { buyerRequests { totalCount } } }');
    const { quota, agencies } = (await readStatus()).upstreams.apimo;

    expect(before.agencies).toEqual([
      {
        agencyId: '771',
        requestCount: null,
        ageMs: null,
        syncedAt: null,
        listedAt: null,
        nextSyncAt: null,
        lastFailure: null,
      },
      {
        agencyId: '772',
        requestCount: null,
        ageMs: null,
        syncedAt: null,
        listedAt: null,
        nextSyncAt: null,
        lastFailure: null,
      },
    ]);
    expect(quota).toEqual({
      usedToday: used + 1,
      left: 1000 - used - 1,
      reserved: 100,
      resetsAt: expect.stringMatching(/T2[23]:00:00\.000Z$/),
      pausedUntil: null,
      countedBy: 'STORE',
    });
    expect(before.quota.left).toBe(1000 - used);
    expect(agencies[0]).toEqual({
      agencyId: '771',
      requestCount: 340,
      ageMs: expect.any(Number),
      syncedAt: expect.stringMatching(/Z$/),
      listedAt: expect.stringMatching(/Z$/),
      nextSyncAt: expect.stringMatching(/Z$/),
      lastFailure: null,
    });
    expect(agencies[0].ageMs).toBeLessThan(60_000);
    expect(agencies[1].requestCount).toBeNull();
  });

  it('shows a client no agencies but its own', async () => {
    const clients = writeClientsFile([
      { id: 'watcher', scopes: [] },
      { id: 'agent', scopes: ['requests:read'], agencyIds: ['772'] },
    ]);
    const guarded = await startImmograph({ CLIENTS_FILE: clients.path });
    const agenciesFor = async (clientId: string) => {
      const response = await request(`${guarded.origin}/status`, { headers: clients.as(clientId) });
      const { upstreams }: Json = await response.body.json();
      return upstreams.apimo.agencies.map(({ agencyId }: Json) => agencyId);
    };
    const shown = [await agenciesFor('watcher'), await agenciesFor('agent')];
    await guarded.stop();
    clients.remove();

    expect(shown).toEqual([[], ['772']]);
  });
});
