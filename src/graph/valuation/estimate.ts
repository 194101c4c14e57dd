import { Refusal } from '../../domain/refusal.js';
import type { OutOfRangeProblem, Preparation } from '../../domain/valuation-subject.js';
import type { DealType, DimexValuation, PriceHubbleValuation, Valuation } from '../../domain/valuation.js';
import type { GraphContext } from '../context.js';

/** Has a prepared subject valued; `null` where a dry run stops short of the bill. Throws where it cannot be. */
export function estimate(
  preparation: Preparation,
  date: string,
  dealType: DealType,
  { loaders }: GraphContext,
): Promise<Valuation | null> {
  const { subject, inputs } = readyOf(preparation);
  if (subject.provider === 'DIMEX') {
    return loaders.dimexEstimate
      .load({ subject, date, dealType })
      .then((found) => (found === null ? null : ({ inputs, ...found } satisfies DimexValuation)));
  }
  return loaders.priceHubbleEstimate
    .load({ subject, date, dealType })
    .then((found) => (found === null ? null : ({ inputs, ...found } satisfies PriceHubbleValuation)));
}

/** What stands in the way of a valuation, in sentences for the client; empty where nothing does. */
export function problemsOf(preparation: Preparation): readonly string[] {
  switch (preparation.outcome) {
    case 'READY':
      return [];
    case 'INCOMPLETE':
      return [`The provider requires ${preparation.missing.join(', ')}.`];
    case 'OUT_OF_RANGE':
      return preparation.problems.map(describeProblem);
    case 'NOT_SUPPORTED':
      return [preparation.reason];
  }
}

type Ready = Extract<Preparation, { outcome: 'READY' }>;

/** The subject to be valued; a refusal that names what is wrong where there is none. No provider has been called. */
function readyOf(preparation: Preparation): Ready {
  switch (preparation.outcome) {
    case 'READY':
      return preparation;
    case 'INCOMPLETE':
      throw new Refusal(
        'VALUATION_INPUT_INCOMPLETE',
        `The provider requires what neither the record nor the overrides say: ${preparation.missing.join(', ')}.`,
        { missing: preparation.missing },
      );
    case 'OUT_OF_RANGE': {
      const isTheClients = preparation.problems.some(({ origin }) => origin === 'OVERRIDE');
      const fields = preparation.problems.map(({ field }) => field);
      throw new Refusal(
        isTheClients ? 'BAD_USER_INPUT' : 'VALUATION_INPUT_INCOMPLETE',
        preparation.problems.map(describeProblem).join(' '),
        isTheClients ? { fields, problems: preparation.problems } : { missing: fields, problems: preparation.problems },
      );
    }
    case 'NOT_SUPPORTED':
      throw new Refusal('VALUATION_NOT_SUPPORTED', preparation.reason);
  }
}

function describeProblem({ field, value, allowed }: OutOfRangeProblem): string {
  return `${field} is ${value}, but the provider takes ${allowed}.`;
}
