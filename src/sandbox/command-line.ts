import { parseArgs } from 'node:util';

import type { Sandbox, VendorName } from './sandbox.js';
import { vendorNames } from './sandbox.js';

export type Command =
  | Readonly<{ kind: 'help' }>
  | Readonly<{ kind: 'refuse'; problem: string }>
  | Readonly<{ kind: 'start'; ports: Readonly<Record<VendorName, number>>; seed?: number; delayMs?: number }>;

const defaultPorts: Readonly<Record<VendorName, number>> = {
  fluximmo: 4101,
  dimex: 4102,
  pricehubble: 4103,
  apimo: 4104,
};

export const helpText = `Plays Fluximmo, Dimex, PriceHubble and Apimo over HTTP on 127.0.0.1, with an invented market.

Usage: npm run sandbox -- [flags]

  --fluximmo-port <port>     ${defaultPorts.fluximmo} unless given; 0 is any free port
  --dimex-port <port>        ${defaultPorts.dimex}
  --pricehubble-port <port>  ${defaultPorts.pricehubble}
  --apimo-port <port>        ${defaultPorts.apimo}
  --seed <integer>           another market; the same seed gives the same one
  --delay-ms <integer>       how long every answer waits
  --help                     this text
`;

/** Reads the flags after the program's name. */
export function readCommand(args: readonly string[]): Command {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        'fluximmo-port': { type: 'string' },
        'dimex-port': { type: 'string' },
        'pricehubble-port': { type: 'string' },
        'apimo-port': { type: 'string' },
        seed: { type: 'string' },
        'delay-ms': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help === true) return { kind: 'help' };
    return {
      kind: 'start',
      ports: {
        fluximmo: readInteger('fluximmo-port', values['fluximmo-port'], 65_535) ?? defaultPorts.fluximmo,
        dimex: readInteger('dimex-port', values['dimex-port'], 65_535) ?? defaultPorts.dimex,
        pricehubble: readInteger('pricehubble-port', values['pricehubble-port'], 65_535) ?? defaultPorts.pricehubble,
        apimo: readInteger('apimo-port', values['apimo-port'], 65_535) ?? defaultPorts.apimo,
      },
      seed: readInteger('seed', values.seed, 0xffff_ffff),
      delayMs: readInteger('delay-ms', values['delay-ms'], 60_000),
    };
  } catch (error) {
    return { kind: 'refuse', problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Where the sandbox answers and what it wants to see, as the environment that immograph reads. */
export function toEnvironment({ origins, credentials }: Sandbox): string {
  const variables: Readonly<Record<VendorName, Readonly<Record<string, string>>>> = {
    fluximmo: { FLUXIMMO_API_KEY: credentials.fluximmo.apiKey },
    dimex: { DIMEX_TOKEN: credentials.dimex.token },
    pricehubble: {
      PRICEHUBBLE_USERNAME: credentials.pricehubble.username,
      PRICEHUBBLE_PASSWORD: credentials.pricehubble.password,
    },
    apimo: {
      APIMO_PROVIDER: credentials.apimo.provider,
      APIMO_TOKEN: credentials.apimo.token,
      APIMO_AGENCY_IDS: credentials.apimo.agencyIds.join(','),
    },
  };
  const lines = vendorNames.flatMap((name) => {
    const origin = origins[name];
    if (origin === undefined) return [];
    return Object.entries({ [`${name.toUpperCase()}_URL`]: origin, ...variables[name] });
  });
  return lines.map(([variable, value]) => `${variable}=${value}\n`).join('');
}

function readInteger(flag: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > max) {
    throw new RangeError(`--${flag} must be an integer from 0 to ${max}, got "${text}"`);
  }
  return value;
}
