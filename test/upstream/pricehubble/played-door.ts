import type { Door, DoorAnswer } from '../../../src/upstream/http.js';
import { datesOf } from './pricehubble.js';
import type { Sent } from './pricehubble.js';

/** A PriceHubble within the process: thousands of rounds over sockets would take minutes. `sent` holds the valuations. */
export function createPlayedDoor(answer: (sent: Sent) => DoorAnswer | Promise<DoorAnswer>) {
  const sent: Sent[] = [];
  const door: Door = {
    upstream: 'pricehubble',
    request: async ({ endpoint, body }) => {
      if (endpoint === 'login') return { status: 200, body: { access_token: 'token' } };
      const received = JSON.parse(JSON.stringify(body)) as Sent;
      sent.push(received);
      return answer(received);
    },
    close: () => Promise.resolve(),
  };
  return { door, sent } as const;
}

/** Properties × dates of a call. */
export function sentWeight(sent: Sent): number {
  return sent.valuationInputs.reduce((sum, input) => sum + datesOf(sent, input).length, 0);
}
