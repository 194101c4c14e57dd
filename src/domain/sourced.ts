/** When a record was read from its vendor, ISO 8601, UTC, and whether that is longer ago than its kind holds. */
export type Sourced = Readonly<{ fetchedAt: string; isStale: boolean }>;
