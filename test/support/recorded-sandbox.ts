import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.js';
import type { Sandbox, SandboxOptions, VendorName } from '../../src/sandbox/sandbox.js';
import { startRecorder } from './recorder.js';
import type { Answer, RecordedCall, RecordedEvent, Recorder } from './recorder.js';

export type RecordedSandbox = Readonly<{
  sandbox: Sandbox;
  /** What immograph is to be started with. */
  env: Readonly<Record<string, string>>;
  events: RecordedEvent[];
  /** The calls that a vendor received, those whose endpoint holds `part`. */
  calls: (vendor: VendorName, part?: string) => readonly RecordedCall[];
  forget: () => void;
  close: () => Promise<void>;
}>;

type Options = Readonly<{
  /** Changes what the vendor answers, or holds it back. */
  answer?: (vendor: VendorName, answer: Answer, call: RecordedCall) => Answer | Promise<Answer>;
  /** Of the sandbox itself: a test that asks Apimo faster than its quota grants lifts the limits. */
  sandbox?: Pick<SandboxOptions, 'apimoLimits'>;
}>;

export const unlimited = { apimoLimits: { callsPerDay: 1_000_000, callsPerSecond: 1_000_000 } } as const;

const vendors: readonly VendorName[] = ['fluximmo', 'dimex', 'pricehubble', 'apimo'];

/** The sandbox behind recorders: real data over real HTTP, every call of it seen. */
export async function startRecordedSandbox({ answer, sandbox: options }: Options = {}): Promise<RecordedSandbox> {
  const sandbox = await startSandbox({ seed: 7, today: '2026-03-15', ...options });
  const events: RecordedEvent[] = [];
  const recorders = new Map<VendorName, Recorder>();
  for (const vendor of vendors) {
    const target = sandbox.origins[vendor];
    if (target === undefined) throw new Error(`The sandbox does not play ${vendor}.`);
    recorders.set(
      vendor,
      await startRecorder({ target, events, answer: (given, call) => answer?.(vendor, given, call) ?? given }),
    );
  }
  const callsOf = (vendor: VendorName) => recorders.get(vendor)?.calls ?? [];

  return {
    sandbox,
    env: envFor((vendor) => recorders.get(vendor)?.origin ?? ''),
    events,
    calls: (vendor, part = '') => callsOf(vendor).filter(({ endpoint }) => endpoint.includes(part)),
    forget: () => {
      events.length = 0;
      for (const { calls } of recorders.values()) calls.length = 0;
    },
    close: async () => {
      await Promise.all([...recorders.values()].map((recorder) => recorder.close()));
      await sandbox.close();
    },
  };
}

/** What immograph is to be started with where the sandbox's vendors are reached at these origins. */
export function envFor(originOf: (vendor: VendorName) => string): Readonly<Record<string, string>> {
  const { fluximmo, dimex, pricehubble, apimo } = sandboxCredentials;
  return {
    FLUXIMMO_URL: originOf('fluximmo'),
    FLUXIMMO_API_KEY: fluximmo.apiKey,
    DIMEX_URL: originOf('dimex'),
    DIMEX_TOKEN: dimex.token,
    PRICEHUBBLE_URL: originOf('pricehubble'),
    PRICEHUBBLE_USERNAME: pricehubble.username,
    PRICEHUBBLE_PASSWORD: pricehubble.password,
    APIMO_URL: originOf('apimo'),
    APIMO_PROVIDER: apimo.provider,
    APIMO_TOKEN: apimo.token,
    APIMO_AGENCY_IDS: apimo.agencyIds.join(','),
  };
}
