import type { Caller } from './caller.js';

declare const visible: unique symbol;

/**
 * The id of an agency that the caller at hand may see. There is no other way to make one than to ask the caller, so
 * that nothing keyed by it can be reached for a foreign agency.
 */
export type VisibleAgencyId = string & { readonly [visible]: true };

/** The caller's own agency, or `null`: a foreign agency reads as one that does not exist. */
export function findVisibleAgency(caller: Caller, agencyId: string): VisibleAgencyId | null {
  return caller.agencyIds.includes(agencyId) ? asVisible(agencyId) : null;
}

/** All of the caller's agencies, or those of `among` that are the caller's; each once. */
export function visibleAgencies(caller: Caller, among?: readonly string[] | null): readonly VisibleAgencyId[] {
  const asked = among ?? caller.agencyIds;
  return [...new Set(asked)].filter((id) => caller.agencyIds.includes(id)).map(asVisible);
}

// The brand exists for the compiler alone: at run time the id is the text it always was.
function asVisible(agencyId: string): VisibleAgencyId {
  return agencyId as VisibleAgencyId;
}
