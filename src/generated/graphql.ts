import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { TaggedNode, AdvertNode, PropertyNode, AgencyNode, AdvertMatchNode, BuyerRequestMatchNode, CrossingNode, ZoneStatisticsNode, AdvertConnectionNode, PropertyConnectionNode, BuyerRequestConnectionNode, BuyerRequestMatchConnectionNode, AdvertMatchConnectionNode, CrossingConnectionNode } from '../graph/nodes.js';
import type { Location as LocationRecord } from '../domain/location.js';
import type { Valuation as ValuationRecord, DimexValuation as DimexValuationRecord, PriceHubbleValuation as PriceHubbleValuationRecord } from '../domain/valuation.js';
import type { ComparisonNode } from '../graph/valuation/comparison.js';
import type { BatchNode, BatchEntryNode } from '../graph/valuation/batch.js';
import type { BuyerRequest as BuyerRequestRecord } from '../domain/buyer-request.js';
import type { AgencyProperty as AgencyPropertyRecord } from '../domain/agency-property.js';
import type { GraphContext } from '../graph/context.js';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** ISO 4217: `EUR`. */
  CurrencyCode: { input: string; output: string; }
  /** A day, ISO 8601: `2026-11-21`. Where a day is meant as "today", it is today in Europe/Paris. */
  Date: { input: string; output: string; }
  /** An instant, ISO 8601 in UTC: `2026-11-21T09:30:00.000Z`. */
  DateTime: { input: string; output: string; }
  /** An absolute address on the web. */
  URL: { input: URL; output: string; }
  _FieldSet: { input: string; output: string; }
};

/**
 * One advertisement on one portal: one URL is one advert. The same home advertised on three portals is three adverts of
 * one `property`. From Fluximmo.
 */
export type Advert = Node & Sourced & {
  readonly __typename?: 'Advert';
  readonly charges?: Maybe<Charges>;
  /** The person to call. Personal data: needs the scope `adverts:contacts`. */
  readonly contactInCharge?: Maybe<Contact>;
  /** As on the portal. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** When it was read from Fluximmo. */
  readonly fetchedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When Fluximmo first saw it. */
  readonly firstSeenAt?: Maybe<Scalars['DateTime']['output']>;
  /** Fluximmo's identifier. */
  readonly flxId: Scalars['ID']['output'];
  /** `null` for land, parking and the like. */
  readonly habitation?: Maybe<Habitation>;
  /** Fluximmo found something in it that does not fit together. */
  readonly hasAnomaly?: Maybe<Scalars['Boolean']['output']>;
  readonly id: Scalars['ID']['output'];
  readonly isAuction?: Maybe<Scalars['Boolean']['output']>;
  /** The seller says that nobody else sells it. */
  readonly isExclusive?: Maybe<Scalars['Boolean']['output']>;
  /** It can be seen on the portal now. */
  readonly isOnline?: Maybe<Scalars['Boolean']['output']>;
  /** The seller is a professional. */
  readonly isPro?: Maybe<Scalars['Boolean']['output']>;
  /** It is older than it should be, because Fluximmo did not answer, or is being asked again right now. */
  readonly isStale?: Maybe<Scalars['Boolean']['output']>;
  readonly isUrgent?: Maybe<Scalars['Boolean']['output']>;
  readonly land?: Maybe<Land>;
  /** When Fluximmo last saw it change. */
  readonly lastModifiedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When Fluximmo last saw it. */
  readonly lastSeenAt?: Maybe<Scalars['DateTime']['output']>;
  readonly location?: Maybe<Location>;
  /**
   * The first advert of the same asset that Fluximmo found.
   * @deprecated Adverts of one asset share `property`; read that instead.
   */
  readonly mainAdvert?: Maybe<Advert>;
  /** How many buyers of the agencies that you may see (or of `agencyIds` among them) want it, and what would win more. */
  readonly matchSummary?: Maybe<MatchSummary>;
  /**
   * The buyers who would want it, the best match first: active requests of the agencies that you may see (or of
   * `agencyIds` among them) that score at least `minScore` of 100.
   */
  readonly matchingBuyerRequests?: Maybe<BuyerRequestMatchConnection>;
  readonly medias?: Maybe<Medias>;
  readonly offer?: Maybe<Offer>;
  readonly parking?: Maybe<Parking>;
  /** The asking price, or the rent: `pricing` says which. */
  readonly price?: Maybe<Money>;
  /** The asking price for each m². */
  readonly pricePerArea?: Maybe<Money>;
  /** Where its asking price per m² stands among those; `null` where one of the two is not known. */
  readonly pricePosition?: Maybe<PricePosition>;
  readonly pricing?: Maybe<Pricing>;
  /** The real-estate asset behind this advert, with all its other adverts. */
  readonly property?: Maybe<Property>;
  readonly propertyClass?: Maybe<PropertyClass>;
  readonly seller?: Maybe<Seller>;
  readonly source?: Maybe<AdvertSource>;
  /** Free words that the portal put to it. */
  readonly tags?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** As on the portal. */
  readonly title?: Maybe<Scalars['String']['output']>;
  /**
   * What it is worth. `dealType` defaults to what the offer is: RENT for a letting, else SALE; `date` to today. Values
   * come from `overrides` first, then the advert, then its property. A Dimex estimation costs money: ask `valuationQuote`
   * first.
   */
  readonly valuation?: Maybe<Valuation>;
  /** Both providers and the asking price, side by side. */
  readonly valuationComparison?: Maybe<ValuationComparison>;
  /** What a valuation would use, what it lacks and what it would cost. Calls no valuation provider. */
  readonly valuationQuote?: Maybe<ValuationQuote>;
  /** The same property on several dates, in the order asked. */
  readonly valuations?: Maybe<ReadonlyArray<Maybe<Valuation>>>;
  /** The deposit of a letting. */
  readonly warrantyDeposit?: Maybe<Money>;
  /** Prices per m² of its commune, class and offer; `null` where it lacks one of the three, or there is no data. */
  readonly zoneStatistics?: Maybe<ZoneStatistics>;
};


/**
 * One advertisement on one portal: one URL is one advert. The same home advertised on three portals is three adverts of
 * one `property`. From Fluximmo.
 */
export type AdvertMatchSummaryArgs = {
  agencyIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};


/**
 * One advertisement on one portal: one URL is one advert. The same home advertised on three portals is three adverts of
 * one `property`. From Fluximmo.
 */
export type AdvertMatchingBuyerRequestsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  agencyIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  minScore?: Scalars['Int']['input'];
};


/**
 * One advertisement on one portal: one URL is one advert. The same home advertised on three portals is three adverts of
 * one `property`. From Fluximmo.
 */
export type AdvertValuationArgs = {
  date?: InputMaybe<Scalars['Date']['input']>;
  dealType?: InputMaybe<DealType>;
  overrides?: InputMaybe<ValuationSubjectInput>;
  provider: ValuationProvider;
};


/**
 * One advertisement on one portal: one URL is one advert. The same home advertised on three portals is three adverts of
 * one `property`. From Fluximmo.
 */
export type AdvertValuationComparisonArgs = {
  date?: InputMaybe<Scalars['Date']['input']>;
  overrides?: InputMaybe<ValuationSubjectInput>;
};


/**
 * One advertisement on one portal: one URL is one advert. The same home advertised on three portals is three adverts of
 * one `property`. From Fluximmo.
 */
export type AdvertValuationQuoteArgs = {
  date?: InputMaybe<Scalars['Date']['input']>;
  dealType?: InputMaybe<DealType>;
  overrides?: InputMaybe<ValuationSubjectInput>;
  provider: ValuationProvider;
};


/**
 * One advertisement on one portal: one URL is one advert. The same home advertised on three portals is three adverts of
 * one `property`. From Fluximmo.
 */
export type AdvertValuationsArgs = {
  dates: ReadonlyArray<Scalars['Date']['input']>;
  dealType?: InputMaybe<DealType>;
  overrides?: InputMaybe<ValuationSubjectInput>;
  provider: ValuationProvider;
};

export type AdvertConnection = {
  readonly __typename?: 'AdvertConnection';
  readonly edges: ReadonlyArray<AdvertEdge>;
  /** The same adverts without their cursors. An advert that the source sent in an unreadable form is `null`, with an error. */
  readonly nodes: ReadonlyArray<Maybe<Advert>>;
  readonly pageInfo: PageInfo;
  /** How many there are in all; asked of the source only when you ask for it. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

export type AdvertEdge = {
  readonly __typename?: 'AdvertEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<Advert>;
};

/** Fields add up with AND; the members of a list are alternatives, and an empty list does not limit. A filter that Fluximmo ignores (the town's name) is not offered. */
export type AdvertFilter = {
  readonly bedroomCount?: InputMaybe<IntRange>;
  /** Two characters: `06`, `2A`. */
  readonly department?: InputMaybe<Scalars['String']['input']>;
  /** Of the DPE. */
  readonly energyGrades?: InputMaybe<ReadonlyArray<EnergyGrade>>;
  readonly firstSeen?: InputMaybe<DateTimeRange>;
  /** Words that title or description should resemble. */
  readonly fullTexts?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** INSEE code of a commune or municipal arrondissement. It is not a postal code. */
  readonly inseeCode?: InputMaybe<Scalars['String']['input']>;
  readonly isExclusive?: InputMaybe<Scalars['Boolean']['input']>;
  readonly isOnline?: InputMaybe<Scalars['Boolean']['input']>;
  readonly isPro?: InputMaybe<Scalars['Boolean']['input']>;
  /** Words that must stand in title or description as they are. */
  readonly keywords?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** m². */
  readonly landArea?: InputMaybe<FloatRange>;
  readonly lastModified?: InputMaybe<DateTimeRange>;
  /** m². */
  readonly livingArea?: InputMaybe<FloatRange>;
  readonly near?: InputMaybe<NearInput>;
  readonly offerTypes?: InputMaybe<ReadonlyArray<OfferType>>;
  readonly postalCode?: InputMaybe<Scalars['String']['input']>;
  /** In euros; a month's rent for lettings. */
  readonly price?: InputMaybe<FloatRange>;
  readonly pricePerArea?: InputMaybe<FloatRange>;
  readonly propertyClasses?: InputMaybe<ReadonlyArray<PropertyClass>>;
  readonly propertyFlxIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  readonly roomCount?: InputMaybe<IntRange>;
};

export type AdvertMatch = {
  readonly __typename?: 'AdvertMatch';
  readonly advert: Advert;
  /** Why: one entry a criterion; their points add up to the score. */
  readonly criteria: ReadonlyArray<MatchCriterion>;
  /** 0 to 100. */
  readonly score: Scalars['Int']['output'];
};

export type AdvertMatchConnection = {
  readonly __typename?: 'AdvertMatchConnection';
  readonly edges: ReadonlyArray<AdvertMatchEdge>;
  /** Whether every advert that states its price and commune and could match was read. The newest are read first, up to a bound. */
  readonly isComplete: Scalars['Boolean']['output'];
  readonly nodes: ReadonlyArray<Maybe<AdvertMatch>>;
  readonly pageInfo: PageInfo;
  /** How many match among the adverts that were read; see `isComplete`. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

export type AdvertMatchEdge = {
  readonly __typename?: 'AdvertMatchEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<AdvertMatch>;
};

export type AdvertOrder = {
  readonly direction: OrderDirection;
  readonly field: AdvertOrderField;
};

export type AdvertOrderField =
  | 'FIRST_SEEN_AT'
  | 'LAST_SEEN_AT'
  | 'LAST_UPDATED_AT'
  | 'PRICE';

/** Where it was read. */
export type AdvertSource = {
  readonly __typename?: 'AdvertSource';
  readonly flxId?: Maybe<Scalars['ID']['output']>;
  /** The address of the page. */
  readonly url?: Maybe<Scalars['URL']['output']>;
  /** The portal. */
  readonly website?: Maybe<Scalars['String']['output']>;
};

/** An estate agency whose buyers' requests are kept in Apimo. */
export type Agency = {
  readonly __typename?: 'Agency';
  /** By request id, ascending, in every state, unless asked otherwise. `first` is at most 500. Costs no call of Apimo. */
  readonly buyerRequests?: Maybe<BuyerRequestConnection>;
  /** When Apimo was last asked for the requests that are told here; `null` before the first time. */
  readonly buyerRequestsSyncedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Apimo's identifier. */
  readonly id: Scalars['ID']['output'];
};


/** An estate agency whose buyers' requests are kept in Apimo. */
export type AgencyBuyerRequestsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<BuyerRequestFilter>;
  first?: Scalars['Int']['input'];
  isActive?: InputMaybe<Scalars['Boolean']['input']>;
  orderBy?: InputMaybe<BuyerRequestOrder>;
  updatedSince?: InputMaybe<Scalars['DateTime']['input']>;
};

/**
 * A listing of the agency's own software, as far as the agency lets others see it. Street and coordinates are told only of
 * one whose address may be published. It may be on no portal, and has no Fluximmo identifier.
 */
export type AgencyProperty = {
  readonly __typename?: 'AgencyProperty';
  /** Street and number. */
  readonly address?: Maybe<Scalars['String']['output']>;
  /** Apimo's number of it. */
  readonly agencyPropertyId: Scalars['ID']['output'];
  /** In m², whatever unit the agency noted: living area, or that of a plot, a parking space, premises. */
  readonly area?: Maybe<Scalars['Float']['output']>;
  readonly bedrooms?: Maybe<Scalars['Int']['output']>;
  readonly city?: Maybe<Scalars['String']['output']>;
  readonly coordinates?: Maybe<Coordinates>;
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** Where its town is one commune, or one arrondissement, and no other. */
  readonly inseeCode?: Maybe<Scalars['String']['output']>;
  readonly offerType?: Maybe<OfferType>;
  readonly postalCode?: Maybe<Scalars['String']['output']>;
  /** The asking price; a month's rent for lettings. `null` where it is on request, hidden, or by the day or week. */
  readonly price?: Maybe<Money>;
  readonly propertyClass?: Maybe<PropertyClass>;
  /** The agency's own number of it, for people. */
  readonly reference?: Maybe<Scalars['String']['output']>;
  /** French rooms ("pièces"), which may come in halves. */
  readonly rooms?: Maybe<Scalars['Float']['output']>;
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
};

export type AreaCriterion = {
  readonly __typename?: 'AreaCriterion';
  readonly max?: Maybe<Scalars['Float']['output']>;
  readonly min?: Maybe<Scalars['Float']['output']>;
};

/** What a buyer (or tenant) is looking for, as an agency noted it in Apimo. A criterion that is `null` was not asked for. */
export type BuyerRequest = Node & {
  readonly __typename?: 'BuyerRequest';
  readonly agencyId: Scalars['ID']['output'];
  /** Living area in m², whatever unit the agency noted. */
  readonly area?: Maybe<AreaCriterion>;
  /** The agent's notes. Personal data. */
  readonly comment?: Maybe<Scalars['String']['output']>;
  /** The buyer in the agency's address book. Personal data. */
  readonly contactId?: Maybe<Scalars['ID']['output']>;
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /**
   * Matches that the agency's own software computed, over the agency's own listings. They cost one call of Apimo a request,
   * remembered for a quarter of an hour, or until the request changes.
   */
  readonly crossings?: Maybe<CrossingConnection>;
  /** Further wishes in free words. Personal data. */
  readonly freeCriteria?: Maybe<Scalars['String']['output']>;
  readonly id: Scalars['ID']['output'];
  /** The buyer is still looking. */
  readonly isActive: Scalars['Boolean']['output'];
  readonly locations: ReadonlyArray<RequestedLocation>;
  /** Tolerance in per cent that the agency grants on price and area. */
  readonly margin?: Maybe<Scalars['Float']['output']>;
  /** The reverse walk: online adverts that this buyer would want, the best match first. */
  readonly matchingAdverts?: Maybe<AdvertMatchConnection>;
  readonly minBedrooms?: Maybe<Scalars['Int']['output']>;
  readonly offerType: OfferType;
  readonly price?: Maybe<PriceCriterion>;
  readonly propertyClasses: ReadonlyArray<PropertyClass>;
  /** Apimo's identifier, unique within the agency. */
  readonly requestId: Scalars['ID']['output'];
  readonly rooms?: Maybe<RoomsCriterion>;
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The agent in charge. */
  readonly userId?: Maybe<Scalars['ID']['output']>;
};


/** What a buyer (or tenant) is looking for, as an agency noted it in Apimo. A criterion that is `null` was not asked for. */
export type BuyerRequestCrossingsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  step?: InputMaybe<CrossingStep>;
};


/** What a buyer (or tenant) is looking for, as an agency noted it in Apimo. A criterion that is `null` was not asked for. */
export type BuyerRequestMatchingAdvertsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  minScore?: Scalars['Int']['input'];
};

