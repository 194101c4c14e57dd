import { request } from 'undici';
import { sandboxCredentials } from '../../src/sandbox/sandbox.js';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import type { Json } from './immograph.js';

/** What Apimo itself answers, past everything of ours. */
export async function readApimo(sandbox: Sandbox, path: string): Promise<Json> {
  const { provider, token } = sandboxCredentials.apimo;
  const authorization = `Basic ${Buffer.from(`${provider}:${token}`).toString('base64')}`;
  const response = await request(`${sandbox.origins.apimo ?? ''}${path}`, { headers: { authorization } });
  return response.body.json();
}

export async function readApimoRequests(sandbox: Sandbox, agencyId: string): Promise<readonly Json[]> {
  return (await readApimo(sandbox, `/agencies/${agencyId}/requests`)).requests;
}

const parisClock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Paris',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** As Apimo writes an instant: `2014-04-10 09:37:18`, by a clock in Paris. */
export function onParisClock(instant: string): string {
  return parisClock.format(new Date(instant));
}
