import type { ApimoLimits } from './apimo-quota.js';
import { apimoCredentials, createApimo } from './apimo.js';
import { isCalendarDate, todayInParis } from './calendar.js';
import { createDimex, dimexTokens } from './dimex.js';
import { createFluximmo, fluximmoApiKey } from './fluximmo.js';
import type { Market } from './market.js';
import { openMarket, walkAdvertFlxId } from './market.js';
import { createPriceHubble, priceHubbleCredentials } from './pricehubble.js';
import type { Vendor } from './vendor.js';

export const vendorNames = ['fluximmo', 'dimex', 'pricehubble', 'apimo'] as const;
export type VendorName = (typeof vendorNames)[number];

export type SandboxOptions = Readonly<{
  /** All four unless given. */
  vendors?: readonly VendorName[];
  /** Free ports unless given. */
  ports?: Partial<Readonly<Record<VendorName, number>>>;
  /** The same seed and day give the same market. */
  seed?: number;
  /** YYYY-MM-DD; the date in Paris unless given. */
  today?: string;
  /** How long every answer waits, to be as far away as a real vendor. */
  delayMs?: number;
  /** Apimo's documented quota unless given. */
  apimoLimits?: Partial<ApimoLimits>;
}>;

export type Examples = Readonly<{ advertFlxId?: string; agencyId?: string; requestId?: string }>;

export type Sandbox = Readonly<{
  /** Of the vendors that were started. */
  origins: Partial<Readonly<Record<VendorName, string>>>;
  credentials: typeof sandboxCredentials;
  /** Records to start exploring from, of the vendors that were started: the request would take the advert. */
  examples: Examples;
  /** What Dimex would have charged for since the start. */
  billedEstimations: () => number;
  close: () => Promise<void>;
}>;

/** What the four vendors want to see; anything else is turned away. */
export const sandboxCredentials = {
  fluximmo: { apiKey: fluximmoApiKey },
  dimex: { token: dimexTokens.active },
  pricehubble: priceHubbleCredentials,
  apimo: apimoCredentials,
} as const;

/** Plays the vendors over HTTP on 127.0.0.1; when one cannot listen none is left running. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { vendors = vendorNames, ports = {}, seed, today = todayInParis(), delayMs, apimoLimits } = options;
  if (!isCalendarDate(today)) throw new RangeError(`today must be a date as YYYY-MM-DD, got "${today}"`);
  const market = (): Market => openMarket(seed, today);
  const dimex = createDimex({ today, delayMs });
  const create: Readonly<Record<VendorName, () => Vendor>> = {
    fluximmo: () => createFluximmo(market(), { delayMs }),
    dimex: () => dimex,
    pricehubble: () => createPriceHubble({ today, delayMs }),
    apimo: () => createApimo(market(), { delayMs, limits: apimoLimits }),
  };

  const started: Vendor[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(started.map((vendor) => vendor.close()));
  };

  try {
    const origins: Partial<Record<VendorName, string>> = {};
    for (const name of new Set(vendors)) {
      const vendor = create[name]();
      origins[name] = await vendor.listen(ports[name]);
      started.push(vendor);
    }
    return {
      origins,
      credentials: sandboxCredentials,
      examples: { ...advertExample(origins), ...requestExample(origins, market) },
      billedEstimations: dimex.billedEstimations,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Origins = Sandbox['origins'];

function advertExample({ fluximmo }: Origins): Examples {
  return fluximmo === undefined ? {} : { advertFlxId: walkAdvertFlxId };
}

function requestExample({ apimo }: Origins, market: () => Market): Examples {
  const [agency] = apimo === undefined ? [] : market().agencies;
  const [request] = agency?.requests ?? [];
  return agency === undefined || request === undefined ? {} : { agencyId: agency.id, requestId: String(request.id) };
}