export type BuyerRequestConnection = {
  readonly __typename?: 'BuyerRequestConnection';
  readonly edges: ReadonlyArray<BuyerRequestEdge>;
  /** A request that Apimo sent in an unreadable form is `null`, with an error. */
  readonly nodes: ReadonlyArray<Maybe<BuyerRequest>>;
  readonly pageInfo: PageInfo;
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

export type BuyerRequestEdge = {
  readonly __typename?: 'BuyerRequestEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<BuyerRequest>;
};

/** What is left out does not limit. */
export type BuyerRequestFilter = {
  /**
   * INSEE code: requests that a home there answers to by its place, in full or nearly. A request for a whole city is found
   * by the codes of its arrondissements; one that names no place is not found.
   */
  readonly inseeCode?: InputMaybe<Scalars['String']['input']>;
  readonly offerTypes?: InputMaybe<ReadonlyArray<OfferType>>;
  /** In euros; a month's rent for lettings. Requests whose own prices have one in common with these. */
  readonly price?: InputMaybe<FloatRange>;
  /** Requests for one of these, or for any class. */
  readonly propertyClasses?: InputMaybe<ReadonlyArray<PropertyClass>>;
};

export type BuyerRequestMatch = {
  readonly __typename?: 'BuyerRequestMatch';
  /** Why: one entry a criterion; their points add up to the score. */
  readonly criteria: ReadonlyArray<MatchCriterion>;
  readonly request: BuyerRequest;
  /** 0 to 100. */
  readonly score: Scalars['Int']['output'];
};

export type BuyerRequestMatchConnection = {
  readonly __typename?: 'BuyerRequestMatchConnection';
  readonly edges: ReadonlyArray<BuyerRequestMatchEdge>;
  readonly nodes: ReadonlyArray<Maybe<BuyerRequestMatch>>;
  readonly pageInfo: PageInfo;
  /** How many match in all. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

export type BuyerRequestMatchEdge = {
  readonly __typename?: 'BuyerRequestMatchEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<BuyerRequestMatch>;
};

export type BuyerRequestOrder = {
  readonly direction: OrderDirection;
  readonly field: BuyerRequestOrderField;
};

/** Requests that bear no such date come last, whichever the direction. */
export type BuyerRequestOrderField =
  | 'ID'
  | 'UPDATED_AT';

export type BuyerRequestPayload = {
  readonly __typename?: 'BuyerRequestPayload';
  readonly buyerRequest?: Maybe<BuyerRequest>;
};

/** Each is `null` where the advert does not say. */
export type Characteristics = {
  readonly __typename?: 'Characteristics';
  readonly hasAlarm?: Maybe<Scalars['Boolean']['output']>;
  readonly hasBalcony?: Maybe<Scalars['Boolean']['output']>;
  readonly hasCellar?: Maybe<Scalars['Boolean']['output']>;
  /** A caretaker. */
  readonly hasConcierge?: Maybe<Scalars['Boolean']['output']>;
  /** A door code. */
  readonly hasDigicode?: Maybe<Scalars['Boolean']['output']>;
  readonly hasFireplace?: Maybe<Scalars['Boolean']['output']>;
  readonly hasGarage?: Maybe<Scalars['Boolean']['output']>;
  readonly hasGarden?: Maybe<Scalars['Boolean']['output']>;
  /** An attic. */
  readonly hasGrenier?: Maybe<Scalars['Boolean']['output']>;
  readonly hasInterphone?: Maybe<Scalars['Boolean']['output']>;
  readonly hasJacuzzi?: Maybe<Scalars['Boolean']['output']>;
  readonly hasLand?: Maybe<Scalars['Boolean']['output']>;
  readonly hasLift?: Maybe<Scalars['Boolean']['output']>;
  readonly hasMezzanine?: Maybe<Scalars['Boolean']['output']>;
  readonly hasParking?: Maybe<Scalars['Boolean']['output']>;
  readonly hasPool?: Maybe<Scalars['Boolean']['output']>;
  readonly hasTerrace?: Maybe<Scalars['Boolean']['output']>;
  /** It is overlooked. */
  readonly hasVisAVis?: Maybe<Scalars['Boolean']['output']>;
  readonly isPeaceful?: Maybe<Scalars['Boolean']['output']>;
};

/** What is paid beside the price. */
export type Charges = {
  readonly __typename?: 'Charges';
  /** *Complément de loyer*: what exceeds the capped rent. */
  readonly monthlyRentSupplement?: Maybe<Money>;
  /** Of the co-ownership (*charges de copropriété*). */
  readonly yearlyCondominiumFees?: Maybe<Money>;
  readonly yearlyElectricityFees?: Maybe<Money>;
  readonly yearlyHeatingFees?: Maybe<Money>;
  /** *Taxe foncière* or the like, as the advert gives it. */
  readonly yearlyHousingTax?: Maybe<Money>;
  /** *Taxe d'habitation* or the like, as the advert gives it. */
  readonly yearlyLivingTax?: Maybe<Money>;
  readonly yearlyRentalFees?: Maybe<Money>;
};

/** The energy label: DPE (`epcEnergy…`) and GES (`epcClimate…`). */
export type Climate = {
  readonly __typename?: 'Climate';
  /** The GES letter. */
  readonly epcClimate?: Maybe<EnergyGrade>;
  readonly epcClimateDate?: Maybe<Scalars['DateTime']['output']>;
  /** kg of CO₂ a m² and year. */
  readonly epcClimateScore?: Maybe<Scalars['Float']['output']>;
  /** The DPE letter. */
  readonly epcEnergy?: Maybe<EnergyGrade>;
  readonly epcEnergyDate?: Maybe<Scalars['DateTime']['output']>;
  /** kWh of primary energy a m² and year. */
  readonly epcEnergyScore?: Maybe<Scalars['Float']['output']>;
};

export type ComparisonOperator =
  | 'AT_LEAST'
  | 'AT_MOST'
  | 'EQUAL';

export type ConstructionMaterial =
  | 'ADOBE'
  | 'ALUMINIUM'
  | 'BRICK'
  | 'CINDER_BLOCK'
  | 'COATING'
  | 'CONCRETE'
  | 'HALF_TIMBERED'
  | 'MARBLE'
  | 'PREFABRICATED'
  | 'PVC'
  | 'STEEL'
  | 'STONE'
  | 'UNKNOWN'
  | 'WOODEN';

/** Personal data of the person in charge of an advert. */
export type Contact = {
  readonly __typename?: 'Contact';
  readonly email?: Maybe<Scalars['String']['output']>;
  readonly firstName?: Maybe<Scalars['String']['output']>;
  readonly lastName?: Maybe<Scalars['String']['output']>;
  readonly phoneNumber?: Maybe<Scalars['String']['output']>;
  readonly pseudonym?: Maybe<Scalars['String']['output']>;
};

/** WGS 84, decimal degrees. */
export type Coordinates = {
  readonly __typename?: 'Coordinates';
  readonly latitude: Scalars['Float']['output'];
  readonly longitude: Scalars['Float']['output'];
};

/** Times are UTC; free text and contact need `requests:personal` to be read back. */
export type CreateBuyerRequestInput = {
  readonly agencyId: Scalars['ID']['input'];
  /** A repeat with the same id and the same input answers with the first result, for 48 hours; with another it is refused. */
  readonly clientMutationId: Scalars['String']['input'];
  readonly comment?: InputMaybe<Scalars['String']['input']>;
  readonly contactId: Scalars['ID']['input'];
  /** ISO 3166: `FR`. */
  readonly countryCode: Scalars['String']['input'];
  readonly freeCriteria?: InputMaybe<Scalars['String']['input']>;
  readonly isActive?: InputMaybe<Scalars['Boolean']['input']>;
  /** As an agent would write them: "Antibes", "Paris 7ème". */
  readonly locations?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Per cent. */
  readonly margin?: InputMaybe<Scalars['Float']['input']>;
  /** m². */
  readonly maxArea?: InputMaybe<Scalars['Float']['input']>;
  readonly maxPrice?: InputMaybe<Scalars['Float']['input']>;
  /** m². */
  readonly minArea?: InputMaybe<Scalars['Float']['input']>;
  readonly minBedrooms?: InputMaybe<Scalars['Int']['input']>;
  readonly minPrice?: InputMaybe<Scalars['Float']['input']>;
  readonly offerType: OfferType;
  readonly propertyClasses?: InputMaybe<ReadonlyArray<PropertyClass>>;
  readonly rooms?: InputMaybe<RoomsCriterionInput>;
  readonly userId: Scalars['ID']['input'];
};

/** One of the agency's own listings, as its software scored it for this request. */
export type Crossing = {
  readonly __typename?: 'Crossing';
  /**
   * The listing itself; `null` where the agency no longer has it, or has had it for less than an hour. All of an agency's
   * listings cost one call of Apimo for each thousand, the first time; after an hour, what changed since costs one more.
   */
  readonly agencyProperty?: Maybe<AgencyProperty>;
  /** Apimo's number of the listing; not a Fluximmo identifier. */
  readonly agencyPropertyId: Scalars['ID']['output'];
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /**
   * The same listing by the rules that adverts are matched by, so that the two scores can be compared. What the agency hides
   * is unknown to it too. `null` where the listing is not at hand, or is offered otherwise or of another class than asked:
   * then there is nothing to score.
   */
  readonly match?: Maybe<CrossingMatch>;
  /** 0 to 100, by Apimo. */
  readonly score: Scalars['Int']['output'];
  readonly step: CrossingStep;
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
};

export type CrossingConnection = {
  readonly __typename?: 'CrossingConnection';
  readonly edges: ReadonlyArray<CrossingEdge>;
  readonly nodes: ReadonlyArray<Maybe<Crossing>>;
  readonly pageInfo: PageInfo;
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

export type CrossingEdge = {
  readonly __typename?: 'CrossingEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<Crossing>;
};

export type CrossingMatch = {
  readonly __typename?: 'CrossingMatch';
  /** Why: one entry a criterion; their points add up to the score. */
  readonly criteria: ReadonlyArray<MatchCriterion>;
  /** 0 to 100, by this graph. */
  readonly score: Scalars['Int']['output'];
};

export type CrossingStep =
  | 'NOT_SUGGESTED'
  | 'SUGGESTED'
  | 'TO_SUGGEST';

/** Both bounds are inclusive; a bound left out does not limit. */
export type DateTimeRange = {
  readonly max?: InputMaybe<Scalars['DateTime']['input']>;
  readonly min?: InputMaybe<Scalars['DateTime']['input']>;
};

export type DealType =
  | 'RENT'
  | 'SALE';

export type DimexAtticType =
  /** Room to store things under the roof. */
  | 'ATTIC'
  /** Room under the roof that could be made habitable. */
  | 'CONVERTIBLE_ATTIC'
  | 'NONE';

export type DimexBuildingMaterial =
  | 'BRICK'
  | 'CONCRETE'
  | 'EARTH'
  | 'OTHER';

export type DimexCellarType =
  /** A whole floor below ground. */
  | 'BASEMENT'
  | 'CELLAR'
  | 'NONE'
  /** A place to store things, on the level of the home. */
  | 'STOREROOM';

export type DimexFlatType =
  /** On two floors. */
  | 'DUPLEX'
  | 'STANDARD'
  /** One room with a corner to cook in. */
  | 'STUDETTE'
  /** One room with kitchen and bathroom. */
  | 'STUDIO'
  /** On three floors. */
  | 'TRIPLEX';

export type DimexGlazingType =
  | 'DOUBLE'
  | 'OTHER'
  | 'TRIPLE';

export type DimexHouseType =
  /** Of wood, in the country or the mountains. */
  | 'CHALET'
  /** An old house in the country. */
  | 'COUNTRY_HOUSE'
  /** Free-standing, built after 1949. */
  | 'DETACHED_HOUSE'
  /** A castle or manor from before 1850. */
  | 'ESTATE'
  | 'FARM'
  /** A fine old house of stone, in the country. */
  | 'MASTERS_HOUSE'
  | 'OTHER'
  /** A mansion in town, from former times. */
  | 'TOWN_HOUSE'
  /** A stately house of recent times. */
  | 'VILLA'
  /** Several floors on a street, with little land. */
  | 'VILLAGE_HOUSE';

/** A valuation by Dimex (API Estimation de Bien). */
export type DimexValuation = Sourced & Valuation & {
  readonly __typename?: 'DimexValuation';
  /** The address as Dimex understood it. */
  readonly address?: Maybe<Scalars['String']['output']>;
  readonly computedAt: Scalars['DateTime']['output'];
  readonly confidence: ValuationConfidence;
  readonly coordinates?: Maybe<Coordinates>;
  readonly dealType: DealType;
  /** As `computedAt`: a valuation is kept as it was given. */
  readonly fetchedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly inputs: ReadonlyArray<ValuationInputValue>;
  /** Never: a valuation is for its day. */
  readonly isStale?: Maybe<Scalars['Boolean']['output']>;
  /** The commune or municipal arrondissement where Dimex placed it. */
  readonly macroLocation?: Maybe<MacroLocation>;
  /** 1 (poor) to 5 (good), against the rest of the commune. */
  readonly microLocationScore?: Maybe<Scalars['Float']['output']>;
  /** The statistical model, named for the half-year it was made from: `2026Q2`. */
  readonly model: Scalars['String']['output'];
  readonly provider: ValuationProvider;
  readonly range: MoneyRange;
  /** How much it resembles what the model knows; an atypical property is valued less reliably. */
  readonly typicality?: Maybe<Typicality>;
  readonly valuationDate: Scalars['Date']['output'];
  readonly value: Money;
};

/** A letter of the French DPE (energy) or GES (greenhouse gas) label; NOT_CONCERNED where the law asks for none. */
export type EnergyGrade =
  | 'A'
  | 'B'
  | 'C'
  | 'D'
  | 'E'
  | 'F'
  | 'G'
  | 'NOT_CONCERNED'
  | 'UNKNOWN';

export type Exposure =
  | 'EAST'
  | 'NORTH'
  | 'NORTH_EAST'
  | 'NORTH_WEST'
  | 'SOUTH'
  | 'SOUTH_EAST'
  | 'SOUTH_WEST'
  | 'UNKNOWN'
  | 'WEST';

export type Features = {
  readonly __typename?: 'Features';
  readonly constructionMaterials?: Maybe<ReadonlyArray<ConstructionMaterial>>;
  readonly exposure?: Maybe<Exposure>;
  readonly furniture?: Maybe<Furniture>;
  readonly glazingTypes?: Maybe<ReadonlyArray<GlazingType>>;
  /** It is open to two opposite sides. */
  readonly hasThroughExposure?: Maybe<Scalars['Boolean']['output']>;
  /** The floor it is on; 0 is the ground floor. */
  readonly propertyFloor?: Maybe<Scalars['Int']['output']>;
  /** Floors of the building. */
  readonly propertyTotalFloor?: Maybe<Scalars['Int']['output']>;
  readonly viewOns?: Maybe<ReadonlyArray<ViewOn>>;
  readonly viewTypes?: Maybe<ReadonlyArray<ViewType>>;
};

/** Both bounds are inclusive; a bound left out does not limit. */
export type FloatRange = {
  readonly max?: InputMaybe<Scalars['Float']['input']>;
  readonly min?: InputMaybe<Scalars['Float']['input']>;
};

export type Furniture =
  | 'FULLY_FURNISHED'
  | 'PARTIALLY_FURNISHED'
  | 'UNFURNISHED'
  | 'UNKNOWN';

export type GeneralCondition =
  | 'BRAND_NEW'
  | 'DECREPIT'
  | 'EXCELLENT'
  | 'GOOD'
  | 'RENOVATED'
  | 'TO_BE_BUILT'
  | 'TO_BE_REFRESHED'
  | 'TO_BE_RENOVATED'
  | 'UNKNOWN';

export type GlazingType =
  | 'DOUBLE'
  | 'SIMPLE'
  | 'TRIPLE'
  | 'UNKNOWN';

/** What one lives in: rooms, areas, energy label, condition, equipment. */
export type Habitation = {
  readonly __typename?: 'Habitation';
  readonly bathroomCount?: Maybe<Scalars['Int']['output']>;
  readonly bedroomCount?: Maybe<Scalars['Int']['output']>;
  readonly characteristics?: Maybe<Characteristics>;
  readonly climate?: Maybe<Climate>;
  readonly features?: Maybe<Features>;
  /** How the heat is given off. */
  readonly heatTypeDetails?: Maybe<ReadonlyArray<HeatTypeDetail>>;
  /** Whose heating it is. */
  readonly heatTypes?: Maybe<ReadonlyArray<HeatType>>;
  /** What it is heated with. */
  readonly heatings?: Maybe<ReadonlyArray<Heating>>;
  readonly propertyCondition?: Maybe<PropertyCondition>;
  /** Main rooms (*pièces*): living room and bedrooms, without kitchen and bathrooms. */
  readonly roomCount?: Maybe<Scalars['Int']['output']>;
  readonly surface?: Maybe<Surface>;
  /** How portals name it; at times several at once. */
  readonly type?: Maybe<ReadonlyArray<HabitationType>>;
  readonly wcCount?: Maybe<Scalars['Int']['output']>;
};

/** How portals name a home: flats by their number of rooms (T3 has three), houses by their build. */
export type HabitationType =
  | 'ANCIENT'
  /** A country house of the south. */
  | 'BASTIDE'
  | 'BOURGEOIS'
  | 'BUNGALOW'
  | 'CASTLE'
  | 'CHALET'
  | 'CONTEMPORARY'
  | 'DUPLEX'
  | 'FARM'
  | 'HERITAGE_LISTED'
  | 'INDIVIDUAL'
  | 'LOFT'
  | 'MANOR'
  /** A farmhouse of the south. */
  | 'MAS'
  | 'ONE_SIDE_TERRACED'
  | 'OTHER_APARTMENT_TYPE'
  | 'SINGLE_STOREY'
  | 'STUDIO'
  | 'T1'
  | 'T1_T2'
  | 'T2'
  | 'T2_T3'
  | 'T3'
  | 'T3_4'
  | 'T4'
  | 'T4_5'
  | 'T5_MORE'
  | 'TRADITIONAL'
  | 'TWO_SIDE_TERRACED'
  | 'UNKNOWN'
  | 'VILLA';

export type HeatType =
  | 'CISTERN'
  /** District heating. */
  | 'CITY'
  | 'INDIVIDUAL'
  | 'MIX'
  | 'SHARED'
  | 'UNKNOWN';

export type HeatTypeDetail =
  | 'AIR_CON'
  | 'CEILING'
  | 'CONVECTOR'
  | 'FIREPLACE'
  | 'FLOOR'
  | 'INSERT'
  | 'RADIANTS_TUBES'
  | 'RADIATOR'
  | 'REVERSIBLE_AIR_CON'
  | 'SHEATHS'
  | 'UNKNOWN';

export type Heating =
  | 'BIOMASS'
  | 'CANADIAN_WELL'
  | 'COAL'
  | 'ELECTRICAL'
  | 'FUEL_OIL'
  | 'GAS'
  | 'GEOTHERMAL'
  | 'HEAT_PUMP'
  | 'PELLET'
  | 'SOLAR'
  | 'UNKNOWN'
  | 'WOOD';

/** A photograph. The hashes are perceptual fingerprints: alike for alike pictures. */
export type Image = {
  readonly __typename?: 'Image';
  readonly colorHash?: Maybe<Scalars['String']['output']>;
  readonly differenceHash?: Maybe<Scalars['String']['output']>;
  readonly gaussianHash?: Maybe<Scalars['String']['output']>;
  readonly imageId?: Maybe<Scalars['ID']['output']>;
  readonly meanHash?: Maybe<Scalars['String']['output']>;
  readonly perceptualHash?: Maybe<Scalars['String']['output']>;
  readonly url?: Maybe<Scalars['URL']['output']>;
};

/** ADVERT, PROPERTY: read from it. OVERRIDE: given by the client. DERIVED: computed from what was read. DEFAULT: a documented assumption. */
export type InputOrigin =
  | 'ADVERT'
  | 'DEFAULT'
  | 'DERIVED'
  | 'OVERRIDE'
  | 'PROPERTY';

/** Both bounds are inclusive; a bound left out does not limit. */
export type IntRange = {
  readonly max?: InputMaybe<Scalars['Int']['input']>;
  readonly min?: InputMaybe<Scalars['Int']['input']>;
};

export type InteriorCondition =
  | 'BRAND_NEW'
  | 'EXCELLENT'
  | 'GOOD_CONDITION'
  | 'MAJOR_WORKS_TO_BE_PLANNED'
  | 'SMALL_WORKS_TO_BE_PLANNED'
  | 'TO_BE_RENOVATED'
  | 'TO_REFRESH'
  | 'UNKNOWN';

/** The plot, of a house or on its own. Areas in m². */
export type Land = {
  readonly __typename?: 'Land';
  readonly canConstruct?: Maybe<Scalars['Boolean']['output']>;
  readonly hasBuildingPermit?: Maybe<Scalars['Boolean']['output']>;
  readonly hasElectricity?: Maybe<Scalars['Boolean']['output']>;
  readonly hasTelecom?: Maybe<Scalars['Boolean']['output']>;
  readonly hasWater?: Maybe<Scalars['Boolean']['output']>;
  /** Water, electricity and roads are laid. */
  readonly isServiced?: Maybe<Scalars['Boolean']['output']>;
  readonly surface?: Maybe<Scalars['Float']['output']>;
  readonly surfaceConstructable?: Maybe<Scalars['Float']['output']>;
  readonly type?: Maybe<LandType>;
};

export type LandType =
  | 'AGRICULTURAL'
  | 'BUILDING_PLOT'
  | 'FOREST'
  | 'INDUSTRIAL'
  | 'POND'
  | 'UNKNOWN'
  | 'VINEYARD';

/** Where it lies, as Fluximmo tells it. */
export type Location = {
  readonly __typename?: 'Location';
  /** The town's name as the source writes it, at times in capitals. */
  readonly city?: Maybe<Scalars['String']['output']>;
  /** Of the town's centre. */
  readonly cityCoordinates?: Maybe<Coordinates>;
  /** Of the property itself where known, though it may be imprecise; else of the town's centre. */
  readonly coordinates?: Maybe<Coordinates>;
  /** The number of the département: `06`, `2A`, `974`. */
  readonly department?: Maybe<Scalars['String']['output']>;
  /** The INSEE code of the commune, or of the municipal arrondissement in Paris, Lyon and Marseille. Never a postal code. */
  readonly inseeCode?: Maybe<Scalars['String']['output']>;
  /** The INSEE code of the neighbourhood (IRIS), nine characters. */
  readonly irisCode?: Maybe<Scalars['String']['output']>;
  /** Five characters. One postal code can serve many communes: to join with statistics use `inseeCode`. */
  readonly postalCode?: Maybe<Scalars['String']['output']>;
};

/** EXACT: one commune. AMBIGUOUS: several communes bear the name. UNRESOLVED: none does. */
export type LocationResolution =
  | 'AMBIGUOUS'
  | 'EXACT'
  | 'UNRESOLVED';

export type MacroLocation = {
  readonly __typename?: 'MacroLocation';
  /** `null` in Corsica, whose codes Dimex cannot write. */
  readonly inseeCode?: Maybe<Scalars['String']['output']>;
  readonly name?: Maybe<Scalars['String']['output']>;
};

/** One thing that the buyer asked for, what is offered, and how well they meet. What was not asked for has no entry. */
export type MatchCriterion = {
  readonly __typename?: 'MatchCriterion';
  readonly kind: MatchCriterionKind;
  /** In words: `415,000 €`; `null` where the advert does not say. */
  readonly offered?: Maybe<Scalars['String']['output']>;
  readonly outOf: Scalars['Float']['output'];
  readonly outcome: MatchOutcome;
  readonly points: Scalars['Float']['output'];
  /** In words: `≤ 400,000 € (+10 %)`. */
  readonly requested: Scalars['String']['output'];
};

export type MatchCriterionKind =
  | 'AREA'
  | 'BEDROOMS'
  | 'CONDITION'
  | 'FLOOR'
  | 'LOCATION'
  | 'OFFER_TYPE'
  | 'OUTDOOR_SPACE'
  | 'PRICE'
  | 'PROPERTY_CLASS'
  | 'ROOMS'
  | 'SERVICES'
  | 'STANDING'
  | 'VIEW';

/** UNKNOWN: the advert does not say. */
export type MatchOutcome =
  | 'MET'
  | 'UNKNOWN'
  | 'UNMET'
  | 'WITHIN_MARGIN';

/**
 * What the active buyers of some agencies say of one home, in numbers. A home that they do not look for at all (another
 * offer, another kind of property) tells nothing of it.
 */
export type MatchSummary = {
  readonly __typename?: 'MatchSummary';
  /** How many at least 60, those of 80 included. */
  readonly atLeast60: Scalars['Int']['output'];
  /** How many buyers it scores at least 80 with, of 100. */
  readonly atLeast80: Scalars['Int']['output'];
  /** The criterion that most often fails with the buyers who look where it is; `null` where none does. */
  readonly mostOftenUnmet?: Maybe<UnmetCriterion>;
  /**
   * What a lower price would bring, from the highest to the lowest: up to three prices, at most a fifth below, that win
   * most buyers for what is given up. Empty where no price is told or none wins any.
   */
  readonly priceSteps: ReadonlyArray<PriceStep>;
};

export type Medias = {
  readonly __typename?: 'Medias';
  readonly images?: Maybe<ReadonlyArray<Image>>;
  /** Addresses of virtual visits. */
  readonly virtualVisitExternalUrl?: Maybe<ReadonlyArray<Scalars['URL']['output']>>;
};

/** An amount of money, in whole units of its currency (euros, not cents). */
export type Money = {
  readonly __typename?: 'Money';
  readonly amount: Scalars['Float']['output'];
  readonly currency: Scalars['CurrencyCode']['output'];
};

/** A bound is `null` where the source does not give it. */
export type MoneyRange = {
  readonly __typename?: 'MoneyRange';
  readonly lower?: Maybe<Money>;
  readonly upper?: Maybe<Money>;
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Writes a new request into the agency's Apimo account and answers with it as Apimo then reads. */
  readonly createBuyerRequest?: Maybe<BuyerRequestPayload>;
  /**
   * Changes a request in the agency's Apimo account and answers with it as Apimo then reads. What is not named stays as it
   * is: a request with wishes that Apimo takes in no written form (sizes of outdoor areas, quarters) is not changed, and
   * `UPSTREAM_REFUSED` names them.
   */
  readonly updateBuyerRequest?: Maybe<BuyerRequestPayload>;
};


export type MutationCreateBuyerRequestArgs = {
  input: CreateBuyerRequestInput;
};


export type MutationUpdateBuyerRequestArgs = {
  input: UpdateBuyerRequestInput;
};

/** A circle on the map. */
export type NearInput = {
  /** Radius in kilometres, above 0. */
  readonly distanceKm: Scalars['Float']['input'];
  readonly latitude: Scalars['Float']['input'];
  readonly longitude: Scalars['Float']['input'];
};

/** A record that can be asked for again by its `id` alone, through `Query.node`. */
export type Node = {
  /** Opaque and stable: good as a cache key of a client, and for `Query.node`. It says nothing else. */
  readonly id: Scalars['ID']['output'];
};

/** What is offered, and on which terms. */
export type Offer = {
  readonly __typename?: 'Offer';
  /** It is sold with someone living in it. */
  readonly isCurrentlyOccupied?: Maybe<Scalars['Boolean']['output']>;
  /** The terms of a letting; `null` for a sale. */
  readonly renting?: Maybe<RentingContract>;
  readonly type?: Maybe<OfferType>;
};

export type OfferType =
  | 'AUCTION'
  /** A business is taken over with its premises. */
  | 'BUSINESS_TAKE_OVER'
  /** An ordinary sale. */
  | 'BUY'
  /** A holiday letting. */
  | 'HOLIDAYS'
  | 'LEASE_BACK'
  /** A French *viager*: sold against a life annuity. */
  | 'LIFE_ANNUITY_SALE'
  | 'RENT'
  | 'UNKNOWN';

export type OrderDirection =
  | 'ASC'
  | 'DESC';

/** Which part of a connection this is (Relay cursor connections). Connections here read forward. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** Give it as `after` to read on. It stays good across restarts of the server. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  /** More follows after `endCursor`. Some sources tell only by being asked: then the next page may turn out empty. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Whether this page starts after a cursor. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  readonly startCursor?: Maybe<Scalars['String']['output']>;
};

export type Parking = {
  readonly __typename?: 'Parking';
  /** How many spaces there are. */
  readonly count?: Maybe<Scalars['Int']['output']>;
  /** How many cars fit. */
  readonly numberOfCars?: Maybe<Scalars['Int']['output']>;
  /** m². */
  readonly surface?: Maybe<Scalars['Float']['output']>;
  readonly type?: Maybe<ParkingType>;
};

export type ParkingType =
  | 'GARAGE'
  | 'PARKING'
  | 'UNKNOWN';

export type PriceBand =
  | 'ABOVE_CONFIDENCE'
  | 'BELOW_CONFIDENCE'
  /** Beyond the limits, on either side. */
  | 'OUTSIDE_LIMITS'
  | 'WITHIN_CONFIDENCE';

export type PriceCriterion = {
  readonly __typename?: 'PriceCriterion';
  readonly currency: Scalars['CurrencyCode']['output'];
  readonly max?: Maybe<Scalars['Float']['output']>;
  readonly min?: Maybe<Scalars['Float']['output']>;
};

/** What state a part of the home is in. */
export type PriceHubbleCondition =
  /** New, or renovated not long ago. */
  | 'NEW_OR_RENOVATED'
  | 'RENOVATION_NEEDED'
  | 'WELL_MAINTAINED';

/** How good a part of the home is by what it is made of. */
export type PriceHubbleQuality =
  | 'HIGH_QUALITY'
  | 'LUXURY'
  | 'NORMAL'
  | 'SIMPLE';

/** NORMAL to STUDIO are flats, DETACHED to FARM are houses. */
export type PriceHubbleSubtype =
  /** Under the roof. */
  | 'ATTIC'
  | 'DETACHED'
  | 'FARM'
  /** On more than one floor. */
  | 'MAISONETTE'
  | 'NORMAL'
  | 'PENTHOUSE'
  /** The last of a row. */
  | 'ROW_CORNER'
  /** Between two others of a row. */
  | 'ROW_MIDDLE'
  | 'SEMI_DETACHED'
  | 'STUDIO'
  /** On a slope, each floor set back from the one below. */
  | 'TERRACED';

/** A valuation by PriceHubble. */
export type PriceHubbleValuation = Sourced & Valuation & {
  readonly __typename?: 'PriceHubbleValuation';
  readonly computedAt: Scalars['DateTime']['output'];
  readonly confidence: ValuationConfidence;
  readonly coordinates?: Maybe<Coordinates>;
  readonly dealType: DealType;
  /** As `computedAt`: a valuation is kept as it was given. */
  readonly fetchedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly inputs: ReadonlyArray<ValuationInputValue>;
  /** Never: a valuation is for its day. */
  readonly isStale?: Maybe<Scalars['Boolean']['output']>;
  /** 0 to 1; in Switzerland only. */
  readonly locationScore?: Maybe<Scalars['Float']['output']>;
  /** Monthly, without charges; `null` for a sale, and where PriceHubble does not give it. */
  readonly netRent?: Maybe<Money>;
  readonly netRentRange?: Maybe<MoneyRange>;
  readonly provider: ValuationProvider;
  readonly range: MoneyRange;
  readonly valuationDate: Scalars['Date']['output'];
  readonly value: Money;
};

/** Where the asking price per m² stands in its zone. */
export type PricePosition = {
  readonly __typename?: 'PricePosition';
  readonly askingPricePerArea: Money;
  readonly band: PriceBand;
  /** asking ÷ median − 1, so 0.1 is ten per cent above the zone. */
  readonly deviation: Scalars['Float']['output'];
  readonly medianPricePerArea: Money;
};

/** At this price, so many more buyers would score so much; those that it loses are taken off. */
export type PriceStep = {
  readonly __typename?: 'PriceStep';
  readonly moreAtLeast60: Scalars['Int']['output'];
  readonly moreAtLeast80: Scalars['Int']['output'];
  readonly price: Money;
};

/** In per cent: −5 is five per cent down. The absolute forms carry no sign. */
export type PriceVariation = {
  readonly __typename?: 'PriceVariation';
  readonly absoluteSinceLastModified?: Maybe<Scalars['Float']['output']>;
  readonly absoluteSincePublished?: Maybe<Scalars['Float']['output']>;
  readonly sinceLastModified?: Maybe<Scalars['Float']['output']>;
  readonly sincePublished?: Maybe<Scalars['Float']['output']>;
};

/** How the price is to be read: once, or each month. */
export type Pricing =
  | 'MONTHLY'
  | 'ONE_OFF';

/**
 * A real-estate asset, de-duplicated: what its adverts on all portals say of it, consolidated by Fluximmo. It changes as
 * adverts come and go.
 */
export type Property = Node & Sourced & {
  readonly __typename?: 'Property';
  /**
   * Its adverts on all portals. Asking no more of each than title, description, source, seller, prices, medias, the seen
   * dates and the online, professional, exclusive and anomaly flags needs no further call to Fluximmo.
   */
  readonly adverts?: Maybe<AdvertConnection>;
  /** By default that of the first advert. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** When it was read from Fluximmo. */
  readonly fetchedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly firstSeenAt?: Maybe<Scalars['DateTime']['output']>;
  /** Fluximmo's identifier. */
  readonly flxId: Scalars['ID']['output'];
  /** `null` for land, parking and the like. */
  readonly habitation?: Maybe<Habitation>;
  /** Fluximmo found something in it that does not fit together. */
  readonly hasAnomaly?: Maybe<Scalars['Boolean']['output']>;
  readonly id: Scalars['ID']['output'];
  /** The price of its first advert. */
  readonly initialPrice?: Maybe<Money>;
  readonly isAuction?: Maybe<Scalars['Boolean']['output']>;
  /** At least one advert can be seen now. */
  readonly isOnline?: Maybe<Scalars['Boolean']['output']>;
  /** It is older than it should be, because Fluximmo did not answer, or is being asked again right now. */
  readonly isStale?: Maybe<Scalars['Boolean']['output']>;
  readonly isUrgent?: Maybe<Scalars['Boolean']['output']>;
  readonly land?: Maybe<Land>;
  readonly lastPublishedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly lastSeenAt?: Maybe<Scalars['DateTime']['output']>;
  readonly lastUpdatedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The price of its latest advert. */
  readonly latestPrice?: Maybe<Money>;
  readonly location?: Maybe<Location>;
  /** How many buyers want it, and what would win more; see `Advert.matchSummary`. */
  readonly matchSummary?: Maybe<MatchSummary>;
  /** The buyers who would want it, the best match first; see `Advert.matchingBuyerRequests`. */
  readonly matchingBuyerRequests?: Maybe<BuyerRequestMatchConnection>;
  /** Those of all its adverts. */
  readonly medias?: Maybe<Medias>;
  readonly offer?: Maybe<Offer>;
  readonly parking?: Maybe<Parking>;
  /** The latest price for each m². */
  readonly pricePerArea?: Maybe<Money>;
  /** Where its latest price per m² stands among those; `null` where one of the two is not known. */
  readonly pricePosition?: Maybe<PricePosition>;
  readonly priceVariation?: Maybe<PriceVariation>;
  readonly propertyClass?: Maybe<PropertyClass>;
  /** Properties on the market that resemble it, as Fluximmo finds them. `first` is at most 100. */
  readonly similarProperties?: Maybe<ReadonlyArray<Property>>;
  readonly tags?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** By default that of the first advert. */
  readonly title?: Maybe<Scalars['String']['output']>;
  /** When its last advert went offline; `null` while one is online. */
  readonly totallyOfflineAt?: Maybe<Scalars['DateTime']['output']>;
  /**
   * What it is worth. `dealType` defaults to what the offer is: RENT for a letting, else SALE; `date` to today. Values
   * come from `overrides` first, then the property. A Dimex estimation costs money: ask `valuationQuote` first.
   */
  readonly valuation?: Maybe<Valuation>;
  /** Both providers and the latest price, side by side. */
  readonly valuationComparison?: Maybe<ValuationComparison>;
  /** What a valuation would use, what it lacks and what it would cost. Calls no valuation provider. */
  readonly valuationQuote?: Maybe<ValuationQuote>;
  /** The same property on several dates, in the order asked. */
  readonly valuations?: Maybe<ReadonlyArray<Maybe<Valuation>>>;
  /** The deposit of a letting. */
  readonly warrantyDeposit?: Maybe<Money>;
  /** Prices per m² of its commune, class and offer; `null` where it lacks one of the three, or there is no data. */
  readonly zoneStatistics?: Maybe<ZoneStatistics>;
};


/**
 * A real-estate asset, de-duplicated: what its adverts on all portals say of it, consolidated by Fluximmo. It changes as
 * adverts come and go.
 */
export type PropertyAdvertsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  isOnline?: InputMaybe<Scalars['Boolean']['input']>;
};


/**
 * A real-estate asset, de-duplicated: what its adverts on all portals say of it, consolidated by Fluximmo. It changes as
 * adverts come and go.
 */
export type PropertyMatchSummaryArgs = {
  agencyIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};


/**
 * A real-estate asset, de-duplicated: what its adverts on all portals say of it, consolidated by Fluximmo. It changes as
 * adverts come and go.
 */
export type PropertyMatchingBuyerRequestsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  agencyIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  minScore?: Scalars['Int']['input'];
};


