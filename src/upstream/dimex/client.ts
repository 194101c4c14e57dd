import { chunk } from '../../domain/batch-packing.js';
import type { DimexKind } from '../../domain/dimex-subject.js';
import { subjectKey } from '../../domain/valuation-subject.js';
import type { DimexEstimate } from '../../domain/valuation.js';
import type { UpstreamCall } from '../call.js';
import { UpstreamError, invalidResponse } from '../errors.js';
import type { Door } from '../http.js';
import { createSharedFlight } from '../single-flight.js';
import { readRefusal } from '../vendor-message.js';
import { toModel, toRequestBody, toResults } from './wire.js';
import type { DimexAsk } from './wire.js';

export interface DimexClient {
  /** The newest statistical model, "2026Q2". */
  model(call: UpstreamCall): Promise<string>;
  /** The same where it is remembered; `null` where it would take a call. */
  knownModel(): string | null;
  /**
   * Values homes of one kind by one model, in as few calls as `chunkSize` allows; the same home on the same day is
   * asked, and billed, once. Each entry of the answer is for the request in its place: its estimate, or why there is
   * none. What Dimex turned down is `VALUATION_REFUSED` with its own message.
   */
  estimate(
    by: Readonly<{ kind: DimexKind; model: string }>,
    requests: readonly DimexAsk[],
    call: UpstreamCall,
  ): Promise<readonly (DimexEstimate | UpstreamError)[]>;
}

export type DimexOptions = Readonly<{
  /** Sent as it is: it is no user and password in base64. */
  token: string;
  /** Whether estimations are billed: then their answers are waited for, whoever leaves. */
  isBilled: boolean;
  /** How long the model is remembered; a day unless told. A new one comes out every half-year. */
  modelMaxAgeMs?: number;
  /** The most homes in one call; no document sets a limit. 500 unless told. */
  chunkSize?: number;
  /** Milliseconds of a clock that only goes forward. */
  now?: () => number;
}>;

const DAY_MS = 86_400_000;
const MODEL_TIMEOUT_MS = 10_000;
const DEFAULT_CHUNK_SIZE = 500;
const endpoints: Readonly<Record<DimexKind, Readonly<{ endpoint: string; path: string }>>> = {
  HOUSE: { endpoint: 'estimate houses', path: '/v0/hed-fr-sfh' },
  FLAT: { endpoint: 'estimate flats', path: '/v0/hed-fr-con' },
};

export function createDimexClient(door: Door, options: DimexOptions): DimexClient {
  const { token, isBilled, modelMaxAgeMs = DAY_MS, chunkSize = DEFAULT_CHUNK_SIZE } = options;
  const { now = () => performance.now() } = options;
  const headers = { authorization: `Basic ${token}` };
  let remembered: Readonly<{ model: string; until: number }> | null = null;

  const fetchModel = createSharedFlight({ upstream: 'dimex', timeoutMs: MODEL_TIMEOUT_MS }, async (call) => {
    const path = '/v0/hed-fr-available-models';
    const { status, body } = await door.request(
      { endpoint: 'models', method: 'GET', effect: 'READ', path, headers },
      call,
    );
    if (status >= 400) throw invalidResponse('dimex', `would not name its models (status ${status})`);
    const model = toModel(body);
    remembered = { model, until: now() + modelMaxAgeMs };
    return model;
  });

  const knownModel = () => (remembered !== null && now() < remembered.until ? remembered.model : null);

  async function estimateChunk(
    kind: DimexKind,
    model: string,
    asks: readonly DimexAsk[],
    call: UpstreamCall,
  ): Promise<readonly (DimexEstimate | UpstreamError)[]> {
    try {
      const { status, body } = await door.request(
        {
          ...endpoints[kind],
          method: 'POST',
          headers,
          body: toRequestBody(model, asks),
          questions: asks.length,
          effect: isBilled ? 'BILLED' : 'READ',
        },
        call,
      );
      if (status >= 400) {
        // It may be the model that Dimex does not take any more, which must not last until tomorrow.
        remembered = null;
        throw refused(status, body);
      }
      return toResults(body, asks, model);
    } catch (error) {
      return asks.map(() => upstreamErrorOf(error));
    }
  }

  return {
    knownModel,
    model: (call) => {
      const known = knownModel();
      return known === null ? fetchModel(call) : Promise.resolve(known);
    },
    estimate: async ({ kind, model }, requests, call) => {
      const keys = requests.map(({ subject, date }) => `${date} ${subjectKey(subject)}`);
      const askByKey = new Map(requests.map((request, position) => [keys[position], request]));
      if (askByKey.size === 0) return [];
      const chunks = chunk([...askByKey], chunkSize).map(async (entries) => {
        const results = await estimateChunk(
          kind,
          model,
          entries.map(([, ask]) => ask),
          call,
        );
        return entries.map(([key], position) => [key, results[position]] as const);
      });
      const resultByKey = new Map((await Promise.all(chunks)).flat());
      return keys.map(
        (key) => resultByKey.get(key) ?? invalidResponse('dimex', 'left out a property that was asked for'),
      );
    },
  };
}

function refused(status: number, body: unknown): UpstreamError {
  const message = readRefusal(body) ?? `Dimex turned the valuation down with status ${status}.`;
  return new UpstreamError('dimex', 'VALUATION_REFUSED', message, { status });
}

/** What is no fault of the upstream is ours, and is not hidden. */
function upstreamErrorOf(error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  throw error;
}
