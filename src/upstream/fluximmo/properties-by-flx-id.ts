import { isDeepStrictEqual } from 'node:util';
import type { Property } from '../../domain/property.js';
import type { UpstreamCall } from '../call.js';
import { UpstreamError } from '../errors.js';
import { isRefused } from './gateway.js';
import type { Gateway } from './gateway.js';
import { toProperty } from './property-wire.js';
import { sideBySide } from './side-by-side.js';
import { invalid, readList } from './wire.js';

type Found = Property | null | UpstreamError;
type FoundByFlxId = ReadonlyMap<string, Found>;

/** How many properties fit into one answer: each comes with all its adverts, texts and pictures. */
const MAX_PER_CALL = 500;

/**
 * Reads many properties in one call, aligned with `flxIds`; more than fit into an answer in several. Where the vendor
 * turns a call down, each property is asked for on its own, so that one identifier that it does not take costs the
 * others nothing.
 */
export async function readProperties(
  gateway: Gateway,
  flxIds: readonly string[],
  call: UpstreamCall,
  maxSideBySide: number,
): Promise<readonly Found[]> {
  const groups = inGroups([...new Set(flxIds)]);
  const readGroup = (group: readonly string[]) => readOrSplit(gateway, group, call, maxSideBySide);
  const [only, ...others] = groups;
  if (only === undefined) return [];
  const found = others.length === 0 ? await readGroup(only) : await readApart(groups, maxSideBySide, readGroup);
  return flxIds.map((flxId) => found.get(flxId) ?? null);
}

async function readOrSplit(
  gateway: Gateway,
  flxIds: readonly string[],
  call: UpstreamCall,
  maxSideBySide: number,
): Promise<FoundByFlxId> {
  try {
    return await readMany(gateway, flxIds, call);
  } catch (error) {
    if (!isRefused(error) || flxIds.length === 1) throw error;
    const singles = flxIds.map((flxId) => [flxId]);
    return readApart(singles, maxSideBySide, (single) => readMany(gateway, single, call));
  }
}

/** A call that fails is the failure of the properties in its group alone. */
async function readApart(
  groups: readonly (readonly string[])[],
  maxSideBySide: number,
  readGroup: (group: readonly string[]) => Promise<FoundByFlxId>,
): Promise<FoundByFlxId> {
  const results = await sideBySide(groups, maxSideBySide, readGroup);
  return new Map(
    groups.flatMap((group, index) => {
      const result = results[index];
      const foundOf = (flxId: string) => (result instanceof UpstreamError ? result : (result?.get(flxId) ?? null));
      return group.map((flxId): [string, Found] => [flxId, foundOf(flxId)]);
    }),
  );
}

function inGroups(flxIds: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(flxIds.length / MAX_PER_CALL) }, (_, index) =>
    flxIds.slice(index * MAX_PER_CALL, (index + 1) * MAX_PER_CALL),
  );
}

/** The vendor answers in any order and leaves out what it does not have. */
async function readMany(gateway: Gateway, flxIds: readonly string[], call: UpstreamCall): Promise<FoundByFlxId> {
  const question = { endpoint: 'properties', path: 'properties/_many', body: { flxIds }, questions: flxIds.length };
  const data = await gateway.ask(question, call);
  const found = new Map<string, Found>();
  let isAnyUnreadable = false;
  for (const value of readList(data)) {
    if (value === null) continue;
    const property = toProperty(value);
    if (property === null) isAnyUnreadable = true;
    else found.set(property.flxId, same(found.get(property.flxId), property));
  }
  if (!isAnyUnreadable) return found;
  // Whose record could not be read is not known: it may be any of those that did not come.
  const unreadable = invalid('sent a property that cannot be read');
  return new Map(flxIds.map((flxId) => [flxId, found.get(flxId) ?? unreadable]));
}

function same(before: Found | undefined, property: Property): Found {
  if (before === undefined || isDeepStrictEqual(before, property)) return property;
  return invalid('sent a property twice, and differently');
}
