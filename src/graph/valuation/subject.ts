import type { Advert } from '../../domain/advert.js';
import type { Property } from '../../domain/property.js';
import { prepareSubject } from '../../domain/valuation-subject.js';
import type { Preparation, SubjectOverrides, SubjectSources } from '../../domain/valuation-subject.js';
import type { DealType, ValuationProvider } from '../../domain/valuation.js';
import type { OfferType } from '../../domain/vocabulary.js';
import type { GraphContext } from '../context.js';
import type { AdvertNode, PropertyNode } from '../nodes.js';

/** Whose value is asked: an advert (with its property to fall back on), a property, or what the client describes. */
export type Valued =
  | Readonly<{ kind: 'ADVERT'; advert: AdvertNode }>
  | Readonly<{ kind: 'PROPERTY'; property: PropertyNode }>
  | Readonly<{ kind: 'DESCRIBED' }>;

export type SubjectQuestion = Readonly<{
  provider: ValuationProvider;
  dealType: DealType;
  overrides: SubjectOverrides | null;
}>;

/**
 * Puts together what a provider would be asked. The property behind an advert is read only where the advert lacks
 * something that the provider requires; batches of valuations wait for it, so that a page leaves as one.
 */
export function prepare(
  valued: Valued,
  { provider, dealType, overrides }: SubjectQuestion,
  { loaders, rounds, today }: GraphContext,
): Promise<Preparation> | Preparation {
  const options = { dealType, today };
  const sources: SubjectSources = {
    overrides,
    advert: valued.kind === 'ADVERT' ? (valued.advert as Advert) : null,
    property: valued.kind === 'PROPERTY' ? (valued.property as Property) : null,
  };
  const preparation = prepareSubject(provider, sources, options);
  if (valued.kind !== 'ADVERT' || preparation.outcome !== 'INCOMPLETE') return preparation;
  const { flxId, propertyFlxId } = valued.advert;
  const found = propertyFlxId ? loaders.propertyByFlxId.load(propertyFlxId) : loaders.propertyByAdvertFlxId.load(flxId);
  return rounds.valuations.hold(found.then((property) => prepareSubject(provider, { ...sources, property }, options)));
}

/** A letting is valued as a rent, everything else as a sale. */
export function dealTypeOf(offerType: OfferType | null | undefined): DealType {
  return offerType === 'RENT' || offerType === 'HOLIDAYS' ? 'RENT' : 'SALE';
}
