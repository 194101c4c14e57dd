import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { composeSupergraph, urlInCompose } from '../../build/supergraph.mjs';
import { gatewayConfig } from '../../deploy/gateway.config.mjs';
import { readConfig } from '../../src/edge/config.js';
import { writeClientsFile } from '../support/clients-file.js';
import type { Json } from '../support/immograph.js';

describe('compose.yaml', () => {
  let compose: Json;
  beforeAll(async () => {
    compose = parse(await readFile('compose.yaml', 'utf8'));
  });

  it('starts two replicas on one Valkey that keeps every write, and a router in front of them', () => {
    const { immograph, valkey, router } = compose.services;

    expect(Object.keys(compose.services)).toEqual(['immograph', 'valkey', 'router']);
    expect(immograph.deploy.replicas).toBe(2);
    expect(valkey.command.join(' ')).toContain('--appendonly yes --maxmemory-policy noeviction');
    expect(immograph.depends_on.valkey.condition).toBe('service_healthy');
    expect(router.depends_on.immograph.condition).toBe('service_healthy');
    expect(router.ports).toEqual([`${gatewayConfig.port}:${gatewayConfig.port}`]);
  });

  it('sets nothing that the server would not start with', () => {
    const clients = writeClientsFile([{ id: 'portal', scopes: [] }]);
    const { CLIENTS_FILE, SANDBOX, ...environment } = compose.services.immograph.environment;
    const production = { NODE_ENV: 'production', HOST: '0.0.0.0', SANDBOX: 'on', CLIENTS_FILE: clients.path };
    try {
      expect([CLIENTS_FILE, SANDBOX]).toEqual(['/etc/immograph/clients.json', '${SANDBOX:-off}']);
      expect(readConfig({ ...environment, ...production }).redisUrl).toBe('redis://valkey:6379');
    } finally {
      clients.remove();
    }
  });

  it('mounts files that are here, but for the clients, which are the operator’s', () => {
    const mounts = Object.values(compose.services).flatMap(({ volumes = [] }: Json) => volumes as readonly string[]);
    const files = mounts.filter((mount) => mount.startsWith('./')).map((mount) => mount.split(':')[0] ?? '');

    expect(files.filter((file) => !existsSync(file))).toEqual(['./deploy/clients']);
  });

  it('gives the router the graph as it is: `npm run supergraph` writes it', async () => {
    expect(await readFile('deploy/supergraph.graphql', 'utf8')).toBe(composeSupergraph(urlInCompose));
    expect(urlInCompose).toBe('http://immograph:4000/graphql');
  });
});
