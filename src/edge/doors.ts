import { APIMO_MAX_BODY_BYTES } from '../upstream/apimo/client.js';
import { steadyClock } from '../upstream/clock.js';
import type { UpstreamName } from '../upstream/errors.js';
import { createDoor } from '../upstream/http.js';
import type { Door } from '../upstream/http.js';
import { createMeteredDoor } from '../upstream/metered-door.js';
import type { UpstreamObserver } from '../upstream/observer.js';
import { createPacedDoor } from '../upstream/paced-door.js';
import { createPolicedDoor } from '../upstream/policy/policed-door.js';
import type { PolicedDoor } from '../upstream/policy/policed-door.js';
import { createWatchedDoor } from '../upstream/watched-door.js';
import type { WatchedDoor } from '../upstream/watched-door.js';
import type { Config } from './config.js';

/** Apimo's retries nothing itself: what leads to it through its quota does, so that each attempt counts. */
export type Doors = Readonly<Record<UpstreamName, PolicedDoor & Pick<WatchedDoor, 'record'>>>;

type DoorsOptions = Readonly<{
  access: Readonly<Record<UpstreamName, Readonly<{ origin: string }>>>;
  policies: Config['policies'];
  apimoCallsPerSecond: number;
  observer: UpstreamObserver;
}>;

/** The ways out to the upstreams, each with its policies. */
export function createDoors({ access, policies, apimoCallsPerSecond, observer }: DoorsOptions): Doors {
  const open = (upstream: UpstreamName, options: Readonly<{ maxBodyBytes?: number; callsPerSecond?: number }> = {}) => {
    const { maxBodyBytes, callsPerSecond } = options;
    const { origin } = access[upstream];
    const door = createDoor({ upstream, origin, ...(maxBodyBytes && { maxBodyBytes }) });
    const wire = createWatchedDoor(createMeteredDoor(door, observer));
    const policed = createPolicedDoor(wire, {
      limits: policies[upstream],
      clock: steadyClock,
      observer,
      ...(callsPerSecond && { paced: (inner: Door) => createPacedDoor(inner, callsPerSecond) }),
    });
    return { ...policed, record: wire.record };
  };
  const openRetrying = (upstream: UpstreamName) => {
    const door = open(upstream);
    return { ...door, ...door.retrying(door) };
  };

  return {
    fluximmo: openRetrying('fluximmo'),
    dimex: openRetrying('dimex'),
    pricehubble: openRetrying('pricehubble'),
    apimo: open('apimo', { maxBodyBytes: APIMO_MAX_BODY_BYTES, callsPerSecond: apimoCallsPerSecond }),
  };
}