/**
 * A real-estate asset, de-duplicated: what its adverts on all portals say of it, consolidated by Fluximmo. It changes as
 * adverts come and go.
 */
export type PropertySimilarPropertiesArgs = {
  first?: Scalars['Int']['input'];
};


/**
 * A real-estate asset, de-duplicated: what its adverts on all portals say of it, consolidated by Fluximmo. It changes as
 * adverts come and go.
 */
export type PropertyValuationArgs = {
  date?: InputMaybe<Scalars['Date']['input']>;
  dealType?: InputMaybe<DealType>;
  overrides?: InputMaybe<ValuationSubjectInput>;
  provider: ValuationProvider;
};


/**
 * A real-estate asset, de-duplicated: what its adverts on all portals say of it, consolidated by Fluximmo. It changes as
 * adverts come and go.
 */
export type PropertyValuationComparisonArgs = {
  date?: InputMaybe<Scalars['Date']['input']>;
  overrides?: InputMaybe<ValuationSubjectInput>;
};


/**
 * A real-estate asset, de-duplicated: what its adverts on all portals say of it, consolidated by Fluximmo. It changes as
 * adverts come and go.
 */
export type PropertyValuationQuoteArgs = {
  date?: InputMaybe<Scalars['Date']['input']>;
  dealType?: InputMaybe<DealType>;
  overrides?: InputMaybe<ValuationSubjectInput>;
  provider: ValuationProvider;
};


