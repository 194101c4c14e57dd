/**
 * Made-up buyers' requests and adverts as French agencies have them: communes by their population, budgets in round
 * sums, a fifth of the requests without a place. The same seed makes the same ones.
 */
export function createMarket(communes, seed) {
  const random = mulberry32(seed);
  const weights = communes.map(({ population }) => population);
  const pickCommune = weighted(random, weights);
  const chance = (share) => random() < share;
  const pick = (list) => list[Math.floor(random() * list.length)];
  const oneOf = (shares) => {
    let rest = random();
    for (const [value, share] of shares) if ((rest -= share) < 0) return value;
    return shares[0][0];
  };
  const integer = (least, most) => least + Math.floor(random() * (most - least + 1));
  /** Around a middle, seldom far from it. */
  const around = (middle, spread) => middle * Math.exp(spread * (random() + random() + random() - 1.5));
  const round = (value, step) => Math.max(step, Math.round(value / step) * step);
  const instant = () => new Date(Date.UTC(2022, 0, 1) + Math.floor(random() * 1.2e8) * 1000).toISOString();

  const offers = [
    ['BUY', 0.78],
    ['RENT', 0.2],
    ['LIFE_ANNUITY_SALE', 0.01],
    ['BUSINESS_TAKE_OVER', 0.01],
  ];

  /** The second and third place are neighbours of the first, as far as the order of codes tells. */
  function places() {
    if (chance(0.2)) return [];
    if (chance(0.02)) return [place('Bord de mer', [], 'UNRESOLVED')];
    const first = pickCommune();
    const count = oneOf([
      [1, 0.5],
      [2, 0.3],
      [3, 0.2],
    ]);
    return Array.from({ length: count }, (_, index) => {
      const row = index === 0 ? first : Math.min(communes.length - 1, Math.max(0, first + integer(-6, 6)));
      const { code, nom } = wholeOrPart(communes[row], 0.4);
      if (chance(0.03)) return place(nom, [code, communes[pickCommune()].code], 'AMBIGUOUS');
      return { ...place(nom, [code], 'EXACT'), district: chance(0.03) ? pick(['Centre', 'La Gare', 'Le Port']) : null };
    });
  }

  /** An arrondissement, or its city: an advert may not tell, a buyer may not mind. */
  function wholeOrPart(commune, shareOfWhole) {
    const { nom, commune: city } = commune;
    return city !== undefined && chance(shareOfWhole) ? { code: city, nom: nom.replace(/ \d.*$/, '') } : commune;
  }

  function place(name, inseeCodes, resolution) {
    const cityId = inseeCodes.length === 0 ? null : String(integer(1, 60_000));
    return { cityId, name, inseeCodes, resolution, region: null, district: null, departmentCodes: [] };
  }

  function price(offerType, areaM2) {
    const isRent = offerType === 'RENT';
    const middle = isRent ? around(14 * areaM2, 0.5) : around(3600 * areaM2, 0.7);
    const step = isRent ? 50 : middle < 400_000 ? 5000 : 10_000;
    const max = chance(0.95) ? round(middle * 1.1, step) : null;
    const min = max === null || chance(0.35) ? round(middle * 0.8, step) : null;
    return { min, max, currency: 'EUR' };
  }

  function requestOf(id) {
    const offerType = oneOf(offers);
    const propertyClasses = oneOf([
      [['FLAT'], 0.47],
      [['HOUSE'], 0.39],
      [['FLAT', 'HOUSE'], 0.07],
      [['LAND'], 0.04],
      [['SHOP'], 0.02],
      [[], 0.01],
    ]);
    const areaM2 = around(propertyClasses[0] === 'HOUSE' ? 110 : 65, 0.6);
    const rooms = Math.max(1, Math.round(areaM2 / 23));
    const categoryId = 1 + offers.findIndex(([offer]) => offer === offerType);
    return {
      agencyId: '771',
      requestId: String(id),
      isActive: chance(0.8),
      offerType,
      propertyClasses,
      countryCode: 'FR',
      locations: places(),
      around: chance(0.005)
        ? { coordinates: { latitude: 43 + 6 * random(), longitude: 7 * random() }, radius: 10, radiusKm: 10 }
        : null,
      price: chance(0.92) ? price(offerType, areaM2) : null,
      area: chance(0.75) ? { min: round(areaM2 * 0.9, 5), max: chance(0.15) ? round(areaM2 * 1.5, 5) : null } : null,
      rooms: chance(0.6) ? { operator: chance(0.9) ? 'AT_LEAST' : 'EQUAL', value: rooms } : null,
      minBedrooms: chance(0.4) ? Math.max(1, rooms - 1) : null,
      margin: oneOf([
        [null, 0.4],
        [10, 0.35],
        [5, 0.15],
        [15, 0.05],
        [20, 0.05],
      ]),
      floor: chance(0.08)
        ? chance(0.3)
          ? { kind: 'TOP' }
          : { kind: 'NUMBER', operator: 'AT_LEAST', value: integer(1, 4) }
        : null,
      condition: chance(0.12) ? pick(['TO_RENOVATE', 'TO_REFRESH', 'GOOD', 'EXCELLENT', 'NEW']) : null,
      standing: chance(0.04) ? pick(['NORMAL', 'UPMARKET', 'LUXURY']) : null,
      view: chance(0.06) ? { reach: chance(0.5) ? 'CLEAR' : null, on: ['SEA'] } : null,
      outdoorAreas: chance(0.25)
        ? [
            {
              kind: pick(['TERRACE', 'BALCONY', 'GARDEN', 'LAND']),
              count: 1,
              minAreaM2: chance(0.3) ? 10 * integer(1, 50) : null,
            },
          ]
        : [],
      services: ['LIFT', 'PARKING', 'GARAGE', 'SWIMMING_POOL', 'CELLAR']
        .filter(() => chance(0.1))
        .map((kind) => ({ kind, count: kind === 'PARKING' && chance(0.2) ? 2 : 1 })),
      userId: String(integer(3000, 3100)),
      contactId: String(200_000 + id),
      comment: chance(0.6) ? `${pick(comments)} ${pick(comments)}` : null,
      freeCriteria: chance(0.3) ? pick(wishes) : null,
      createdAt: instant(),
      updatedAt: instant(),
      beyond: {
        category: categoryId,
        types: propertyClasses.map((each) => String(each.length)),
        auto: true,
        view: { type: null, landscape: null },
        floor: { operator: '1', type: null, value: null },
        ...(chance(0.3) ? { ranking: integer(1, 5), availability: '2' } : {}),
      },
    };
  }

  function advertOf(silent) {
    const offerType = oneOf(offers.slice(0, 2));
    const propertyClass = oneOf([
      ['FLAT', 0.5],
      ['HOUSE', 0.45],
      ['LAND', 0.05],
    ]);
    const { code, nom } = wholeOrPart(communes[pickCommune()], 0.1);
    const areaM2 = Math.round(around(propertyClass === 'HOUSE' ? 110 : 65, 0.6));
    const rooms = Math.max(1, Math.round(areaM2 / 23));
    const amount = Math.round(offerType === 'RENT' ? around(14 * areaM2, 0.5) : around(3600 * areaM2, 0.7));
    const said = (value) => (chance(0.85) ? value : null);
    const feature = () => ({ isThere: said(chance(0.4)), count: null, areaM2: null });
    return {
      ...silent,
      offerType,
      propertyClass,
      inseeCode: code,
      city: nom,
      coordinates: { latitude: 43 + 6 * random(), longitude: 7 * random() },
      price: { amount, currency: 'EUR' },
      areaM2,
      roomCount: said(rooms),
      bedroomCount: said(Math.max(1, rooms - 1)),
      floor: said(integer(0, 6)),
      floorCount: said(6),
      condition: said(pick(['TO_REFRESH', 'GOOD', 'EXCELLENT'])),
      outdoorAreas: Object.fromEntries(Object.keys(silent.outdoorAreas).map((kind) => [kind, feature()])),
      services: Object.fromEntries(Object.keys(silent.services).map((kind) => [kind, feature()])),
    };
  }

  return { requestOf, advertOf, integer };
}

const comments = [
  'Souhaite visiter le samedi.',
  'Financement validé par la banque.',
  'Recherche depuis six mois, a déjà fait une offre.',
  'Mutation professionnelle, pressé.',
  'Primo-accédant, accompagné par un courtier.',
  'Rappeler après 18 h, ne pas laisser de message à l’épouse.',
];
const wishes = ['Dernier étage si possible', 'Proche des écoles', 'Sans vis-à-vis', 'Calme, sur cour'];

function weighted(random, weights) {
  const sums = new Float64Array(weights.length);
  weights.reduce((sum, weight, index) => (sums[index] = sum + weight), 0);
  const total = sums.at(-1);
  return () => {
    const sought = random() * total;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sums[middle] < sought) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

function mulberry32(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
