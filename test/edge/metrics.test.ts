import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { writeClientsFile } from '../support/clients-file.js';
import type { ClientsFile } from '../support/clients-file.js';
import { readMetrics } from '../support/exposition.js';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';
import { walkQuery } from '../support/walk.js';

const walk = { variables: { flxId: walkAdvertFlxId }, operationName: 'Walk' };

describe('/metrics', () => {
  let vendors: RecordedSandbox;
  let clients: ClientsFile;
  let immograph: RunningImmograph;
  let walked: Json;
  beforeAll(async () => {
    vendors = await startRecordedSandbox();
    clients = writeClientsFile([
      {
        id: 'portal',
        scopes: ['adverts:read', 'valuations:read', 'valuations:spend', 'requests:read'],
        agencyIds: ['771', '772'],
      },
      { id: 'watcher', scopes: [] },
    ]);
    immograph = await startImmograph({ ...vendors.env, CLIENTS_FILE: clients.path });
    walked = (await ask(walkQuery, walk)).data;
  });
  afterAll(async () => {
    await immograph.stop();
    await vendors.close();
    clients.remove();
  });

  const ask: RunningImmograph['ask'] = (query, options) =>
    immograph.ask(query, { ...options, headers: clients.as('portal') });
  const metrics = () => readMetrics(immograph.origin, clients.as('watcher'));

  it('needs a key where clients are configured, whatever its scopes', async () => {
    const [without, unknown, withKey] = await Promise.all(
      [{}, { authorization: 'Bearer unknown' }, clients.as('watcher')].map((headers) =>
        request(`${immograph.origin}/metrics`, { headers }),
      ),
    );
    const refused = (await without?.body.json()) as Json;
    await Promise.all([unknown?.body.dump(), withKey?.body.dump()]);

    expect([without?.statusCode, unknown?.statusCode, withKey?.statusCode]).toEqual([401, 401, 200]);
    expect(refused.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect(withKey?.headers).toMatchObject({
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      'cache-control': 'no-store',
    });
  });

  it('answers to this machine alone where there are no clients', async () => {
    const open = await startImmograph();
    const foreign = await request(`${open.origin}/metrics`, { headers: { host: 'example.com' } });
    await foreign.body.dump();
    const local = await readMetrics(open.origin);
    await open.stop();

    expect(foreign.statusCode).toBe(403);
    expect(local.types.size).toBeGreaterThan(20);
  });

  it('counts what an operation was executed by: graphql-js has the mutations', async () => {
    const executedBy = (by: string, { valueOf }: Awaited<ReturnType<typeof metrics>>) =>
      valueOf('immograph_graphql_executions_total', { by });
    const before = await metrics();
    await ask('{ viewer { clientId } }');
    await ask('{ nothing }');
    await ask(
      'mutation { updateBuyerRequest(input: { agencyId: "1", requestId: "1", clientMutationId: "1" }) { buyerRequest { requestId } } }',
    );
    const after = await metrics();

    expect(executedBy('plan', after) - executedBy('plan', before)).toBe(1);
    expect(executedBy('graphql-js', after) - executedBy('graphql-js', before)).toBe(1);
  });

  it('counts an operation once, by its type and the code of its first error', async () => {
    const before = await metrics();
    await ask('{ viewer { clientId } }');
    await ask('{ viewer { clientId }');
    await ask('{ nothing }');
    await ask('{ advert(flxId: "x") { contact { name } } }', {});
    const after = await metrics();
    const grown = (labels: Readonly<Record<string, string>>) =>
      after.valueOf('immograph_graphql_operations_total', labels) -
      before.valueOf('immograph_graphql_operations_total', labels);

    expect(grown({ type: 'query', code: 'OK' })).toBeGreaterThanOrEqual(1);
    expect(grown({ type: 'unknown', code: 'GRAPHQL_PARSE_FAILED' })).toBe(1);
    expect(grown({ code: 'GRAPHQL_VALIDATION_FAILED' })).toBeGreaterThanOrEqual(1);
    expect(grown({})).toBe(4);
    expect(after.valueOf('immograph_graphql_operation_duration_seconds_count')).toBe(
      after.valueOf('immograph_graphql_operations_total'),
    );
  });

  it('counts each call that an upstream received, and the questions that it carried', async () => {
    const { valueOf } = await metrics();

    for (const vendor of ['fluximmo', 'dimex', 'pricehubble', 'apimo'] as const) {
      expect(valueOf('immograph_upstream_calls_total', { upstream: vendor })).toBe(vendors.calls(vendor).length);
      expect(valueOf('immograph_upstream_call_duration_seconds_count', { upstream: vendor })).toBe(
        vendors.calls(vendor).length,
      );
    }
    expect(valueOf('immograph_upstream_batch_size_count', { endpoint: 'price-statistics' })).toBeGreaterThanOrEqual(1);
    expect(valueOf('immograph_upstream_batch_size_sum', { upstream: 'dimex' })).toBe(1);
  });

  it('counts an estimation that was billed once, by client and provider, and not again where it is kept', async () => {
    const labels = { client: 'portal', provider: 'dimex', state: 'SPENT' };
    await ask(walkQuery, walk);
    const { valueOf } = await metrics();

    expect(valueOf('immograph_billed_estimations_total')).toBe(1);
    expect(valueOf('immograph_billed_estimations_total', labels)).toBe(1);
    expect(valueOf('immograph_billed_euros_total', labels)).toBeCloseTo(0.2);
  });

  it('counts HTTP answers by what they were asked of, and those of no path as of none', async () => {
    const before = await metrics();
    const paths = ['/healthz', '/no/such/path', '/no/other/path'];
    await Promise.all(paths.map(async (path) => (await request(`${immograph.origin}${path}`)).body.dump()));
    const after = await metrics();
    const grown = (labels: Readonly<Record<string, string>>) =>
      after.valueOf('immograph_http_responses_total', labels) -
      before.valueOf('immograph_http_responses_total', labels);

    expect(grown({ route: '/healthz', status: '200' })).toBe(1);
    expect(grown({ route: 'none', status: '404' })).toBe(2);
    expect(JSON.stringify(after.samples)).not.toContain('/no/');
  });

  it("tells Apimo's quota, how old buyers' requests are, and that the store can be reached", async () => {
    const { valueOf, samples } = await metrics();

    expect(valueOf('immograph_apimo_quota_used_calls')).toBe(vendors.calls('apimo').length);
    expect(valueOf('immograph_apimo_quota_left_calls')).toBe(1000 - vendors.calls('apimo').length);
    expect(samples.filter(({ name }) => name === 'immograph_apimo_requests_age_seconds')).toEqual([
      { name: 'immograph_apimo_requests_age_seconds', labels: {}, value: expect.any(Number) },
    ]);
    expect(valueOf('immograph_apimo_agencies_failing')).toBe(0);
    expect(valueOf('immograph_store_reachable')).toBe(1);
  });

  it('holds no identifier of what was asked, of whom, or by which key', async () => {
    const { samples } = await metrics();
    const values = new Set(
      samples
        .filter(({ name }) => name.startsWith('immograph_'))
        .flatMap(({ labels }) => Object.entries(labels))
        .filter(([label]) => label !== 'le')
        .map(([, value]) => value),
    );
    const identifiers = [...textsOf(walked), ...Object.values(vendors.env), 'Walk', 'key-of-portal', 'key-of-watcher'];
    const enums = /^[A-Z_]+$/;

    expect(identifiers).toContain(walkAdvertFlxId);
    expect(identifiers).toContain('771');
    expect(identifiers.filter((text) => !enums.test(text) && values.has(text))).toEqual([]);
    const told = [...values].join(' ');
    expect(identifiers.filter((text) => text.length > 8 && told.includes(text))).toEqual([]);
  });
});

describe('the metrics of a server', () => {
  it('say how calls failed', async () => {
    const vendors = await startRecordedSandbox({
      answer: (vendor, answer) => (vendor === 'pricehubble' ? { status: 500, body: 'secret of the vendor' } : answer),
    });
    const immograph = await startImmograph(vendors.env);
    const { errors } = await immograph.ask(
      `{ advert(flxId: "${walkAdvertFlxId}") { valuation(provider: PRICEHUBBLE) { value { amount } } } }`,
    );
    const { valueOf } = await readMetrics(immograph.origin);
    await immograph.stop();
    await vendors.close();

    expect(errors).toHaveLength(1);
    expect(valueOf('immograph_graphql_errors_total', { code: 'UPSTREAM_UNAVAILABLE' })).toBe(1);
    const failed = { upstream: 'pricehubble', outcome: 'UPSTREAM_UNAVAILABLE' };
    expect(valueOf('immograph_upstream_calls_total', failed)).toBe(vendors.calls('pricehubble').length);
    expect(valueOf('immograph_upstream_calls_total', { upstream: 'pricehubble', outcome: 'OK' })).toBe(0);
  });

  it('are its own, where several run in one process', async () => {
    const [busy, idle] = await Promise.all([startImmograph(), startImmograph()]);
    await busy.ask('{ viewer { clientId } }');
    const [ofBusy, ofIdle] = await Promise.all([readMetrics(busy.origin), readMetrics(idle.origin)]);
    await Promise.all([busy.stop(), idle.stop()]);

    expect(ofBusy.valueOf('immograph_graphql_operations_total')).toBe(1);
    // Nor what an instance answers itself before it is ready.
    expect(ofIdle.valueOf('immograph_graphql_operations_total')).toBe(0);
    expect(ofIdle.valueOf('immograph_graphql_executions_total')).toBe(0);
  });
});

/** Every text in an answer, and every number of it as text. */
function textsOf(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return value !== null && typeof value === 'object' ? Object.values(value as object).flatMap(textsOf) : [];
}
