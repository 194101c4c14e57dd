import { isDepartmentCode, isInseeCode } from '../domain/insee-code.js';
import { badInput } from '../domain/refusal.js';

const LONGEST_QUOTE = 20;

/** By its form alone: postal codes look the same, and which of them a vendor takes for a code of INSEE's is not told. */
export function checkInseeCode(argument: string, code: string): void {
  if (isInseeCode(code)) return;
  throw badInput(argument, `must be an INSEE code of five characters, not "${code.slice(0, LONGEST_QUOTE)}"`);
}

export function checkDepartment(argument: string, code: string): void {
  if (isDepartmentCode(code)) return;
  throw badInput(
    argument,
    `must be the code of a département, such as 06 or 2A, not "${code.slice(0, LONGEST_QUOTE)}"`,
  );
}
