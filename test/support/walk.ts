/** The product in one query: from an advert to everything that hangs on it. */
export const walkQuery = `
  query Walk($flxId: ID!) {
    advert(flxId: $flxId) {
      flxId title price { amount currency } pricePerArea { amount }
      location { city postalCode inseeCode coordinates { latitude longitude } }
      property { flxId adverts(first: 10) { nodes { flxId source { website } isOnline } } }
      zoneStatistics { median average confidence { lowerBound upperBound count } limits { lowerBound upperBound count } }
      pricePosition { deviation band }
      valuation(provider: PRICEHUBBLE) { value { amount currency } range { lower { amount } upper { amount } } confidence inputs { field value origin } }
      valuationComparison { agreement spread dimex { value { amount } typicality } priceHubble { value { amount } } askingPrice { amount } }
      matchingBuyerRequests(first: 5, minScore: 50) { totalCount edges { node { score criteria { kind outcome points outOf requested offered } request { agencyId requestId price { max } } } } }
    }
  }
`;
