import type { BuyerRequest } from './buyer-request.js';
import { createRequestDecoder } from './request-index-decoder.js';
import type { RequestDecoder } from './request-index-decoder.js';
import { createRequestEncoder } from './request-index-encoder.js';
import type { RequestEncoder } from './request-index-encoder.js';
import { createShapes } from './request-index-shapes.js';

/**
 * Records as bytes, a third of their JSON: words of the vocabularies are one byte, names of fields are learned once and
 * then shared by all records, and numbers, identifiers of digits and instants take the bytes that they need. It keeps
 * what JSON keeps, whatever fields a record has.
 */
export function createRequestCodec(notedFields: readonly (keyof BuyerRequest)[]): RequestEncoder & RequestDecoder {
  const shapes = createShapes();
  return { ...createRequestEncoder(shapes, notedFields), ...createRequestDecoder(shapes) };
}