/**
 * A real-estate asset, de-duplicated: what its adverts on all portals say of it, consolidated by Fluximmo. It changes as
 * adverts come and go.
 */
export type PropertyValuationsArgs = {
  dates: ReadonlyArray<Scalars['Date']['input']>;
  dealType?: InputMaybe<DealType>;
  overrides?: InputMaybe<ValuationSubjectInput>;
  provider: ValuationProvider;
};

/** What kind of real estate it is. */
export type PropertyClass =
  /** A whole building. */
  | 'BUILDING'
  | 'FLAT'
  | 'HOUSE'
  | 'LAND'
  | 'OFFICE'
  | 'OTHER'
  | 'PARKING'
  /** Business premises: workshop, warehouse. */
  | 'PREMISES'
  /** A new development, sold before or while it is built. */
  | 'PROGRAM'
  /** A single room in a shared home. */
  | 'ROOM'
  | 'SHOP'
  | 'UNKNOWN';

export type PropertyCondition = {
  readonly __typename?: 'PropertyCondition';
  readonly constructionYear?: Maybe<Scalars['Int']['output']>;
  readonly generalConditions?: Maybe<ReadonlyArray<GeneralCondition>>;
  readonly interiorCondition?: Maybe<InteriorCondition>;
  readonly renovationYear?: Maybe<Scalars['Int']['output']>;
};

export type PropertyConnection = {
  readonly __typename?: 'PropertyConnection';
  readonly edges: ReadonlyArray<PropertyEdge>;
  /** The same properties without their cursors. One that the source sent in an unreadable form is `null`, with an error. */
  readonly nodes: ReadonlyArray<Maybe<Property>>;
  readonly pageInfo: PageInfo;
  /** How many there are in all; asked of the source only when you ask for it. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

export type PropertyEdge = {
  readonly __typename?: 'PropertyEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<Property>;
};

/** As `AdvertFilter`, on the consolidated property. */
export type PropertyFilter = {
  readonly bedroomCount?: InputMaybe<IntRange>;
  /** Two characters each: `06`, `2A`. */
  readonly departments?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Of the DPE. */
  readonly energyGrades?: InputMaybe<ReadonlyArray<EnergyGrade>>;
  readonly firstSeen?: InputMaybe<DateTimeRange>;
  /** Words that title or description should resemble. */
  readonly fullTexts?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** INSEE codes of communes or municipal arrondissements. They are not postal codes. */
  readonly inseeCodes?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly isOnline?: InputMaybe<Scalars['Boolean']['input']>;
  /** Words that must stand in title or description as they are. */
  readonly keywords?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** m². */
  readonly landArea?: InputMaybe<FloatRange>;
  readonly lastUpdated?: InputMaybe<DateTimeRange>;
  /** m². */
  readonly livingArea?: InputMaybe<FloatRange>;
  readonly offerTypes?: InputMaybe<ReadonlyArray<OfferType>>;
  readonly postalCodes?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Of the latest price, in euros; a month's rent for lettings. */
  readonly price?: InputMaybe<FloatRange>;
  readonly pricePerArea?: InputMaybe<FloatRange>;
  readonly propertyClasses?: InputMaybe<ReadonlyArray<PropertyClass>>;
  readonly roomCount?: InputMaybe<IntRange>;
};

export type PropertyOrder = {
  readonly direction: OrderDirection;
  readonly field: AdvertOrderField;
};

/**
 * immograph: French property data from Fluximmo, Dimex, PriceHubble and Apimo as one graph.
 *
 * Everything that comes from a vendor can be `null`: when the vendor does not know it, or, with an entry in `errors` that
 * names the vendor and says what to do, when it could not be read. One vendor's failure never takes its neighbours along.
 */
export type Query = {
  readonly __typename?: 'Query';
  /** One advert by Fluximmo's identifier; `null` where there is none. */
  readonly advert?: Maybe<Advert>;
  /** What a person holds is a portal's address: the advert behind it, or `null`. */
  readonly advertByUrl?: Maybe<Advert>;
  /**
   * Search among adverts; the newest first unless `orderBy` says otherwise. `first` is at most 500; Fluximmo is read in
   * pages of up to 100.
   */
  readonly adverts?: Maybe<AdvertConnection>;
  /** The agencies that you may see. */
  readonly agencies?: Maybe<ReadonlyArray<Agency>>;
  /** One of them; `null` where there is none, or none that you may see. */
  readonly agency?: Maybe<Agency>;
  /** One buyer's request; `null` where there is none, or none that you may see. */
  readonly buyerRequest?: Maybe<BuyerRequest>;
  /** Any record of this graph by its `id`; `null` where there is none, or none that you may see. */
  readonly node?: Maybe<Node>;
  /** Many at once, in the order asked; at most 500. An `id` without a record leaves `null` in its place. */
  readonly nodes: ReadonlyArray<Maybe<Node>>;
  /** Search among properties; the newest first unless `orderBy` says otherwise. `first` is at most 500. */
  readonly properties?: Maybe<PropertyConnection>;
  /** One property by Fluximmo's identifier; `null` where there is none. */
  readonly property?: Maybe<Property>;
  /** The property that a portal's page advertises, or `null`. */
  readonly propertyByUrl?: Maybe<Property>;
  /** A valuation of a property that you describe yourself; `date` defaults to today. */
  readonly valuation?: Maybe<Valuation>;
  /**
   * Valuations of many properties, each on every day: 500 at most (subjects × dates); `dates` defaults to today. Each entry
   * is valued or fails on its own. The same property on the same day is asked for once, however often it is named.
   *
   * A valuation that was had is kept: a client that sends the same batch again, after a deadline or a limit on spending,
   * gets what is there for nothing, and goes on with the rest. Ask until `pendingCount` is 0.
   */
  readonly valuationBatch?: Maybe<ValuationBatch>;
  /** Who is asking, and what they may do. */
  readonly viewer: Viewer;
  /** Prices per m² of any zone; `null` where Fluximmo has no data for it. */
  readonly zoneStatistics?: Maybe<ZoneStatistics>;
};


/**
 * immograph: French property data from Fluximmo, Dimex, PriceHubble and Apimo as one graph.
 *
 * Everything that comes from a vendor can be `null`: when the vendor does not know it, or, with an entry in `errors` that
 * names the vendor and says what to do, when it could not be read. One vendor's failure never takes its neighbours along.
 */
export type QueryAdvertArgs = {
  flxId: Scalars['ID']['input'];
};


/**
 * immograph: French property data from Fluximmo, Dimex, PriceHubble and Apimo as one graph.
 *
 * Everything that comes from a vendor can be `null`: when the vendor does not know it, or, with an entry in `errors` that
 * names the vendor and says what to do, when it could not be read. One vendor's failure never takes its neighbours along.
 */
export type QueryAdvertByUrlArgs = {
  url: Scalars['URL']['input'];
};


/**
 * immograph: French property data from Fluximmo, Dimex, PriceHubble and Apimo as one graph.
 *
 * Everything that comes from a vendor can be `null`: when the vendor does not know it, or, with an entry in `errors` that
 * names the vendor and says what to do, when it could not be read. One vendor's failure never takes its neighbours along.
 */
export type QueryAdvertsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AdvertFilter>;
  first?: Scalars['Int']['input'];
  orderBy?: InputMaybe<AdvertOrder>;
};


/**
 * immograph: French property data from Fluximmo, Dimex, PriceHubble and Apimo as one graph.
 *
 * Everything that comes from a vendor can be `null`: when the vendor does not know it, or, with an entry in `errors` that
 * names the vendor and says what to do, when it could not be read. One vendor's failure never takes its neighbours along.
 */
export type QueryAgencyArgs = {
  id: Scalars['ID']['input'];
};


/**
 * immograph: French property data from Fluximmo, Dimex, PriceHubble and Apimo as one graph.
 *
 * Everything that comes from a vendor can be `null`: when the vendor does not know it, or, with an entry in `errors` that
 * names the vendor and says what to do, when it could not be read. One vendor's failure never takes its neighbours along.
 */
export type QueryBuyerRequestArgs = {
  agencyId: Scalars['ID']['input'];
  requestId: Scalars['ID']['input'];
};


/**
 * immograph: French property data from Fluximmo, Dimex, PriceHubble and Apimo as one graph.
 *
 * Everything that comes from a vendor can be `null`: when the vendor does not know it, or, with an entry in `errors` that
 * names the vendor and says what to do, when it could not be read. One vendor's failure never takes its neighbours along.
 */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/**
 * immograph: French property data from Fluximmo, Dimex, PriceHubble and Apimo as one graph.
 *
 * Everything that comes from a vendor can be `null`: when the vendor does not know it, or, with an entry in `errors` that
 * names the vendor and says what to do, when it could not be read. One vendor's failure never takes its neighbours along.
 */
export type QueryNodesArgs = {
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/**
 * immograph: French property data from Fluximmo, Dimex, PriceHubble and Apimo as one graph.
 *
 * Everything that comes from a vendor can be `null`: when the vendor does not know it, or, with an entry in `errors` that
 * names the vendor and says what to do, when it could not be read. One vendor's failure never takes its neighbours along.
 */
export type QueryPropertiesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<PropertyFilter>;
  first?: Scalars['Int']['input'];
  orderBy?: InputMaybe<PropertyOrder>;
};


/**
 * immograph: French property data from Fluximmo, Dimex, PriceHubble and Apimo as one graph.
 *
 * Everything that comes from a vendor can be `null`: when the vendor does not know it, or, with an entry in `errors` that
 * names the vendor and says what to do, when it could not be read. One vendor's failure never takes its neighbours along.
 */
export type QueryPropertyArgs = {
  flxId: Scalars['ID']['input'];
};


/**
 * immograph: French property data from Fluximmo, Dimex, PriceHubble and Apimo as one graph.
 *
 * Everything that comes from a vendor can be `null`: when the vendor does not know it, or, with an entry in `errors` that
 * names the vendor and says what to do, when it could not be read. One vendor's failure never takes its neighbours along.
 */
export type QueryPropertyByUrlArgs = {
  url: Scalars['URL']['input'];
};


/**
 * immograph: French property data from Fluximmo, Dimex, PriceHubble and Apimo as one graph.
 *
 * Everything that comes from a vendor can be `null`: when the vendor does not know it, or, with an entry in `errors` that
 * names the vendor and says what to do, when it could not be read. One vendor's failure never takes its neighbours along.
 */
export type QueryValuationArgs = {
  date?: InputMaybe<Scalars['Date']['input']>;
  dealType?: DealType;
  provider: ValuationProvider;
  subject: ValuationSubjectInput;
};


/**
 * immograph: French property data from Fluximmo, Dimex, PriceHubble and Apimo as one graph.
 *
 * Everything that comes from a vendor can be `null`: when the vendor does not know it, or, with an entry in `errors` that
 * names the vendor and says what to do, when it could not be read. One vendor's failure never takes its neighbours along.
 */
export type QueryValuationBatchArgs = {
  dates?: InputMaybe<ReadonlyArray<Scalars['Date']['input']>>;
  dealType?: DealType;
  provider: ValuationProvider;
  subjects: ReadonlyArray<ValuationSubjectInput>;
};


/**
 * immograph: French property data from Fluximmo, Dimex, PriceHubble and Apimo as one graph.
 *
 * Everything that comes from a vendor can be `null`: when the vendor does not know it, or, with an entry in `errors` that
 * names the vendor and says what to do, when it could not be read. One vendor's failure never takes its neighbours along.
 */
export type QueryZoneStatisticsArgs = {
  zone: ZoneInput;
};

/** The bounds themselves are WITHIN. */
export type RangePosition =
  | 'ABOVE'
  | 'BELOW'
  | 'WITHIN';

export type RentingContract = {
  readonly __typename?: 'RentingContract';
  /** A flat share. */
  readonly isColocation?: Maybe<Scalars['Boolean']['output']>;
  /** Six months or more. */
  readonly isLongTerm?: Maybe<Scalars['Boolean']['output']>;
  /** Less than six months. */
  readonly isShortTerm?: Maybe<Scalars['Boolean']['output']>;
  readonly isSubLease?: Maybe<Scalars['Boolean']['output']>;
};

