import { euros, roundToCents } from '../../domain/money.js';
import type { Money } from '../../domain/money.js';
import { badInput } from '../../domain/refusal.js';
import type { SubjectOverrides } from '../../domain/valuation-subject.js';
import type { DealType, Valuation, ValuationProvider } from '../../domain/valuation.js';
import type { Resolvers } from '../../generated/graphql.js';
import { eachOnItsOwn } from '../batch.js';
import type { GraphContext } from '../context.js';
import type { AdvertNode, PropertyNode } from '../nodes.js';
import { createComparison } from './comparison.js';
import type { ComparisonNode } from './comparison.js';
import { estimate, problemsOf } from './estimate.js';
import { dealTypeOf, prepare } from './subject.js';
import type { Valued } from './subject.js';

/** The most dates of one time series. */
const MAX_DATES = 500;

type Maybe<T> = T | null | undefined;
type ValuationArgs = Readonly<{
  provider: ValuationProvider;
  date?: Maybe<string>;
  dealType?: Maybe<DealType>;
  overrides?: Maybe<SubjectOverrides>;
}>;

type ValuationResolvers = Pick<Resolvers, 'Query' | 'Advert' | 'Property' | 'Valuation' | 'ValuationComparison'>;

export const valuationResolvers: ValuationResolvers = {
  Query: {
    valuation: (_query, { provider, subject, date, dealType }, context) =>
      valuationOf({ kind: 'DESCRIBED' }, { provider, date, dealType, overrides: subject }, context),
  },
  Advert: {
    valuation: (advert, args, context) => valuationOf(ofAdvert(advert), withDeal(args, advert), context),
    valuations: (advert, args, context) => valuationsOf(ofAdvert(advert), withDeal(args, advert), args.dates, context),
    valuationQuote: (advert, args, context) => quoteOf(ofAdvert(advert), withDeal(args, advert), context),
    valuationComparison: (advert, args, context) =>
      comparisonOf(ofAdvert(advert), args, dealTypeOf(advert.offer?.type), advert.price ?? null, context),
  },
  Property: {
    valuation: (property, args, context) => valuationOf(ofProperty(property), withDeal(args, property), context),
    valuations: (property, args, context) =>
      valuationsOf(ofProperty(property), withDeal(args, property), args.dates, context),
    valuationQuote: (property, args, context) => quoteOf(ofProperty(property), withDeal(args, property), context),
    valuationComparison: (property, args, context) =>
      comparisonOf(ofProperty(property), args, dealTypeOf(property.offer?.type), property.latestPrice ?? null, context),
  },
  Valuation: {
    __resolveType: ({ provider }) => (provider === 'DIMEX' ? 'DimexValuation' : 'PriceHubbleValuation'),
  },
  ValuationComparison: {
    dimex: (comparison) => comparison.dimex(),
    priceHubble: (comparison) => comparison.priceHubble(),
    spread: async (comparison) => (await comparison.compared()).spread,
    agreement: async (comparison) => (await comparison.compared()).agreement,
  },
};

type Question = ValuationArgs & Readonly<{ dealType: DealType }>;

function withDeal(args: ValuationArgs, record: AdvertNode | PropertyNode): Question {
  return { ...args, dealType: args.dealType ?? dealTypeOf(record.offer?.type) };
}

function ofAdvert(advert: AdvertNode): Valued {
  return { kind: 'ADVERT', advert };
}

function ofProperty(property: PropertyNode): Valued {
  return { kind: 'PROPERTY', property };
}

async function valuationOf(valued: Valued, question: Question, context: GraphContext): Promise<Valuation | null> {
  const preparation = await prepare(valued, subjectQuestion(question), context);
  return estimate(preparation, question.date ?? context.today, question.dealType, context);
}

function subjectQuestion({ provider, dealType, overrides }: Question) {
  return { provider, dealType, overrides: overrides ?? null };
}

/** Each date fails on its own. */
async function valuationsOf(
  valued: Valued,
  question: Question,
  dates: readonly string[],
  context: GraphContext,
): Promise<readonly Promise<Valuation>[]> {
  if (dates.length === 0 || dates.length > MAX_DATES) {
    throw badInput('dates', `must hold 1 to ${MAX_DATES} days, not ${dates.length}`);
  }
  const preparation = await prepare(valued, subjectQuestion(question), context);
  return eachOnItsOwn(dates.map((date) => estimate(preparation, date, question.dealType, context)));
}

async function quoteOf(valued: Valued, question: Question, context: GraphContext) {
  const preparation = await prepare(valued, subjectQuestion(question), context);
  const isReady = preparation.outcome === 'READY';
  const priceEach = context.spending.priceOf(question.provider === 'DIMEX' ? 'dimex' : 'pricehubble');
  const billedEstimations = isReady && priceEach > 0 ? 1 : 0;
  return {
    provider: question.provider,
    isReady,
    missing: preparation.outcome === 'INCOMPLETE' ? preparation.missing : [],
    problems: problemsOf(preparation),
    inputs: preparation.inputs,
    billedEstimations,
    price: isReady ? euros(roundToCents(billedEstimations * priceEach)) : null,
  };
}

function comparisonOf(
  valued: Valued,
  args: Readonly<{ date?: Maybe<string>; overrides?: Maybe<SubjectOverrides> }>,
  dealType: DealType,
  askingPrice: Money | null,
  context: GraphContext,
): ComparisonNode {
  const date = args.date ?? context.today;
  return createComparison(valued, { date, dealType, overrides: args.overrides ?? null, askingPrice }, context);
}
