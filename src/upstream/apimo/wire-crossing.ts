import { z } from 'zod';
import type { Crossing } from '../../domain/buyer-request.js';
import { invalidResponse } from '../errors.js';
import type { UpstreamError } from '../errors.js';
import { isRecord } from '../reading.js';
import { looseText, looseNumber } from '../shape.js';
import { entryOf, stepById } from './catalogue.js';
import { looseParisTime } from './paris-time.js';

const wireCrossing = z.object({
  property_id: looseText,
  step_id: looseText,
  total: looseNumber,
  created_at: looseParisTime,
  updated_at: looseParisTime,
});

/** One crossing of a list; an error in its place where its listing, step or score cannot be read. */
export function toCrossing(raw: unknown): Crossing | UpstreamError {
  const parsed = isRecord(raw) ? wireCrossing.safeParse(raw) : undefined;
  if (parsed?.success !== true) return unreadable('that is none', parsed?.error);
  const { property_id: agencyPropertyId, step_id: stepId, total, created_at, updated_at } = parsed.data;
  if (agencyPropertyId === null) return unreadable('without its listing');
  const step = entryOf(stepById, stepId);
  if (step === null) return unreadable('at a step that is not documented');
  if (total === null || total < 0 || total > 100) return unreadable('without a score from 0 to 100');
  return { agencyPropertyId, step, score: Math.round(total), createdAt: created_at, updatedAt: updated_at };
}

function unreadable(what: string, cause?: unknown): UpstreamError {
  return invalidResponse('apimo', `sent a crossing ${what}`, cause);
}