/** A place that the buyer would live in, and what it was understood to be. */
export type RequestedLocation = {
  readonly __typename?: 'RequestedLocation';
  /** Apimo's own number of the place; no register. */
  readonly cityId?: Maybe<Scalars['ID']['output']>;
  /** Where the name is that of a region or a département, and of no commune: its départements. */
  readonly departmentCodes: ReadonlyArray<Scalars['String']['output']>;
  /** A quarter of it that is wanted. Adverts do not name theirs, so that all of the commune is near, and none of it certain. */
  readonly district?: Maybe<Scalars['String']['output']>;
  /** Communes that the name can mean. A whole city stands for all of its arrondissements. */
  readonly inseeCodes: ReadonlyArray<Scalars['String']['output']>;
  /** As the agency wrote it. */
  readonly name: Scalars['String']['output'];
  readonly resolution: LocationResolution;
};

export type RoomsCriterion = {
  readonly __typename?: 'RoomsCriterion';
  readonly operator: ComparisonOperator;
  readonly value: Scalars['Float']['output'];
};

export type RoomsCriterionInput = {
  readonly operator: ComparisonOperator;
  readonly value: Scalars['Float']['input'];
};

export type Seller = {
  readonly __typename?: 'Seller';
  readonly flxId?: Maybe<Scalars['ID']['output']>;
  readonly name?: Maybe<Scalars['String']['output']>;
  /** The nine-digit number of a French company. */
  readonly siren?: Maybe<Scalars['String']['output']>;
  readonly type?: Maybe<SellerType>;
};

export type SellerType =
  | 'AGENCY'
  | 'NETWORK'
  | 'UNKNOWN';

/** What a vendor said, and when. Answers are remembered for a while. */
export type Sourced = {
  /** When it was read from the vendor. */
  readonly fetchedAt?: Maybe<Scalars['DateTime']['output']>;
  /** It is older than its kind is kept fresh for, because the vendor did not answer, or is being asked again right now. */
  readonly isStale?: Maybe<Scalars['Boolean']['output']>;
};

/** Estimations that this client may still have billed. */
export type SpendAccount = {
  readonly __typename?: 'SpendAccount';
  /** `null` where there is no limit. */
  readonly limit?: Maybe<Scalars['Int']['output']>;
  readonly period: SpendPeriod;
  /** `null` where there is no limit. */
  readonly remaining?: Maybe<Scalars['Int']['output']>;
  readonly resetsAt: Scalars['DateTime']['output'];
  /** Of `used`, those that were sent to the provider and never answered: nobody knows yet whether they are billed. */
  readonly unresolved: Scalars['Int']['output'];
  readonly used: Scalars['Int']['output'];
};

export type SpendPeriod =
  | 'DAY'
  | 'MONTH';

export type StatisticsBand = {
  readonly __typename?: 'StatisticsBand';
  readonly count: Scalars['Int']['output'];
  readonly lowerBound: Scalars['Float']['output'];
  readonly upperBound: Scalars['Float']['output'];
};

/** Areas in m². All but `total` are rarely known. */
export type Surface = {
  readonly __typename?: 'Surface';
  readonly balconies?: Maybe<Scalars['Float']['output']>;
  readonly floorSpace?: Maybe<Scalars['Float']['output']>;
  readonly gardens?: Maybe<Scalars['Float']['output']>;
  readonly groundFloor?: Maybe<Scalars['Float']['output']>;
  readonly kitchen?: Maybe<Scalars['Float']['output']>;
  readonly livingRoom?: Maybe<Scalars['Float']['output']>;
  readonly livingSpace?: Maybe<Scalars['Float']['output']>;
  readonly terraces?: Maybe<Scalars['Float']['output']>;
  /** The living area (*surface habitable*). */
  readonly total?: Maybe<Scalars['Float']['output']>;
};

export type Typicality =
  | 'ATYPICAL'
  | 'TYPICAL'
  | 'UNKNOWN'
  | 'VERY_ATYPICAL';

export type UnmetCriterion = {
  readonly __typename?: 'UnmetCriterion';
  /** How many buyers. */
  readonly count: Scalars['Int']['output'];
  readonly kind: MatchCriterionKind;
};

/** The fields of creation, each optional: what is left out stays as it is. */
export type UpdateBuyerRequestInput = {
  readonly agencyId: Scalars['ID']['input'];
  readonly clientMutationId: Scalars['String']['input'];
  readonly comment?: InputMaybe<Scalars['String']['input']>;
  readonly contactId?: InputMaybe<Scalars['ID']['input']>;
  /** ISO 3166: `FR`. */
  readonly countryCode?: InputMaybe<Scalars['String']['input']>;
  readonly freeCriteria?: InputMaybe<Scalars['String']['input']>;
  readonly isActive?: InputMaybe<Scalars['Boolean']['input']>;
  readonly locations?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Per cent. */
  readonly margin?: InputMaybe<Scalars['Float']['input']>;
  /** m². */
  readonly maxArea?: InputMaybe<Scalars['Float']['input']>;
  readonly maxPrice?: InputMaybe<Scalars['Float']['input']>;
  /** m². */
  readonly minArea?: InputMaybe<Scalars['Float']['input']>;
  readonly minBedrooms?: InputMaybe<Scalars['Int']['input']>;
  readonly minPrice?: InputMaybe<Scalars['Float']['input']>;
  readonly offerType?: InputMaybe<OfferType>;
  readonly propertyClasses?: InputMaybe<ReadonlyArray<PropertyClass>>;
  readonly requestId: Scalars['ID']['input'];
  readonly rooms?: InputMaybe<RoomsCriterionInput>;
  readonly userId?: InputMaybe<Scalars['ID']['input']>;
};

export type Valuation = {
  /** When the provider computed it; older than this request where it came from the cache. */
  readonly computedAt: Scalars['DateTime']['output'];
  readonly confidence: ValuationConfidence;
  /** Where the provider placed the property on the map. */
  readonly coordinates?: Maybe<Coordinates>;
  readonly dealType: DealType;
  /** As `computedAt`: a valuation is kept as it was given. */
  readonly fetchedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Every value that was sent to the provider, and where it came from. */
  readonly inputs: ReadonlyArray<ValuationInputValue>;
  /** Never: a valuation is for its day. */
  readonly isStale?: Maybe<Scalars['Boolean']['output']>;
  readonly provider: ValuationProvider;
  /** The bounds that the provider gives around its figure. */
  readonly range: MoneyRange;
  /** The day that the value is for. */
  readonly valuationDate: Scalars['Date']['output'];
  /** Sale price, or monthly gross rent, as the provider estimates it. */
  readonly value: Money;
};

/** CONSISTENT: each lies in the other's range. DIVERGENT: the ranges overlap only. CONFLICTING: they do not. INCOMPLETE: fewer than two valuations. */
export type ValuationAgreement =
  | 'CONFLICTING'
  | 'CONSISTENT'
  | 'DIVERGENT'
  | 'INCOMPLETE';

export type ValuationBatch = {
  readonly __typename?: 'ValuationBatch';
  /** In the order asked: subject after subject, and of each one day after day. */
  readonly entries: ReadonlyArray<ValuationBatchEntry>;
  /** Not to be had, for no fault of what is asked. */
  readonly failedCount: Scalars['Int']['output'];
  /** To be had by asking again. */
  readonly pendingCount: Scalars['Int']['output'];
  /** Not to be had for what is asked: see the problems of each. */
  readonly rejectedCount: Scalars['Int']['output'];
  /** Asking for a count has every entry valued, as asking for `valuation`, `status` or `problems` does for one. */
  readonly valuedCount: Scalars['Int']['output'];
};

/** One property on one day. What stands in the way of it is told twice: in `problems`, and as the error of `valuation`. */
export type ValuationBatchEntry = {
  readonly __typename?: 'ValuationBatchEntry';
  readonly date: Scalars['Date']['output'];
  /** In sentences; none where there is a valuation. */
  readonly problems: ReadonlyArray<Scalars['String']['output']>;
  readonly status: ValuationBatchStatus;
  /** The place of its subject in `subjects`, from 0. */
  readonly subjectIndex: Scalars['Int']['output'];
  readonly valuation?: Maybe<Valuation>;
};

export type ValuationBatchStatus =
  /** The provider, or this server, went wrong in a way that asking again is not known to mend. */
  | 'FAILED'
  /** Not this time: a limit on spending or on the rate, a deadline, a provider out of reach. Asking again may bring it. */
  | 'PENDING'
  /** A dry run stopped short of having it billed: `extensions.quote` says what it would cost. */
  | 'QUOTED'
  /** Something is missing, out of range or not supported, not allowed to this client, or turned down by the provider. */
  | 'REJECTED'
  | 'VALUED';

export type ValuationComparison = {
  readonly __typename?: 'ValuationComparison';
  readonly agreement: ValuationAgreement;
  readonly askingPrice?: Maybe<Money>;
  /**
   * Where the asking price stands in Dimex's range; `null` where either is missing, and where the price is of another kind
   * than the value: that of an auction, a life annuity or a holiday.
   */
  readonly askingPriceInDimexRange?: Maybe<RangePosition>;
  /** The same for PriceHubble's range. */
  readonly askingPriceInPriceHubbleRange?: Maybe<RangePosition>;
  /** `null` on a letting: Dimex values sales only. */
  readonly dimex?: Maybe<DimexValuation>;
  readonly priceHubble?: Maybe<PriceHubbleValuation>;
  /** (highest − lowest) ÷ mean of the two valuations; `null` where there are fewer than two. */
  readonly spread?: Maybe<Scalars['Float']['output']>;
};

/** How far the provider trusts its figure. For Dimex it follows from how typical the property is. */
export type ValuationConfidence =
  | 'GOOD'
  | 'MEDIUM'
  | 'POOR'
  | 'UNKNOWN';

/** One value of a valuation's inputs; `field` is the name it has in `ValuationSubjectInput`. */
export type ValuationInputValue = {
  readonly __typename?: 'ValuationInputValue';
  readonly field: Scalars['String']['output'];
  readonly origin: InputOrigin;
  readonly value: Scalars['String']['output'];
};

/** DIMEX: French houses and flats, sale, every estimation billed. PRICEHUBBLE: many countries, sale and rent. */
export type ValuationProvider =
  | 'DIMEX'
  | 'PRICEHUBBLE';

export type ValuationQuote = {
  readonly __typename?: 'ValuationQuote';
  /** 0 where the answer is in the cache. */
  readonly billedEstimations: Scalars['Int']['output'];
  readonly inputs: ReadonlyArray<ValuationInputValue>;
  /** Nothing is missing and nothing is out of range: a valuation can be asked for. */
  readonly isReady: Scalars['Boolean']['output'];
  /** The names of what the provider requires and nobody gave: give them as `overrides`. */
  readonly missing: ReadonlyArray<Scalars['String']['output']>;
  readonly price?: Maybe<Money>;
  /** What stands in the way, in sentences: what is missing, out of the provider's range, or not valued at all. */
  readonly problems: ReadonlyArray<Scalars['String']['output']>;
  readonly provider: ValuationProvider;
};

/**
 * What a client may say of a property. Every field is optional; what an override leaves out is read from the advert or the
 * property. A field that the provider does not take, or not of this kind of property, is left aside.
 */
export type ValuationSubjectInput = {
  /** In one line, as on an envelope: `30 rue des Carnets, 92140 Clamart`. */
  readonly address?: InputMaybe<Scalars['String']['input']>;
  /** Of a multi-family house, in the currency of its country. */
  readonly annualRentIncome?: InputMaybe<Scalars['Float']['input']>;
  /** Of a house, for Dimex; otherwise it follows from `hasAttic`. */
  readonly atticType?: InputMaybe<DimexAtticType>;
  /** m². */
  readonly balconyArea?: InputMaybe<Scalars['Float']['input']>;
  readonly bathroomCondition?: InputMaybe<PriceHubbleCondition>;
  readonly bathroomCount?: InputMaybe<Scalars['Int']['input']>;
  readonly bathroomQuality?: InputMaybe<PriceHubbleQuality>;
  /** PriceHubble, in Belgium, Spain and the United Kingdom. */
  readonly bedroomCount?: InputMaybe<Scalars['Int']['input']>;
  /** What carries the building that the flat is in, for Dimex. */
  readonly buildingMaterial?: InputMaybe<DimexBuildingMaterial>;
  /** Of a house, for Dimex; otherwise it follows from `hasCellar`. */
  readonly cellarType?: InputMaybe<DimexCellarType>;
  readonly city?: InputMaybe<Scalars['String']['input']>;
  /** 1 (poor) to 5 (very good). For PriceHubble it rates every part that is not rated on its own. */
  readonly conditionScore?: InputMaybe<Scalars['Float']['input']>;
  readonly constructionYear?: InputMaybe<Scalars['Int']['input']>;
  /** ISO 3166: `FR`, which is the default. */
  readonly countryCode?: InputMaybe<Scalars['String']['input']>;
  /** The letter of the French label. `NOT_CONCERNED`: it has none, whatever the advert says. */
  readonly energyGrade?: InputMaybe<EnergyGrade>;
  /** PriceHubble: what a label abroad says, sent as it is: `minergie`, `A++`. It wins over `energyGrade`. */
  readonly energyLabel?: InputMaybe<Scalars['String']['input']>;
  readonly flatType?: InputMaybe<DimexFlatType>;
  /** 0 is the ground floor. */
  readonly floor?: InputMaybe<Scalars['Int']['input']>;
  /** Of the house, or of the building that the flat is in. */
  readonly floorCount?: InputMaybe<Scalars['Int']['input']>;
  readonly flooringCondition?: InputMaybe<PriceHubbleCondition>;
  readonly flooringQuality?: InputMaybe<PriceHubbleQuality>;
  readonly garageSpaces?: InputMaybe<Scalars['Int']['input']>;
  /** m². */
  readonly gardenArea?: InputMaybe<Scalars['Float']['input']>;
  /** Dimex. */
  readonly glazingType?: InputMaybe<DimexGlazingType>;
  readonly hasAttic?: InputMaybe<Scalars['Boolean']['input']>;
  readonly hasBalcony?: InputMaybe<Scalars['Boolean']['input']>;
  readonly hasCellar?: InputMaybe<Scalars['Boolean']['input']>;
  readonly hasLift?: InputMaybe<Scalars['Boolean']['input']>;
  /** Of a house, for Dimex: a solid building of its own on the same plot, such as a barn, a workshop or a guest house. */
  readonly hasOutbuilding?: InputMaybe<Scalars['Boolean']['input']>;
  /** PriceHubble. */
  readonly hasPool?: InputMaybe<Scalars['Boolean']['input']>;
  /** PriceHubble. */
  readonly hasSauna?: InputMaybe<Scalars['Boolean']['input']>;
  readonly hasTerrace?: InputMaybe<Scalars['Boolean']['input']>;
  readonly houseNumber?: InputMaybe<Scalars['String']['input']>;
  readonly houseType?: InputMaybe<DimexHouseType>;
  readonly inseeCode?: InputMaybe<Scalars['String']['input']>;
  /** PriceHubble. */
  readonly isFurnished?: InputMaybe<Scalars['Boolean']['input']>;
  /** Nobody has lived in it yet. */
  readonly isNew?: InputMaybe<Scalars['Boolean']['input']>;
  readonly kitchenCondition?: InputMaybe<PriceHubbleCondition>;
  readonly kitchenQuality?: InputMaybe<PriceHubbleQuality>;
  /** m². */
  readonly landArea?: InputMaybe<Scalars['Float']['input']>;
  /** Along with `longitude`; a point wins over an address. */
  readonly latitude?: InputMaybe<Scalars['Float']['input']>;
  /** m². */
  readonly livingArea?: InputMaybe<Scalars['Float']['input']>;
  readonly longitude?: InputMaybe<Scalars['Float']['input']>;
  /** Of a house. */
  readonly masonryCondition?: InputMaybe<PriceHubbleCondition>;
  /** Of a house. */
  readonly masonryQuality?: InputMaybe<PriceHubbleQuality>;
  /** Of a multi-family house. */
  readonly numberOfUnits?: InputMaybe<Scalars['Int']['input']>;
  readonly outdoorParkingSpaces?: InputMaybe<Scalars['Int']['input']>;
  readonly postalCode?: InputMaybe<Scalars['String']['input']>;
  readonly propertyClass?: InputMaybe<PropertyClass>;
  /** PriceHubble; otherwise it follows from `houseType`, `flatType` or the advert. */
  readonly propertySubtype?: InputMaybe<PriceHubbleSubtype>;
  /** PriceHubble. Not before the construction. */
  readonly renovationYear?: InputMaybe<Scalars['Int']['input']>;
  /** Whole rooms; half rooms in Austria, Germany and Switzerland. */
  readonly roomCount?: InputMaybe<Scalars['Float']['input']>;
  /** 1 (plain) to 5 (luxurious). For PriceHubble it rates every part that is not rated on its own. */
  readonly standardScore?: InputMaybe<Scalars['Float']['input']>;
  readonly street?: InputMaybe<Scalars['String']['input']>;
  /** m². */
  readonly terraceArea?: InputMaybe<Scalars['Float']['input']>;
  /** m³. PriceHubble, in Switzerland. */
  readonly volume?: InputMaybe<Scalars['Float']['input']>;
  readonly windowCondition?: InputMaybe<PriceHubbleCondition>;
  readonly windowQuality?: InputMaybe<PriceHubbleQuality>;
};

