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
});
