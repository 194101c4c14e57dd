import type { Fetcher, FetcherOpts } from '@graphiql/toolkit';

/**
 * For as long as `isSpending` says no, every operation asks for a quote, whatever the reader's own headers say, and
 * nothing is billed. An answer without anything to quote looks as it would otherwise.
 */
export function createCautiousFetcher(fetcher: Fetcher, isSpending: () => boolean): Fetcher {
  return async (operation, options) => {
    if (isSpending()) return fetcher(operation, options);
    const answer = await fetcher(operation, { ...options, headers: asDryRun(options?.headers) });
    return 'extensions' in answer ? { ...answer, extensions: withoutEmptyQuote(answer.extensions) } : answer;
  };
}

/** One line about what an answer, as GraphiQL shows it, has cost or would have; empty where that is nothing. */
export function billOf(response: string): string {
  const { quote, upstreams } = extensionsOf(response);
  return quote === undefined ? bill('This billed', upstreams) : bill('This would have billed', quote);
}

const DRY_RUN = 'immograph-dry-run';

/** Names of headers have no case: a second one of the same name would be joined to ours. */
function asDryRun(headers: FetcherOpts['headers'] = {}): NonNullable<FetcherOpts['headers']> {
  const others = Object.entries(headers).filter(([name]) => name.toLowerCase() !== DRY_RUN);
  return { ...Object.fromEntries(others), [DRY_RUN]: '1' };
}

function withoutEmptyQuote(extensions: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const { quote, ...others } = extensions;
  const isEmpty = typeof quote === 'object' && quote !== null && Object.keys(quote).length === 0;
  return isEmpty ? others : extensions;
}

type Billed = Readonly<{ billedEstimations?: number; priceEur?: number }>;
type Extensions = Readonly<Partial<Record<'quote' | 'upstreams', Readonly<Record<string, Billed>>>>>;

function extensionsOf(response: string): Extensions {
  try {
    // What is not of this shape, a proxy's error for one, has none of these members.
    return (JSON.parse(response) as Readonly<{ extensions?: Extensions }> | null)?.extensions ?? {};
  } catch {
    return {};
  }
}

function bill(what: string, billed: Readonly<Record<string, Billed>> = {}): string {
  const sum = (member: keyof Billed) => Object.values(billed).reduce((total, each) => total + (each[member] ?? 0), 0);
  const estimations = sum('billedEstimations');
  if (estimations === 0) return '';
  return `${what} ${estimations} estimation${estimations === 1 ? '' : 's'}: ${sum('priceEur').toFixed(2)} €`;
}