export type ViewOn =
  | 'CITY'
  | 'COUNTRYSIDE'
  | 'COURTYARD'
  | 'GARDEN_TERRACE'
  | 'HILLS'
  | 'LAKE'
  | 'MOUNTAIN'
  | 'PARK'
  /** A point of interest. */
  | 'POI'
  | 'PORT'
  | 'RIVERS'
  | 'ROOF'
  | 'SEA'
  | 'SKI_SLOPES'
  | 'SKY'
  | 'STREET'
  | 'UNKNOWN'
  | 'VERDURE'
  | 'VINEYARD'
  | 'WATER';

export type ViewType =
  | 'CLEAR'
  | 'DOMINANT'
  | 'EXCEPTIONAL'
  | 'GLIMPSE'
  | 'PANORAMIC'
  | 'UNKNOWN';

/** The client that this request came from. */
export type Viewer = {
  readonly __typename?: 'Viewer';
  readonly agencyIds: ReadonlyArray<Scalars['ID']['output']>;
  readonly clientId: Scalars['ID']['output'];
  readonly scopes: ReadonlyArray<Scalars['String']['output']>;
  /** What it may still have billed; `null` where that is not known. */
  readonly spend?: Maybe<SpendAccount>;
};

export type ZoneInput = {
  /** INSEE code of a commune or municipal arrondissement: five characters. It is not a postal code. */
  readonly inseeCode: Scalars['String']['input'];
  readonly offerType: OfferType;
  readonly propertyClass: PropertyClass;
};

/**
 * Live prices per m² of one commune (or municipal arrondissement), property class and offer type, in euros, from
 * Fluximmo's adverts.
 */
export type ZoneStatistics = Sourced & {
  readonly __typename?: 'ZoneStatistics';
  readonly average: Scalars['Float']['output'];
  /** Fluximmo's confidence interval, and how many adverts lie within it. */
  readonly confidence: StatisticsBand;
  /** When it was read from Fluximmo. */
  readonly fetchedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly inseeCode: Scalars['String']['output'];
  /** It is older than it should be, because Fluximmo did not answer, or is being asked again right now. */
  readonly isStale?: Maybe<Scalars['Boolean']['output']>;
  /** The bounds beyond which Fluximmo holds a price for an outlier, and how many adverts lie within them. */
  readonly limits: StatisticsBand;
  readonly median: Scalars['Float']['output'];
  readonly offerType: OfferType;
  readonly propertyClass: PropertyClass;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Advert: Advert;
  Agency: Agency;
  BuyerRequest: BuyerRequest;
  Property: Property;
  ZoneStatistics: ZoneStatistics;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Advert:
    ( { __typename: 'Advert' }
    & GraphQLRecursivePick<FederationTypes['Advert'], {"flxId":true}> );
  Agency:
    ( { __typename: 'Agency' }
    & GraphQLRecursivePick<FederationTypes['Agency'], {"id":true}> );
  BuyerRequest:
    ( { __typename: 'BuyerRequest' }
    & GraphQLRecursivePick<FederationTypes['BuyerRequest'], {"agencyId":true,"requestId":true}> );
  Property:
    ( { __typename: 'Property' }
    & GraphQLRecursivePick<FederationTypes['Property'], {"flxId":true}> );
  ZoneStatistics:
    ( { __typename: 'ZoneStatistics' }
    & GraphQLRecursivePick<FederationTypes['ZoneStatistics'], {"inseeCode":true,"propertyClass":true,"offerType":true}> );
};


/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( AdvertNode )
    | ( BuyerRequestRecord )
    | ( PropertyNode )
  ;
  Sourced:
    | ( AdvertNode )
    | ( DimexValuationRecord )
    | ( PriceHubbleValuationRecord )
    | ( PropertyNode )
    | ( ZoneStatisticsNode )
  ;
  Valuation:
    | ( DimexValuationRecord )
    | ( PriceHubbleValuationRecord )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Advert: ResolverTypeWrapper<AdvertNode>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  AdvertConnection: ResolverTypeWrapper<AdvertConnectionNode>;
  AdvertEdge: ResolverTypeWrapper<Omit<AdvertEdge, 'node'> & { node?: Maybe<ResolversTypes['Advert']> }>;
  AdvertFilter: AdvertFilter;
  AdvertMatch: ResolverTypeWrapper<AdvertMatchNode>;
  AdvertMatchConnection: ResolverTypeWrapper<AdvertMatchConnectionNode>;
  AdvertMatchEdge: ResolverTypeWrapper<Omit<AdvertMatchEdge, 'node'> & { node?: Maybe<ResolversTypes['AdvertMatch']> }>;
  AdvertOrder: AdvertOrder;
  AdvertOrderField: AdvertOrderField;
  AdvertSource: ResolverTypeWrapper<AdvertSource>;
  Agency: ResolverTypeWrapper<AgencyNode>;
  AgencyProperty: ResolverTypeWrapper<AgencyPropertyRecord>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  AreaCriterion: ResolverTypeWrapper<AreaCriterion>;
  BuyerRequest: ResolverTypeWrapper<BuyerRequestRecord>;
  BuyerRequestConnection: ResolverTypeWrapper<BuyerRequestConnectionNode>;
  BuyerRequestEdge: ResolverTypeWrapper<Omit<BuyerRequestEdge, 'node'> & { node?: Maybe<ResolversTypes['BuyerRequest']> }>;
  BuyerRequestFilter: BuyerRequestFilter;
  BuyerRequestMatch: ResolverTypeWrapper<BuyerRequestMatchNode>;
  BuyerRequestMatchConnection: ResolverTypeWrapper<BuyerRequestMatchConnectionNode>;
  BuyerRequestMatchEdge: ResolverTypeWrapper<Omit<BuyerRequestMatchEdge, 'node'> & { node?: Maybe<ResolversTypes['BuyerRequestMatch']> }>;
  BuyerRequestOrder: BuyerRequestOrder;
  BuyerRequestOrderField: BuyerRequestOrderField;
  BuyerRequestPayload: ResolverTypeWrapper<Omit<BuyerRequestPayload, 'buyerRequest'> & { buyerRequest?: Maybe<ResolversTypes['BuyerRequest']> }>;
  Characteristics: ResolverTypeWrapper<Characteristics>;
  Charges: ResolverTypeWrapper<Charges>;
  Climate: ResolverTypeWrapper<Climate>;
  ComparisonOperator: ComparisonOperator;
  ConstructionMaterial: ConstructionMaterial;
  Contact: ResolverTypeWrapper<Contact>;
  Coordinates: ResolverTypeWrapper<Coordinates>;
  CreateBuyerRequestInput: CreateBuyerRequestInput;
  Crossing: ResolverTypeWrapper<CrossingNode>;
  CrossingConnection: ResolverTypeWrapper<CrossingConnectionNode>;
  CrossingEdge: ResolverTypeWrapper<Omit<CrossingEdge, 'node'> & { node?: Maybe<ResolversTypes['Crossing']> }>;
  CrossingMatch: ResolverTypeWrapper<CrossingMatch>;
  CrossingStep: CrossingStep;
  CurrencyCode: ResolverTypeWrapper<Scalars['CurrencyCode']['output']>;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DateTimeRange: DateTimeRange;
  DealType: DealType;
  DimexAtticType: DimexAtticType;
  DimexBuildingMaterial: DimexBuildingMaterial;
  DimexCellarType: DimexCellarType;
  DimexFlatType: DimexFlatType;
  DimexGlazingType: DimexGlazingType;
  DimexHouseType: DimexHouseType;
  DimexValuation: ResolverTypeWrapper<DimexValuationRecord>;
  EnergyGrade: EnergyGrade;
  Exposure: Exposure;
  Features: ResolverTypeWrapper<Features>;
  FloatRange: FloatRange;
  Furniture: Furniture;
  GeneralCondition: GeneralCondition;
  GlazingType: GlazingType;
  Habitation: ResolverTypeWrapper<Habitation>;
  HabitationType: HabitationType;
  HeatType: HeatType;
  HeatTypeDetail: HeatTypeDetail;
  Heating: Heating;
  Image: ResolverTypeWrapper<Image>;
  InputOrigin: InputOrigin;
  IntRange: IntRange;
  InteriorCondition: InteriorCondition;
  Land: ResolverTypeWrapper<Land>;
  LandType: LandType;
  Location: ResolverTypeWrapper<LocationRecord>;
  LocationResolution: LocationResolution;
  MacroLocation: ResolverTypeWrapper<MacroLocation>;
  MatchCriterion: ResolverTypeWrapper<MatchCriterion>;
  MatchCriterionKind: MatchCriterionKind;
  MatchOutcome: MatchOutcome;
  MatchSummary: ResolverTypeWrapper<MatchSummary>;
  Medias: ResolverTypeWrapper<Medias>;
  Money: ResolverTypeWrapper<Money>;
  MoneyRange: ResolverTypeWrapper<MoneyRange>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  NearInput: NearInput;
  Node: ResolverTypeWrapper<TaggedNode>;
  Offer: ResolverTypeWrapper<Offer>;
  OfferType: OfferType;
  OrderDirection: OrderDirection;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Parking: ResolverTypeWrapper<Parking>;
  ParkingType: ParkingType;
  PriceBand: PriceBand;
  PriceCriterion: ResolverTypeWrapper<PriceCriterion>;
  PriceHubbleCondition: PriceHubbleCondition;
  PriceHubbleQuality: PriceHubbleQuality;
  PriceHubbleSubtype: PriceHubbleSubtype;
  PriceHubbleValuation: ResolverTypeWrapper<PriceHubbleValuationRecord>;
  PricePosition: ResolverTypeWrapper<PricePosition>;
  PriceStep: ResolverTypeWrapper<PriceStep>;
  PriceVariation: ResolverTypeWrapper<PriceVariation>;
  Pricing: Pricing;
  Property: ResolverTypeWrapper<PropertyNode>;
  PropertyClass: PropertyClass;
  PropertyCondition: ResolverTypeWrapper<PropertyCondition>;
  PropertyConnection: ResolverTypeWrapper<PropertyConnectionNode>;
  PropertyEdge: ResolverTypeWrapper<Omit<PropertyEdge, 'node'> & { node?: Maybe<ResolversTypes['Property']> }>;
  PropertyFilter: PropertyFilter;
  PropertyOrder: PropertyOrder;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RangePosition: RangePosition;
  RentingContract: ResolverTypeWrapper<RentingContract>;
  RequestedLocation: ResolverTypeWrapper<RequestedLocation>;
  RoomsCriterion: ResolverTypeWrapper<RoomsCriterion>;
  RoomsCriterionInput: RoomsCriterionInput;
  Seller: ResolverTypeWrapper<Seller>;
  SellerType: SellerType;
  Sourced: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Sourced']>;
  SpendAccount: ResolverTypeWrapper<SpendAccount>;
  SpendPeriod: SpendPeriod;
  StatisticsBand: ResolverTypeWrapper<StatisticsBand>;
  Surface: ResolverTypeWrapper<Surface>;
  Typicality: Typicality;
  URL: ResolverTypeWrapper<Scalars['URL']['output']>;
  UnmetCriterion: ResolverTypeWrapper<UnmetCriterion>;
  UpdateBuyerRequestInput: UpdateBuyerRequestInput;
  Valuation: ResolverTypeWrapper<ValuationRecord>;
  ValuationAgreement: ValuationAgreement;
  ValuationBatch: ResolverTypeWrapper<BatchNode>;
  ValuationBatchEntry: ResolverTypeWrapper<BatchEntryNode>;
  ValuationBatchStatus: ValuationBatchStatus;
  ValuationComparison: ResolverTypeWrapper<ComparisonNode>;
  ValuationConfidence: ValuationConfidence;
  ValuationInputValue: ResolverTypeWrapper<ValuationInputValue>;
  ValuationProvider: ValuationProvider;
  ValuationQuote: ResolverTypeWrapper<ValuationQuote>;
  ValuationSubjectInput: ValuationSubjectInput;
  ViewOn: ViewOn;
  ViewType: ViewType;
  Viewer: ResolverTypeWrapper<Viewer>;
  ZoneInput: ZoneInput;
  ZoneStatistics: ResolverTypeWrapper<ZoneStatisticsNode>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Advert: AdvertNode;
  String: Scalars['String']['output'];
  ID: Scalars['ID']['output'];
  Boolean: Scalars['Boolean']['output'];
  Int: Scalars['Int']['output'];
  AdvertConnection: AdvertConnectionNode;
  AdvertEdge: Omit<AdvertEdge, 'node'> & { node?: Maybe<ResolversParentTypes['Advert']> };
  AdvertFilter: AdvertFilter;
  AdvertMatch: AdvertMatchNode;
  AdvertMatchConnection: AdvertMatchConnectionNode;
  AdvertMatchEdge: Omit<AdvertMatchEdge, 'node'> & { node?: Maybe<ResolversParentTypes['AdvertMatch']> };
  AdvertOrder: AdvertOrder;
  AdvertSource: AdvertSource;
  Agency: AgencyNode;
  AgencyProperty: AgencyPropertyRecord;
  Float: Scalars['Float']['output'];
  AreaCriterion: AreaCriterion;
  BuyerRequest: BuyerRequestRecord;
  BuyerRequestConnection: BuyerRequestConnectionNode;
  BuyerRequestEdge: Omit<BuyerRequestEdge, 'node'> & { node?: Maybe<ResolversParentTypes['BuyerRequest']> };
  BuyerRequestFilter: BuyerRequestFilter;
  BuyerRequestMatch: BuyerRequestMatchNode;
  BuyerRequestMatchConnection: BuyerRequestMatchConnectionNode;
  BuyerRequestMatchEdge: Omit<BuyerRequestMatchEdge, 'node'> & { node?: Maybe<ResolversParentTypes['BuyerRequestMatch']> };
  BuyerRequestOrder: BuyerRequestOrder;
  BuyerRequestPayload: Omit<BuyerRequestPayload, 'buyerRequest'> & { buyerRequest?: Maybe<ResolversParentTypes['BuyerRequest']> };
  Characteristics: Characteristics;
  Charges: Charges;
  Climate: Climate;
  Contact: Contact;
  Coordinates: Coordinates;
  CreateBuyerRequestInput: CreateBuyerRequestInput;
  Crossing: CrossingNode;
  CrossingConnection: CrossingConnectionNode;
  CrossingEdge: Omit<CrossingEdge, 'node'> & { node?: Maybe<ResolversParentTypes['Crossing']> };
  CrossingMatch: CrossingMatch;
  CurrencyCode: Scalars['CurrencyCode']['output'];
  Date: Scalars['Date']['output'];
  DateTime: Scalars['DateTime']['output'];
  DateTimeRange: DateTimeRange;
  DimexValuation: DimexValuationRecord;
  Features: Features;
  FloatRange: FloatRange;
  Habitation: Habitation;
  Image: Image;
  IntRange: IntRange;
  Land: Land;
  Location: LocationRecord;
  MacroLocation: MacroLocation;
  MatchCriterion: MatchCriterion;
  MatchSummary: MatchSummary;
  Medias: Medias;
  Money: Money;
  MoneyRange: MoneyRange;
  Mutation: Record<PropertyKey, never>;
  NearInput: NearInput;
  Node: TaggedNode;
  Offer: Offer;
  PageInfo: PageInfo;
  Parking: Parking;
  PriceCriterion: PriceCriterion;
  PriceHubbleValuation: PriceHubbleValuationRecord;
  PricePosition: PricePosition;
  PriceStep: PriceStep;
  PriceVariation: PriceVariation;
  Property: PropertyNode;
  PropertyCondition: PropertyCondition;
  PropertyConnection: PropertyConnectionNode;
  PropertyEdge: Omit<PropertyEdge, 'node'> & { node?: Maybe<ResolversParentTypes['Property']> };
  PropertyFilter: PropertyFilter;
  PropertyOrder: PropertyOrder;
  Query: Record<PropertyKey, never>;
  RentingContract: RentingContract;
  RequestedLocation: RequestedLocation;
  RoomsCriterion: RoomsCriterion;
  RoomsCriterionInput: RoomsCriterionInput;
  Seller: Seller;
  Sourced: ResolversInterfaceTypes<ResolversParentTypes>['Sourced'];
  SpendAccount: SpendAccount;
  StatisticsBand: StatisticsBand;
  Surface: Surface;
  URL: Scalars['URL']['output'];
  UnmetCriterion: UnmetCriterion;
  UpdateBuyerRequestInput: UpdateBuyerRequestInput;
  Valuation: ValuationRecord;
  ValuationBatch: BatchNode;
  ValuationBatchEntry: BatchEntryNode;
  ValuationComparison: ComparisonNode;
  ValuationInputValue: ValuationInputValue;
  ValuationQuote: ValuationQuote;
  ValuationSubjectInput: ValuationSubjectInput;
  Viewer: Viewer;
  ZoneInput: ZoneInput;
  ZoneStatistics: ZoneStatisticsNode;
};

