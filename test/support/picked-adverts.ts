import type { RunningImmograph } from './immograph.js';

export type PickedQuote = Readonly<{
  isReady: boolean;
  missing: readonly string[];
  inputs: readonly Readonly<{ field: string; value: string; origin: string }>[];
}>;

export type PickedAdvert = Readonly<{
  flxId: string;
  propertyClass: string;
  offer: Readonly<{ type: string }> | null;
  location: Readonly<{ inseeCode: string }> | null;
  dimex: PickedQuote;
  priceHubble: PickedQuote;
}>;

/** Finds adverts of the sandbox by what they are like, so that no test depends on which they happen to be. */
export async function browseAdverts(immograph: RunningImmograph) {
  const quote = '{ isReady missing inputs { field value origin } }';
  const { data, errors } = await immograph.ask(`{
    adverts(first: 300, filter: { isOnline: true }) {
      nodes {
        flxId propertyClass offer { type } location { inseeCode }
        dimex: valuationQuote(provider: DIMEX) ${quote}
        priceHubble: valuationQuote(provider: PRICEHUBBLE) ${quote}
      }
    }
  }`);
  if (errors !== undefined) throw new Error(errors[0]?.message);
  const adverts = data.adverts.nodes as readonly PickedAdvert[];
  return {
    all: (isWanted: (advert: PickedAdvert) => boolean): readonly PickedAdvert[] => adverts.filter(isWanted),
    one: (what: string, isWanted: (advert: PickedAdvert) => boolean): PickedAdvert => {
      const found = adverts.find(isWanted);
      if (found === undefined) throw new Error(`The sandbox has no ${what} among its newest adverts.`);
      return found;
    },
  };
}

export function isForSale({ offer }: PickedAdvert): boolean {
  return offer?.type === 'BUY';
}

/** Nothing but the advert itself is needed to value it. */
export function isWhole({ isReady, inputs }: PickedQuote): boolean {
  return isReady && inputs.every(({ origin }) => origin !== 'PROPERTY');
}
