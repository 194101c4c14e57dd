import { startSandbox } from '../../src/sandbox/sandbox.js';
import type { Sandbox, VendorName } from '../../src/sandbox/sandbox.js';
import { startFaultProxy } from './fault-proxy.js';
import type { FaultProxy } from './fault-proxy.js';
import { envFor, unlimited } from './recorded-sandbox.js';

export type FaultySandbox = Readonly<{
  sandbox: Sandbox;
  proxies: Readonly<Record<VendorName, FaultProxy>>;
  /** What immograph is to be started with. */
  env: Readonly<Record<string, string>>;
  healAll: () => Promise<void>;
  forget: () => void;
  close: () => Promise<void>;
}>;

/** The sandbox, without Apimo's quota, with a fault proxy in front of each vendor. */
export async function startFaultySandbox(): Promise<FaultySandbox> {
  const sandbox = await startSandbox({ seed: 7, today: '2026-03-15', ...unlimited });
  const proxyOf = (vendor: VendorName) => {
    const target = sandbox.origins[vendor];
    if (target === undefined) throw new Error(`The sandbox does not play ${vendor}.`);
    return startFaultProxy(target);
  };
  const [fluximmo, dimex, pricehubble, apimo] = await Promise.all([
    proxyOf('fluximmo'),
    proxyOf('dimex'),
    proxyOf('pricehubble'),
    proxyOf('apimo'),
  ]);
  const proxies = { fluximmo, dimex, pricehubble, apimo };
  const all = Object.values(proxies);
  return {
    sandbox,
    proxies,
    env: envFor((vendor) => proxies[vendor].origin),
    healAll: async () => {
      await Promise.all(all.map((proxy) => proxy.heal()));
    },
    forget: () => {
      for (const proxy of all) proxy.forget();
    },
    close: async () => {
      await Promise.all(all.map((proxy) => proxy.close()));
      await sandbox.close();
    },
  };
}