export type AdvertResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Advert'] = ResolversParentTypes['Advert'], FederationReferenceType extends FederationReferenceTypes['Advert'] = FederationReferenceTypes['Advert']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Advert']> | FederationReferenceType, FederationReferenceType, ContextType>;
  charges?: Resolver<Maybe<ResolversTypes['Charges']>, ParentType, ContextType>;
  contactInCharge?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fetchedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  firstSeenAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  flxId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  habitation?: Resolver<Maybe<ResolversTypes['Habitation']>, ParentType, ContextType>;
  hasAnomaly?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isAuction?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isExclusive?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isOnline?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isPro?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isStale?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isUrgent?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  land?: Resolver<Maybe<ResolversTypes['Land']>, ParentType, ContextType>;
  lastModifiedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastSeenAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  location?: Resolver<Maybe<ResolversTypes['Location']>, ParentType, ContextType>;
  mainAdvert?: Resolver<Maybe<ResolversTypes['Advert']>, ParentType, ContextType>;
  matchSummary?: Resolver<Maybe<ResolversTypes['MatchSummary']>, ParentType, ContextType, Partial<AdvertMatchSummaryArgs>>;
  matchingBuyerRequests?: Resolver<Maybe<ResolversTypes['BuyerRequestMatchConnection']>, ParentType, ContextType, RequireFields<AdvertMatchingBuyerRequestsArgs, 'first' | 'minScore'>>;
  medias?: Resolver<Maybe<ResolversTypes['Medias']>, ParentType, ContextType>;
  offer?: Resolver<Maybe<ResolversTypes['Offer']>, ParentType, ContextType>;
  parking?: Resolver<Maybe<ResolversTypes['Parking']>, ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  pricePerArea?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  pricePosition?: Resolver<Maybe<ResolversTypes['PricePosition']>, ParentType, ContextType>;
  pricing?: Resolver<Maybe<ResolversTypes['Pricing']>, ParentType, ContextType>;
  property?: Resolver<Maybe<ResolversTypes['Property']>, ParentType, ContextType>;
  propertyClass?: Resolver<Maybe<ResolversTypes['PropertyClass']>, ParentType, ContextType>;
  seller?: Resolver<Maybe<ResolversTypes['Seller']>, ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['AdvertSource']>, ParentType, ContextType>;
  tags?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  valuation?: Resolver<Maybe<ResolversTypes['Valuation']>, ParentType, ContextType, RequireFields<AdvertValuationArgs, 'provider'>>;
  valuationComparison?: Resolver<Maybe<ResolversTypes['ValuationComparison']>, ParentType, ContextType, Partial<AdvertValuationComparisonArgs>>;
  valuationQuote?: Resolver<Maybe<ResolversTypes['ValuationQuote']>, ParentType, ContextType, RequireFields<AdvertValuationQuoteArgs, 'provider'>>;
  valuations?: Resolver<Maybe<ReadonlyArray<Maybe<ResolversTypes['Valuation']>>>, ParentType, ContextType, RequireFields<AdvertValuationsArgs, 'dates' | 'provider'>>;
  warrantyDeposit?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  zoneStatistics?: Resolver<Maybe<ResolversTypes['ZoneStatistics']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AdvertConnectionResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['AdvertConnection'] = ResolversParentTypes['AdvertConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['AdvertEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<Maybe<ResolversTypes['Advert']>>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type AdvertEdgeResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['AdvertEdge'] = ResolversParentTypes['AdvertEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Advert']>, ParentType, ContextType>;
};

