/** For as many characters as an answer usually has at most; each takes up to three bytes. */
const SCRATCH_BYTES = 768 * 1024;
const BYTES_A_CHARACTER = 3;
const scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);

/**
 * A text in UTF-8. Bytes are sent as they are, where Node would go through a text once for its length, once to put it
 * behind the headers and once to write it.
 */
export function toUtf8(text: string): Buffer {
  if (text.length * BYTES_A_CHARACTER > SCRATCH_BYTES) return Buffer.from(text);
  return Buffer.from(scratch.subarray(0, scratch.write(text)));
}
