import { startFake } from '../support/fake-upstream.js';
import type { FakeCall, FakeHandler } from '../support/fake-upstream.js';
import { startImmograph } from '../support/immograph.js';
import type { AnsweredError, Json } from '../support/immograph.js';

export type Described = Readonly<Record<string, unknown>>;
export type Asked = Readonly<{
  valuation: Json;
  error: AnsweredError | undefined;
  /** What the provider was sent to be valued. */
  estimations: readonly FakeCall[];
}>;

export type DescribedValuations = Readonly<{
  /** Values what the client describes; `args` go beside the provider, as GraphQL text. */
  value: (subject: Described, args?: string) => Promise<Asked>;
  /** The same of a subject that is written in the query itself, where numbers may be too large to be any. */
  valueWritten: (subject: string) => Promise<Asked>;
  stop: () => Promise<void>;
}>;

/** The real server, with one provider played by a fake; the other vendors are never needed. */
export async function startDescribedValuations(
  provider: 'DIMEX' | 'PRICEHUBBLE',
  answer: FakeHandler,
  isEstimation: (call: FakeCall) => boolean,
): Promise<DescribedValuations> {
  const fake = await startFake(answer);
  const immograph = await startImmograph({
    FLUXIMMO_URL: fake.origin,
    FLUXIMMO_API_KEY: 'key',
    DIMEX_URL: fake.origin,
    DIMEX_TOKEN: 'token',
    PRICEHUBBLE_URL: fake.origin,
    PRICEHUBBLE_USERNAME: 'someone',
    PRICEHUBBLE_PASSWORD: 'secret',
    APIMO_URL: fake.origin,
    APIMO_PROVIDER: '1',
    APIMO_TOKEN: 'token',
    APIMO_AGENCY_IDS: '1',
    // Every question of a table is to reach the provider.
    CACHE: 'off',
  });

  const ask = async (args: string, subject?: Described): Promise<Asked> => {
    const before = fake.calls.length;
    const { data, errors } = await immograph.ask(
      `query ${subject ? '($subject: ValuationSubjectInput!)' : ''} {
        valuation(provider: ${provider}, ${args}) { value { amount } inputs { field value origin } }
      }`,
      subject ? { variables: { subject } } : {},
    );
    return {
      valuation: data?.valuation ?? null,
      error: errors?.[0],
      estimations: fake.calls.slice(before).filter(isEstimation),
    };
  };

  return {
    value: (subject, args = '') => ask(`subject: $subject ${args}`, subject),
    valueWritten: (subject) => ask(`subject: ${subject}`),
    stop: async () => {
      await immograph.stop();
      await fake.close();
    },
  };
}