export type AdvertMatchResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['AdvertMatch'] = ResolversParentTypes['AdvertMatch']> = {
  advert?: Resolver<ResolversTypes['Advert'], ParentType, ContextType>;
  criteria?: Resolver<ReadonlyArray<ResolversTypes['MatchCriterion']>, ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AdvertMatchConnectionResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['AdvertMatchConnection'] = ResolversParentTypes['AdvertMatchConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['AdvertMatchEdge']>, ParentType, ContextType>;
  isComplete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<Maybe<ResolversTypes['AdvertMatch']>>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type AdvertMatchEdgeResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['AdvertMatchEdge'] = ResolversParentTypes['AdvertMatchEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['AdvertMatch']>, ParentType, ContextType>;
};

export type AdvertSourceResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['AdvertSource'] = ResolversParentTypes['AdvertSource']> = {
  flxId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
  website?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AgencyResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Agency'] = ResolversParentTypes['Agency'], FederationReferenceType extends FederationReferenceTypes['Agency'] = FederationReferenceTypes['Agency']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Agency']> | FederationReferenceType, FederationReferenceType, ContextType>;
  buyerRequests?: Resolver<Maybe<ResolversTypes['BuyerRequestConnection']>, ParentType, ContextType, RequireFields<AgencyBuyerRequestsArgs, 'first'>>;
  buyerRequestsSyncedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type AgencyPropertyResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['AgencyProperty'] = ResolversParentTypes['AgencyProperty']> = {
  address?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  agencyPropertyId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  area?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  bedrooms?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  city?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  coordinates?: Resolver<Maybe<ResolversTypes['Coordinates']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  inseeCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  offerType?: Resolver<Maybe<ResolversTypes['OfferType']>, ParentType, ContextType>;
  postalCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  propertyClass?: Resolver<Maybe<ResolversTypes['PropertyClass']>, ParentType, ContextType>;
  reference?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  rooms?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type AreaCriterionResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['AreaCriterion'] = ResolversParentTypes['AreaCriterion']> = {
  max?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  min?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type BuyerRequestResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['BuyerRequest'] = ResolversParentTypes['BuyerRequest'], FederationReferenceType extends FederationReferenceTypes['BuyerRequest'] = FederationReferenceTypes['BuyerRequest']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['BuyerRequest']> | FederationReferenceType, FederationReferenceType, ContextType>;
  agencyId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  area?: Resolver<Maybe<ResolversTypes['AreaCriterion']>, ParentType, ContextType>;
  comment?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  contactId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  crossings?: Resolver<Maybe<ResolversTypes['CrossingConnection']>, ParentType, ContextType, RequireFields<BuyerRequestCrossingsArgs, 'first'>>;
  freeCriteria?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isActive?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  locations?: Resolver<ReadonlyArray<ResolversTypes['RequestedLocation']>, ParentType, ContextType>;
  margin?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  matchingAdverts?: Resolver<Maybe<ResolversTypes['AdvertMatchConnection']>, ParentType, ContextType, RequireFields<BuyerRequestMatchingAdvertsArgs, 'first' | 'minScore'>>;
  minBedrooms?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  offerType?: Resolver<ResolversTypes['OfferType'], ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['PriceCriterion']>, ParentType, ContextType>;
  propertyClasses?: Resolver<ReadonlyArray<ResolversTypes['PropertyClass']>, ParentType, ContextType>;
  requestId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  rooms?: Resolver<Maybe<ResolversTypes['RoomsCriterion']>, ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  userId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type BuyerRequestConnectionResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['BuyerRequestConnection'] = ResolversParentTypes['BuyerRequestConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['BuyerRequestEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<Maybe<ResolversTypes['BuyerRequest']>>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type BuyerRequestEdgeResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['BuyerRequestEdge'] = ResolversParentTypes['BuyerRequestEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['BuyerRequest']>, ParentType, ContextType>;
};

export type BuyerRequestMatchResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['BuyerRequestMatch'] = ResolversParentTypes['BuyerRequestMatch']> = {
  criteria?: Resolver<ReadonlyArray<ResolversTypes['MatchCriterion']>, ParentType, ContextType>;
  request?: Resolver<ResolversTypes['BuyerRequest'], ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type BuyerRequestMatchConnectionResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['BuyerRequestMatchConnection'] = ResolversParentTypes['BuyerRequestMatchConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['BuyerRequestMatchEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<Maybe<ResolversTypes['BuyerRequestMatch']>>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type BuyerRequestMatchEdgeResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['BuyerRequestMatchEdge'] = ResolversParentTypes['BuyerRequestMatchEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['BuyerRequestMatch']>, ParentType, ContextType>;
};

export type BuyerRequestPayloadResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['BuyerRequestPayload'] = ResolversParentTypes['BuyerRequestPayload']> = {
  buyerRequest?: Resolver<Maybe<ResolversTypes['BuyerRequest']>, ParentType, ContextType>;
};

export type CharacteristicsResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Characteristics'] = ResolversParentTypes['Characteristics']> = {
  hasAlarm?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  hasBalcony?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  hasCellar?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  hasConcierge?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  hasDigicode?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  hasFireplace?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  hasGarage?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  hasGarden?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  hasGrenier?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  hasInterphone?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  hasJacuzzi?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  hasLand?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  hasLift?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  hasMezzanine?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  hasParking?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  hasPool?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  hasTerrace?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  hasVisAVis?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isPeaceful?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type ChargesResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Charges'] = ResolversParentTypes['Charges']> = {
  monthlyRentSupplement?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  yearlyCondominiumFees?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  yearlyElectricityFees?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  yearlyHeatingFees?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  yearlyHousingTax?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  yearlyLivingTax?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  yearlyRentalFees?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
};

export type ClimateResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Climate'] = ResolversParentTypes['Climate']> = {
  epcClimate?: Resolver<Maybe<ResolversTypes['EnergyGrade']>, ParentType, ContextType>;
  epcClimateDate?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  epcClimateScore?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  epcEnergy?: Resolver<Maybe<ResolversTypes['EnergyGrade']>, ParentType, ContextType>;
  epcEnergyDate?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  epcEnergyScore?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type ContactResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Contact'] = ResolversParentTypes['Contact']> = {
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  firstName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lastName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  phoneNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  pseudonym?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CoordinatesResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Coordinates'] = ResolversParentTypes['Coordinates']> = {
  latitude?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  longitude?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type CrossingResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Crossing'] = ResolversParentTypes['Crossing']> = {
  agencyProperty?: Resolver<Maybe<ResolversTypes['AgencyProperty']>, ParentType, ContextType>;
  agencyPropertyId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  match?: Resolver<Maybe<ResolversTypes['CrossingMatch']>, ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  step?: Resolver<ResolversTypes['CrossingStep'], ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type CrossingConnectionResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['CrossingConnection'] = ResolversParentTypes['CrossingConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['CrossingEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<Maybe<ResolversTypes['Crossing']>>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type CrossingEdgeResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['CrossingEdge'] = ResolversParentTypes['CrossingEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Crossing']>, ParentType, ContextType>;
};

export type CrossingMatchResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['CrossingMatch'] = ResolversParentTypes['CrossingMatch']> = {
  criteria?: Resolver<ReadonlyArray<ResolversTypes['MatchCriterion']>, ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export interface CurrencyCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['CurrencyCode'], any> {
  name: 'CurrencyCode';
}

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DimexValuationResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['DimexValuation'] = ResolversParentTypes['DimexValuation']> = {
  address?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  computedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  confidence?: Resolver<ResolversTypes['ValuationConfidence'], ParentType, ContextType>;
  coordinates?: Resolver<Maybe<ResolversTypes['Coordinates']>, ParentType, ContextType>;
  dealType?: Resolver<ResolversTypes['DealType'], ParentType, ContextType>;
  fetchedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  inputs?: Resolver<ReadonlyArray<ResolversTypes['ValuationInputValue']>, ParentType, ContextType>;
  isStale?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  macroLocation?: Resolver<Maybe<ResolversTypes['MacroLocation']>, ParentType, ContextType>;
  microLocationScore?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  model?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  provider?: Resolver<ResolversTypes['ValuationProvider'], ParentType, ContextType>;
  range?: Resolver<ResolversTypes['MoneyRange'], ParentType, ContextType>;
  typicality?: Resolver<Maybe<ResolversTypes['Typicality']>, ParentType, ContextType>;
  valuationDate?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FeaturesResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Features'] = ResolversParentTypes['Features']> = {
  constructionMaterials?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ConstructionMaterial']>>, ParentType, ContextType>;
  exposure?: Resolver<Maybe<ResolversTypes['Exposure']>, ParentType, ContextType>;
  furniture?: Resolver<Maybe<ResolversTypes['Furniture']>, ParentType, ContextType>;
  glazingTypes?: Resolver<Maybe<ReadonlyArray<ResolversTypes['GlazingType']>>, ParentType, ContextType>;
  hasThroughExposure?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  propertyFloor?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  propertyTotalFloor?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  viewOns?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ViewOn']>>, ParentType, ContextType>;
  viewTypes?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ViewType']>>, ParentType, ContextType>;
};

export type HabitationResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Habitation'] = ResolversParentTypes['Habitation']> = {
  bathroomCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  bedroomCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  characteristics?: Resolver<Maybe<ResolversTypes['Characteristics']>, ParentType, ContextType>;
  climate?: Resolver<Maybe<ResolversTypes['Climate']>, ParentType, ContextType>;
  features?: Resolver<Maybe<ResolversTypes['Features']>, ParentType, ContextType>;
  heatTypeDetails?: Resolver<Maybe<ReadonlyArray<ResolversTypes['HeatTypeDetail']>>, ParentType, ContextType>;
  heatTypes?: Resolver<Maybe<ReadonlyArray<ResolversTypes['HeatType']>>, ParentType, ContextType>;
  heatings?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Heating']>>, ParentType, ContextType>;
  propertyCondition?: Resolver<Maybe<ResolversTypes['PropertyCondition']>, ParentType, ContextType>;
  roomCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  surface?: Resolver<Maybe<ResolversTypes['Surface']>, ParentType, ContextType>;
  type?: Resolver<Maybe<ReadonlyArray<ResolversTypes['HabitationType']>>, ParentType, ContextType>;
  wcCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type ImageResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Image'] = ResolversParentTypes['Image']> = {
  colorHash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  differenceHash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  gaussianHash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  imageId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  meanHash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  perceptualHash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
};

export type LandResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Land'] = ResolversParentTypes['Land']> = {
  canConstruct?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  hasBuildingPermit?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  hasElectricity?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  hasTelecom?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  hasWater?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isServiced?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  surface?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  surfaceConstructable?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  type?: Resolver<Maybe<ResolversTypes['LandType']>, ParentType, ContextType>;
};

export type LocationResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Location'] = ResolversParentTypes['Location']> = {
  city?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  cityCoordinates?: Resolver<Maybe<ResolversTypes['Coordinates']>, ParentType, ContextType>;
  coordinates?: Resolver<Maybe<ResolversTypes['Coordinates']>, ParentType, ContextType>;
  department?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  inseeCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  irisCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  postalCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MacroLocationResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['MacroLocation'] = ResolversParentTypes['MacroLocation']> = {
  inseeCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MatchCriterionResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['MatchCriterion'] = ResolversParentTypes['MatchCriterion']> = {
  kind?: Resolver<ResolversTypes['MatchCriterionKind'], ParentType, ContextType>;
  offered?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  outOf?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['MatchOutcome'], ParentType, ContextType>;
  points?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  requested?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MatchSummaryResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['MatchSummary'] = ResolversParentTypes['MatchSummary']> = {
  atLeast60?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  atLeast80?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  mostOftenUnmet?: Resolver<Maybe<ResolversTypes['UnmetCriterion']>, ParentType, ContextType>;
  priceSteps?: Resolver<ReadonlyArray<ResolversTypes['PriceStep']>, ParentType, ContextType>;
};

export type MediasResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Medias'] = ResolversParentTypes['Medias']> = {
  images?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Image']>>, ParentType, ContextType>;
  virtualVisitExternalUrl?: Resolver<Maybe<ReadonlyArray<ResolversTypes['URL']>>, ParentType, ContextType>;
};

export type MoneyResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
};

export type MoneyRangeResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['MoneyRange'] = ResolversParentTypes['MoneyRange']> = {
  lower?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  upper?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  createBuyerRequest?: Resolver<Maybe<ResolversTypes['BuyerRequestPayload']>, ParentType, ContextType, RequireFields<MutationCreateBuyerRequestArgs, 'input'>>;
  updateBuyerRequest?: Resolver<Maybe<ResolversTypes['BuyerRequestPayload']>, ParentType, ContextType, RequireFields<MutationUpdateBuyerRequestArgs, 'input'>>;
};

export type NodeResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Advert' | 'BuyerRequest' | 'Property', ParentType, ContextType>;
};

export type OfferResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Offer'] = ResolversParentTypes['Offer']> = {
  isCurrentlyOccupied?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  renting?: Resolver<Maybe<ResolversTypes['RentingContract']>, ParentType, ContextType>;
  type?: Resolver<Maybe<ResolversTypes['OfferType']>, ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ParkingResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Parking'] = ResolversParentTypes['Parking']> = {
  count?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  numberOfCars?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  surface?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  type?: Resolver<Maybe<ResolversTypes['ParkingType']>, ParentType, ContextType>;
};

export type PriceCriterionResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['PriceCriterion'] = ResolversParentTypes['PriceCriterion']> = {
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
  max?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  min?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type PriceHubbleValuationResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['PriceHubbleValuation'] = ResolversParentTypes['PriceHubbleValuation']> = {
  computedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  confidence?: Resolver<ResolversTypes['ValuationConfidence'], ParentType, ContextType>;
  coordinates?: Resolver<Maybe<ResolversTypes['Coordinates']>, ParentType, ContextType>;
  dealType?: Resolver<ResolversTypes['DealType'], ParentType, ContextType>;
  fetchedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  inputs?: Resolver<ReadonlyArray<ResolversTypes['ValuationInputValue']>, ParentType, ContextType>;
  isStale?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  locationScore?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  netRent?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  netRentRange?: Resolver<Maybe<ResolversTypes['MoneyRange']>, ParentType, ContextType>;
  provider?: Resolver<ResolversTypes['ValuationProvider'], ParentType, ContextType>;
  range?: Resolver<ResolversTypes['MoneyRange'], ParentType, ContextType>;
  valuationDate?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PricePositionResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['PricePosition'] = ResolversParentTypes['PricePosition']> = {
  askingPricePerArea?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  band?: Resolver<ResolversTypes['PriceBand'], ParentType, ContextType>;
  deviation?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  medianPricePerArea?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type PriceStepResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['PriceStep'] = ResolversParentTypes['PriceStep']> = {
  moreAtLeast60?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  moreAtLeast80?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  price?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type PriceVariationResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['PriceVariation'] = ResolversParentTypes['PriceVariation']> = {
  absoluteSinceLastModified?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  absoluteSincePublished?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  sinceLastModified?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  sincePublished?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type PropertyResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Property'] = ResolversParentTypes['Property'], FederationReferenceType extends FederationReferenceTypes['Property'] = FederationReferenceTypes['Property']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Property']> | FederationReferenceType, FederationReferenceType, ContextType>;
  adverts?: Resolver<Maybe<ResolversTypes['AdvertConnection']>, ParentType, ContextType, RequireFields<PropertyAdvertsArgs, 'first'>>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fetchedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  firstSeenAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  flxId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  habitation?: Resolver<Maybe<ResolversTypes['Habitation']>, ParentType, ContextType>;
  hasAnomaly?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  initialPrice?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  isAuction?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isOnline?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isStale?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isUrgent?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  land?: Resolver<Maybe<ResolversTypes['Land']>, ParentType, ContextType>;
  lastPublishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastSeenAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastUpdatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  latestPrice?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  location?: Resolver<Maybe<ResolversTypes['Location']>, ParentType, ContextType>;
  matchSummary?: Resolver<Maybe<ResolversTypes['MatchSummary']>, ParentType, ContextType, Partial<PropertyMatchSummaryArgs>>;
  matchingBuyerRequests?: Resolver<Maybe<ResolversTypes['BuyerRequestMatchConnection']>, ParentType, ContextType, RequireFields<PropertyMatchingBuyerRequestsArgs, 'first' | 'minScore'>>;
  medias?: Resolver<Maybe<ResolversTypes['Medias']>, ParentType, ContextType>;
  offer?: Resolver<Maybe<ResolversTypes['Offer']>, ParentType, ContextType>;
  parking?: Resolver<Maybe<ResolversTypes['Parking']>, ParentType, ContextType>;
  pricePerArea?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  pricePosition?: Resolver<Maybe<ResolversTypes['PricePosition']>, ParentType, ContextType>;
  priceVariation?: Resolver<Maybe<ResolversTypes['PriceVariation']>, ParentType, ContextType>;
  propertyClass?: Resolver<Maybe<ResolversTypes['PropertyClass']>, ParentType, ContextType>;
  similarProperties?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Property']>>, ParentType, ContextType, RequireFields<PropertySimilarPropertiesArgs, 'first'>>;
  tags?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  totallyOfflineAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  valuation?: Resolver<Maybe<ResolversTypes['Valuation']>, ParentType, ContextType, RequireFields<PropertyValuationArgs, 'provider'>>;
  valuationComparison?: Resolver<Maybe<ResolversTypes['ValuationComparison']>, ParentType, ContextType, Partial<PropertyValuationComparisonArgs>>;
  valuationQuote?: Resolver<Maybe<ResolversTypes['ValuationQuote']>, ParentType, ContextType, RequireFields<PropertyValuationQuoteArgs, 'provider'>>;
  valuations?: Resolver<Maybe<ReadonlyArray<Maybe<ResolversTypes['Valuation']>>>, ParentType, ContextType, RequireFields<PropertyValuationsArgs, 'dates' | 'provider'>>;
  warrantyDeposit?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  zoneStatistics?: Resolver<Maybe<ResolversTypes['ZoneStatistics']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PropertyConditionResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['PropertyCondition'] = ResolversParentTypes['PropertyCondition']> = {
  constructionYear?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  generalConditions?: Resolver<Maybe<ReadonlyArray<ResolversTypes['GeneralCondition']>>, ParentType, ContextType>;
  interiorCondition?: Resolver<Maybe<ResolversTypes['InteriorCondition']>, ParentType, ContextType>;
  renovationYear?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type PropertyConnectionResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['PropertyConnection'] = ResolversParentTypes['PropertyConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['PropertyEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<Maybe<ResolversTypes['Property']>>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type PropertyEdgeResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['PropertyEdge'] = ResolversParentTypes['PropertyEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Property']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  advert?: Resolver<Maybe<ResolversTypes['Advert']>, ParentType, ContextType, RequireFields<QueryAdvertArgs, 'flxId'>>;
  advertByUrl?: Resolver<Maybe<ResolversTypes['Advert']>, ParentType, ContextType, RequireFields<QueryAdvertByUrlArgs, 'url'>>;
  adverts?: Resolver<Maybe<ResolversTypes['AdvertConnection']>, ParentType, ContextType, RequireFields<QueryAdvertsArgs, 'first'>>;
  agencies?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Agency']>>, ParentType, ContextType>;
  agency?: Resolver<Maybe<ResolversTypes['Agency']>, ParentType, ContextType, RequireFields<QueryAgencyArgs, 'id'>>;
  buyerRequest?: Resolver<Maybe<ResolversTypes['BuyerRequest']>, ParentType, ContextType, RequireFields<QueryBuyerRequestArgs, 'agencyId' | 'requestId'>>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  nodes?: Resolver<ReadonlyArray<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<QueryNodesArgs, 'ids'>>;
  properties?: Resolver<Maybe<ResolversTypes['PropertyConnection']>, ParentType, ContextType, RequireFields<QueryPropertiesArgs, 'first'>>;
  property?: Resolver<Maybe<ResolversTypes['Property']>, ParentType, ContextType, RequireFields<QueryPropertyArgs, 'flxId'>>;
  propertyByUrl?: Resolver<Maybe<ResolversTypes['Property']>, ParentType, ContextType, RequireFields<QueryPropertyByUrlArgs, 'url'>>;
  valuation?: Resolver<Maybe<ResolversTypes['Valuation']>, ParentType, ContextType, RequireFields<QueryValuationArgs, 'dealType' | 'provider' | 'subject'>>;
  valuationBatch?: Resolver<Maybe<ResolversTypes['ValuationBatch']>, ParentType, ContextType, RequireFields<QueryValuationBatchArgs, 'dealType' | 'provider' | 'subjects'>>;
  viewer?: Resolver<ResolversTypes['Viewer'], ParentType, ContextType>;
  zoneStatistics?: Resolver<Maybe<ResolversTypes['ZoneStatistics']>, ParentType, ContextType, RequireFields<QueryZoneStatisticsArgs, 'zone'>>;
};

export type RentingContractResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['RentingContract'] = ResolversParentTypes['RentingContract']> = {
  isColocation?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isLongTerm?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isShortTerm?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isSubLease?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type RequestedLocationResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['RequestedLocation'] = ResolversParentTypes['RequestedLocation']> = {
  cityId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  departmentCodes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  district?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  inseeCodes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  resolution?: Resolver<ResolversTypes['LocationResolution'], ParentType, ContextType>;
};

export type RoomsCriterionResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['RoomsCriterion'] = ResolversParentTypes['RoomsCriterion']> = {
  operator?: Resolver<ResolversTypes['ComparisonOperator'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type SellerResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Seller'] = ResolversParentTypes['Seller']> = {
  flxId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  siren?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type?: Resolver<Maybe<ResolversTypes['SellerType']>, ParentType, ContextType>;
};

export type SourcedResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Sourced'] = ResolversParentTypes['Sourced']> = {
  __resolveType: TypeResolveFn<'Advert' | 'DimexValuation' | 'PriceHubbleValuation' | 'Property' | 'ZoneStatistics', ParentType, ContextType>;
};

export type SpendAccountResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['SpendAccount'] = ResolversParentTypes['SpendAccount']> = {
  limit?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  period?: Resolver<ResolversTypes['SpendPeriod'], ParentType, ContextType>;
  remaining?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  resetsAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  unresolved?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  used?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type StatisticsBandResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['StatisticsBand'] = ResolversParentTypes['StatisticsBand']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lowerBound?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  upperBound?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type SurfaceResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Surface'] = ResolversParentTypes['Surface']> = {
  balconies?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  floorSpace?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  gardens?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  groundFloor?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  kitchen?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  livingRoom?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  livingSpace?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  terraces?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  total?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export interface UrlScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['URL'], any> {
  name: 'URL';
}

export type UnmetCriterionResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['UnmetCriterion'] = ResolversParentTypes['UnmetCriterion']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['MatchCriterionKind'], ParentType, ContextType>;
};

export type ValuationResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Valuation'] = ResolversParentTypes['Valuation']> = {
  __resolveType: TypeResolveFn<'DimexValuation' | 'PriceHubbleValuation', ParentType, ContextType>;
};

export type ValuationBatchResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['ValuationBatch'] = ResolversParentTypes['ValuationBatch']> = {
  entries?: Resolver<ReadonlyArray<ResolversTypes['ValuationBatchEntry']>, ParentType, ContextType>;
  failedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  pendingCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rejectedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  valuedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ValuationBatchEntryResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['ValuationBatchEntry'] = ResolversParentTypes['ValuationBatchEntry']> = {
  date?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  problems?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ValuationBatchStatus'], ParentType, ContextType>;
  subjectIndex?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  valuation?: Resolver<Maybe<ResolversTypes['Valuation']>, ParentType, ContextType>;
};

export type ValuationComparisonResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['ValuationComparison'] = ResolversParentTypes['ValuationComparison']> = {
  agreement?: Resolver<ResolversTypes['ValuationAgreement'], ParentType, ContextType>;
  askingPrice?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  askingPriceInDimexRange?: Resolver<Maybe<ResolversTypes['RangePosition']>, ParentType, ContextType>;
  askingPriceInPriceHubbleRange?: Resolver<Maybe<ResolversTypes['RangePosition']>, ParentType, ContextType>;
  dimex?: Resolver<Maybe<ResolversTypes['DimexValuation']>, ParentType, ContextType>;
  priceHubble?: Resolver<Maybe<ResolversTypes['PriceHubbleValuation']>, ParentType, ContextType>;
  spread?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type ValuationInputValueResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['ValuationInputValue'] = ResolversParentTypes['ValuationInputValue']> = {
  field?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  origin?: Resolver<ResolversTypes['InputOrigin'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ValuationQuoteResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['ValuationQuote'] = ResolversParentTypes['ValuationQuote']> = {
  billedEstimations?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  inputs?: Resolver<ReadonlyArray<ResolversTypes['ValuationInputValue']>, ParentType, ContextType>;
  isReady?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  missing?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  problems?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  provider?: Resolver<ResolversTypes['ValuationProvider'], ParentType, ContextType>;
};

export type ViewerResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  agencyIds?: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
  clientId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  scopes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  spend?: Resolver<Maybe<ResolversTypes['SpendAccount']>, ParentType, ContextType>;
};

export type ZoneStatisticsResolvers<ContextType = GraphContext, ParentType extends ResolversParentTypes['ZoneStatistics'] = ResolversParentTypes['ZoneStatistics'], FederationReferenceType extends FederationReferenceTypes['ZoneStatistics'] = FederationReferenceTypes['ZoneStatistics']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ZoneStatistics']> | FederationReferenceType, FederationReferenceType, ContextType>;
  average?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  confidence?: Resolver<ResolversTypes['StatisticsBand'], ParentType, ContextType>;
  fetchedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  inseeCode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  isStale?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  limits?: Resolver<ResolversTypes['StatisticsBand'], ParentType, ContextType>;
  median?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  offerType?: Resolver<ResolversTypes['OfferType'], ParentType, ContextType>;
  propertyClass?: Resolver<ResolversTypes['PropertyClass'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = GraphContext> = {
  Advert?: AdvertResolvers<ContextType>;
  AdvertConnection?: AdvertConnectionResolvers<ContextType>;
  AdvertEdge?: AdvertEdgeResolvers<ContextType>;
  AdvertMatch?: AdvertMatchResolvers<ContextType>;
  AdvertMatchConnection?: AdvertMatchConnectionResolvers<ContextType>;
  AdvertMatchEdge?: AdvertMatchEdgeResolvers<ContextType>;
  AdvertSource?: AdvertSourceResolvers<ContextType>;
  Agency?: AgencyResolvers<ContextType>;
  AgencyProperty?: AgencyPropertyResolvers<ContextType>;
  AreaCriterion?: AreaCriterionResolvers<ContextType>;
  BuyerRequest?: BuyerRequestResolvers<ContextType>;
  BuyerRequestConnection?: BuyerRequestConnectionResolvers<ContextType>;
  BuyerRequestEdge?: BuyerRequestEdgeResolvers<ContextType>;
  BuyerRequestMatch?: BuyerRequestMatchResolvers<ContextType>;
  BuyerRequestMatchConnection?: BuyerRequestMatchConnectionResolvers<ContextType>;
  BuyerRequestMatchEdge?: BuyerRequestMatchEdgeResolvers<ContextType>;
  BuyerRequestPayload?: BuyerRequestPayloadResolvers<ContextType>;
  Characteristics?: CharacteristicsResolvers<ContextType>;
  Charges?: ChargesResolvers<ContextType>;
  Climate?: ClimateResolvers<ContextType>;
  Contact?: ContactResolvers<ContextType>;
  Coordinates?: CoordinatesResolvers<ContextType>;
  Crossing?: CrossingResolvers<ContextType>;
  CrossingConnection?: CrossingConnectionResolvers<ContextType>;
  CrossingEdge?: CrossingEdgeResolvers<ContextType>;
  CrossingMatch?: CrossingMatchResolvers<ContextType>;
  CurrencyCode?: GraphQLScalarType;
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  DimexValuation?: DimexValuationResolvers<ContextType>;
  Features?: FeaturesResolvers<ContextType>;
  Habitation?: HabitationResolvers<ContextType>;
  Image?: ImageResolvers<ContextType>;
  Land?: LandResolvers<ContextType>;
  Location?: LocationResolvers<ContextType>;
  MacroLocation?: MacroLocationResolvers<ContextType>;
  MatchCriterion?: MatchCriterionResolvers<ContextType>;
  MatchSummary?: MatchSummaryResolvers<ContextType>;
  Medias?: MediasResolvers<ContextType>;
  Money?: MoneyResolvers<ContextType>;
  MoneyRange?: MoneyRangeResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  Offer?: OfferResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Parking?: ParkingResolvers<ContextType>;
  PriceCriterion?: PriceCriterionResolvers<ContextType>;
  PriceHubbleValuation?: PriceHubbleValuationResolvers<ContextType>;
  PricePosition?: PricePositionResolvers<ContextType>;
  PriceStep?: PriceStepResolvers<ContextType>;
  PriceVariation?: PriceVariationResolvers<ContextType>;
  Property?: PropertyResolvers<ContextType>;
  PropertyCondition?: PropertyConditionResolvers<ContextType>;
  PropertyConnection?: PropertyConnectionResolvers<ContextType>;
  PropertyEdge?: PropertyEdgeResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RentingContract?: RentingContractResolvers<ContextType>;
  RequestedLocation?: RequestedLocationResolvers<ContextType>;
  RoomsCriterion?: RoomsCriterionResolvers<ContextType>;
  Seller?: SellerResolvers<ContextType>;
  Sourced?: SourcedResolvers<ContextType>;
  SpendAccount?: SpendAccountResolvers<ContextType>;
  StatisticsBand?: StatisticsBandResolvers<ContextType>;
  Surface?: SurfaceResolvers<ContextType>;
  URL?: GraphQLScalarType;
  UnmetCriterion?: UnmetCriterionResolvers<ContextType>;
  Valuation?: ValuationResolvers<ContextType>;
  ValuationBatch?: ValuationBatchResolvers<ContextType>;
  ValuationBatchEntry?: ValuationBatchEntryResolvers<ContextType>;
  ValuationComparison?: ValuationComparisonResolvers<ContextType>;
  ValuationInputValue?: ValuationInputValueResolvers<ContextType>;
  ValuationQuote?: ValuationQuoteResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
  ZoneStatistics?: ZoneStatisticsResolvers<ContextType>;
};

