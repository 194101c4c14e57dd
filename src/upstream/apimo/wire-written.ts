import { z } from 'zod';
import { invalidResponse } from '../errors.js';
import { looseText, readShape } from '../shape.js';
import { looseParisTime } from './paris-time.js';

/** What Apimo says of a write: the record's identifier, and when it was made and changed. */
export type WrittenRequest = Readonly<{ requestId: string; createdAt: string | null; updatedAt: string | null }>;

const wireWritten = z.object({ id: looseText, created_at: looseParisTime, updated_at: looseParisTime });

export function toWritten(body: unknown): WrittenRequest {
  const { id, created_at: createdAt, updated_at: updatedAt } = readShape('apimo', wireWritten, body);
  if (id === null) throw invalidResponse('apimo', 'sent no identifier of what was written');
  return { requestId: id, createdAt, updatedAt };
}
