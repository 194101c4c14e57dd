import { hash } from 'node:crypto';

/** A number from 0 (included) to 1 (excluded) that depends on nothing but the text. */
export function noise(text: string): number {
  return hash('sha256', text, 'buffer').readUInt32BE(0) / 0x1_0000_0000;
}
