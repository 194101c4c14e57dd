/** Identifiers that work on the server that serves the page; empty where it knows none. */
export type Examples = Readonly<{ advertFlxId: string; agencyId: string; requestId: string }>;

/** A tab that the explorer opens on. The operation's name is the tab's title. */
export type Journey = Readonly<{ query: string; variables: string }>;

export function createJourneys({ advertFlxId, agencyId, requestId }: Examples, today: Date): readonly Journey[] {
  return [
    journey(walk, { flxId: advertFlxId }),
    journey(search, {
      filter: {
        offerTypes: ['BUY'],
        propertyClasses: ['FLAT'],
        department: '06',
        price: { max: 450000 },
        livingArea: { min: 40 },
        isOnline: true,
      },
      orderBy: { field: 'PRICE', direction: 'ASC' },
      first: 10,
      after: null,
    }),
    journey(priceOverTime, { flxId: advertFlxId, dates: newYearsDays(today) }),
    journey(quote, { flxId: advertFlxId }),
    journey(buyerMatches, { agencyId, requestId, minScore: 50 }),
    journey(propertyAdverts, { flxId: advertFlxId }),
  ];
}

function journey(query: string, variables: object): Journey {
  return { query: query.trimStart(), variables: JSON.stringify(variables, null, 2) };
}

/** The first of January of the last five years, this one included, oldest first. */
function newYearsDays(today: Date): readonly string[] {
  return [4, 3, 2, 1, 0].map((yearsAgo) => `${today.getUTCFullYear() - yearsAgo}-01-01`);
}

const walk = `
# From one advert to everything that is known about it: the
# property behind it and its other adverts, prices per m² in
# its zone, a valuation, both valuation providers side by
# side, and the buyers who are looking for it.
#
# Run it with Ctrl-Enter. Hover over a field, or open the
# documentation on the left, to read what it means.
query Walk($flxId: ID!) {
  advert(flxId: $flxId) {
    flxId
    title
    price { amount currency }
    pricePerArea { amount }
    location { city postalCode inseeCode coordinates { latitude longitude } }
    property {
      flxId
      adverts(first: 10) {
        nodes { flxId source { website } isOnline }
      }
    }
    zoneStatistics {
      median
      average
      confidence { lowerBound upperBound count }
      limits { lowerBound upperBound count }
    }
    pricePosition { deviation band }
    valuation(provider: PRICEHUBBLE) {
      value { amount currency }
      range { lower { amount } upper { amount } }
      confidence
      inputs { field value origin }
    }
    valuationComparison {
      agreement
      spread
      dimex { value { amount } typicality }
      priceHubble { value { amount } }
      askingPrice { amount }
    }
    matchingBuyerRequests(first: 5, minScore: 50) {
      totalCount
      edges {
        node {
          score
          criteria { kind outcome points outOf requested offered }
          request { agencyId requestId price { max } }
        }
      }
    }
  }
}
`;

const search = `
# Flats for sale on the Riviera, cheapest first. What a
# filter leaves out is not filtered on; a list means any of.
# For the next page, copy pageInfo.endCursor into the
# variable "after".
query SearchAdverts($filter: AdvertFilter, $orderBy: AdvertOrder, $first: Int!, $after: String) {
  adverts(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges {
      cursor
      node {
        flxId
        title
        price { amount currency }
        pricePerArea { amount }
        location { city postalCode }
        habitation { roomCount surface { total } climate { epcEnergy } }
        pricePosition { deviation band }
      }
    }
  }
}
`;

const priceOverTime = `
# What the same property was worth on several dates, in the
# order asked. The dates of a page of adverts are packed
# into as few calls to the provider as it allows.
query PriceOverTime($flxId: ID!, $dates: [Date!]!) {
  advert(flxId: $flxId) {
    flxId
    title
    price { amount }
    valuations(provider: PRICEHUBBLE, dates: $dates) {
      valuationDate
      value { amount currency }
      range { lower { amount } upper { amount } }
      confidence
    }
  }
}
`;

const quote = `
# What a valuation would use, what it lacks and what it
# would cost, for both providers. Neither is called: nothing
# is billed. A field named in "missing" can be given through
# "overrides".
query QuoteBeforeSpending($flxId: ID!) {
  advert(flxId: $flxId) {
    flxId
    title
    dimex: valuationQuote(provider: DIMEX) { ...Quote }
    priceHubble: valuationQuote(provider: PRICEHUBBLE) { ...Quote }
  }
}

fragment Quote on ValuationQuote {
  provider
  isReady
  missing
  billedEstimations
  price { amount currency }
  inputs { field value origin }
}
`;

const buyerMatches = `
# The reverse walk: what a buyer asked an agency for, and
# the adverts online that answer it. The points of the
# criteria add up to the score.
query BuyerMatches($agencyId: ID!, $requestId: ID!, $minScore: Int!) {
  buyerRequest(agencyId: $agencyId, requestId: $requestId) {
    offerType
    propertyClasses
    locations { name inseeCodes resolution }
    price { min max currency }
    area { min max }
    rooms { operator value }
    matchingAdverts(minScore: $minScore, first: 10) {
      edges {
        node {
          score
          criteria { kind outcome points outOf requested offered }
          advert {
            flxId
            title
            price { amount }
            location { city postalCode }
          }
        }
      }
    }
  }
}
`;

const propertyAdverts = `
# One property is often advertised by several agencies on
# several portals: all its adverts, who published them, at
# what price, and how that price moved.
query PropertyAndItsAdverts($flxId: ID!) {
  advert(flxId: $flxId) {
    property {
      flxId
      title
      initialPrice { amount }
      latestPrice { amount currency }
      firstSeenAt
      lastSeenAt
      adverts(first: 20) {
        nodes {
          flxId
          isOnline
          price { amount }
          source { website url }
          seller { name type }
          firstSeenAt
          lastSeenAt
        }
      }
    }
  }
}
`;
