export const scopes = [
  'adverts:read',
  'adverts:contacts',
  'valuations:read',
  'valuations:spend',
  'requests:read',
  'requests:personal',
  'requests:write',
  'schema:introspect',
] as const;
export type Scope = (typeof scopes)[number];

/** Those that guard what is about a person. */
export const personalScopes: ReadonlySet<string> = new Set<Scope>(['adverts:contacts', 'requests:personal']);

/** Who is asking. `agencyIds` is all that this client may see of agencies, whatever its query says. */
export type Caller = Readonly<{
  clientId: string;
  scopes: ReadonlySet<string>;
  agencyIds: readonly string[];
  /** Estimations that it may have billed in a day; `null` for no limit. */
  billedEstimationsPerDay: number | null;
  /** What its operations may cost in a minute; `null` for no limit. */
  pointsPerMinute: number | null;
}>;

const LOCAL_CLIENT_ID = 'local';

/** The one caller where no clients are configured: everything, on this machine alone. */
export function createLocalCaller(agencyIds: readonly string[]): Caller {
  return {
    clientId: LOCAL_CLIENT_ID,
    scopes: new Set(scopes),
    agencyIds,
    billedEstimationsPerDay: null,
    pointsPerMinute: null,
  };
}
