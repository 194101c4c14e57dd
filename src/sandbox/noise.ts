import { createHash } from 'node:crypto';

/** A number from 0 (included) to 1 (excluded) that depends on nothing but the text. */
export function noise(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) / 0x1_0000_0000;
}
