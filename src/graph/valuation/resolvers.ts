import { euros, roundToCents } from '../../domain/money.js';
import type { Money } from '../../domain/money.js';
import { badInput } from '../../domain/refusal.js';
import { isComparableOffer } from '../../domain/valuation-comparison.js';
import { checkValuationDate } from '../../domain/valuation-date.js';
import type { SubjectOverrides, ValuationSubject } from '../../domain/valuation-subject.js';
import type { DealType, Valuation, ValuationProvider } from '../../domain/valuation.js';
import type { OfferType } from '../../domain/vocabulary.js';
import type { Resolvers } from '../../generated/graphql.js';
import { StoreUnavailable } from '../../store/store.js';
import { eachOnItsOwn } from '../batch.js';
import type { GraphContext } from '../context.js';
import type { AdvertNode, PropertyNode } from '../nodes.js';
import { createBatch } from './batch.js';
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

type ValuationResolvers = Pick<
  Resolvers,
  | 'Query'
  | 'Advert'
  | 'Property'
  | 'Valuation'
  | 'DimexValuation'
  | 'PriceHubbleValuation'
  | 'ValuationBatch'
  | 'ValuationBatchEntry'
  | 'ValuationComparison'
>;

/** A valuation is kept as it was given, and is for its own day: it does not grow old. */
const sourceFacts = {
  fetchedAt: ({ computedAt }: Valuation) => computedAt,
  isStale: () => false,
};

export const valuationResolvers: ValuationResolvers = {
  Query: {
    valuation: (_query, { provider, subject, date, dealType }, context) =>
      valuationOf({ kind: 'DESCRIBED' }, { provider, date, dealType, overrides: subject }, context),
    valuationBatch: (_query, { provider, subjects, dates, dealType }, context) =>
      createBatch({ provider, subjects, dates: dates ?? [context.today], dealType }, context),
  },
  Advert: {
    valuation: (advert, args, context) => valuationOf(ofAdvert(advert), withDeal(args, advert), context),
    valuations: (advert, args, context) => valuationsOf(ofAdvert(advert), withDeal(args, advert), args.dates, context),
    valuationQuote: (advert, args, context) => quoteOf(ofAdvert(advert), withDeal(args, advert), context),
    valuationComparison: (advert, args, context) =>
      comparisonOf(ofAdvert(advert), args, { offerType: advert.offer?.type, price: advert.price }, context),
  },
  Property: {
    valuation: (property, args, context) => valuationOf(ofProperty(property), withDeal(args, property), context),
    valuations: (property, args, context) =>
      valuationsOf(ofProperty(property), withDeal(args, property), args.dates, context),
    valuationQuote: (property, args, context) => quoteOf(ofProperty(property), withDeal(args, property), context),
    valuationComparison: (property, args, context) =>
      comparisonOf(
        ofProperty(property),
        args,
        { offerType: property.offer?.type, price: property.latestPrice },
        context,
      ),
  },
  Valuation: {
    __resolveType: ({ provider }) => (provider === 'DIMEX' ? 'DimexValuation' : 'PriceHubbleValuation'),
  },
  DimexValuation: sourceFacts,
  PriceHubbleValuation: sourceFacts,
  ValuationBatch: {
    valuedCount: (batch) => batch.count('VALUED'),
    pendingCount: (batch) => batch.count('PENDING'),
    rejectedCount: (batch) => batch.count('REJECTED'),
    failedCount: (batch) => batch.count('FAILED'),
  },
  ValuationBatchEntry: {
    valuation: (entry) => entry.valuation(),
    status: async (entry) => (await entry.outcome()).status,
    problems: async (entry) => (await entry.outcome()).problems,
  },
  ValuationComparison: {
    askingPriceInDimexRange: (comparison) => comparison.positionInDimexRange(),
    askingPriceInPriceHubbleRange: (comparison) => comparison.positionInPriceHubbleRange(),
    dimex: (comparison) => comparison.dimex(),
    priceHubble: (comparison) => comparison.priceHubble(),
    spread: async (comparison) => (await comparison.compared()).spread,
    agreement: async (comparison) => (await comparison.compared()).agreement,
  },
};

type Question = ValuationArgs & Readonly<{ dealType: DealType }>;

function withDeal({ provider, date, overrides, dealType }: ValuationArgs, record: AdvertNode | PropertyNode): Question {
  return { provider, date, overrides, dealType: dealType ?? dealTypeOf(record.offer?.type) };
}

function ofAdvert(advert: AdvertNode): Valued {
  return { kind: 'ADVERT', advert };
}

function ofProperty(property: PropertyNode): Valued {
  return { kind: 'PROPERTY', property };
}

/** A page has a hundred: where nothing has to be waited for, nothing is. */
function valuationOf(valued: Valued, question: Question, context: GraphContext): Promise<Valuation | null> {
  const date = dayOf(question, context);
  const { dealType } = question;
  const preparation = prepare(valued, subjectQuestion(question), context);
  return preparation instanceof Promise
    ? preparation.then((prepared) => estimate(prepared, date, dealType, context))
    : estimate(preparation, date, dealType, context);
}

/** Today unless told. */
function dayOf({ date }: Readonly<{ date?: Maybe<string> }>, { today }: GraphContext): string {
  if (date === null || date === undefined) return today;
  checkValuationDate(date, today);
  return date;
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
  for (const date of dates) checkValuationDate(date, context.today, 'dates');
  const preparation = await prepare(valued, subjectQuestion(question), context);
  return eachOnItsOwn(dates.map(async (date) => estimate(preparation, date, question.dealType, context)));
}

async function quoteOf(valued: Valued, question: Question, context: GraphContext) {
  const date = dayOf(question, context);
  const preparation = await prepare(valued, subjectQuestion(question), context);
  const isReady = preparation.outcome === 'READY';
  const priceEach = context.spending.priceOf(question.provider === 'DIMEX' ? 'dimex' : 'pricehubble');
  const billedEstimations =
    isReady && priceEach > 0 && !(await isKept(preparation.subject, date, question.dealType, context)) ? 1 : 0;
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

/** Where what is kept cannot be looked up, the quote is for all of it. */
async function isKept(
  subject: ValuationSubject,
  date: string,
  dealType: DealType,
  { loaders }: GraphContext,
): Promise<boolean> {
  try {
    return await loaders.isEstimateKept.load({ subject, date, dealType });
  } catch (error) {
    if (error instanceof StoreUnavailable) return false;
    throw error;
  }
}

function comparisonOf(
  valued: Valued,
  args: Readonly<{ date?: Maybe<string>; overrides?: Maybe<SubjectOverrides> }>,
  { offerType, price }: Readonly<{ offerType: Maybe<OfferType>; price: Maybe<Money> }>,
  context: GraphContext,
): ComparisonNode {
  const askingPrice = price ?? null;
  const question = {
    date: dayOf(args, context),
    dealType: dealTypeOf(offerType),
    overrides: args.overrides ?? null,
    askingPrice,
    // A price of 0 is one that was not told.
    comparablePrice: isComparableOffer(offerType ?? null) && (askingPrice?.amount ?? 0) > 0 ? askingPrice : null,
  };
  return createComparison(valued, question, context);
}
