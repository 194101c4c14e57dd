import type { DwellingFacts } from './market-dwellings.js';
import type { MarketProperty } from './market-properties.js';
import type { Random } from './random.js';
import type { Zone } from './zones.js';

export type AdvertTexts = Readonly<{ title: string; description: string; tags: readonly string[] }>;

/** "Paris 11e Arrondissement" as people say it: "Paris 11e". */
export function shortCityName(zone: Zone): string {
  return zone.city.replace(' Arrondissement', '');
}

/** A portal's title and description in French. They tell facts that the seller may leave out of the structured fields. */
export function writeAdvertTexts(random: Random, property: MarketProperty): AdvertTexts {
  switch (property.propertyClass) {
    case 'FLAT':
    case 'HOUSE':
      return { ...dwellingTexts(random, property), tags: dwellingTags(property) };
    case 'LAND':
      return landTexts(property);
    case 'PARKING':
      return parkingTexts(random, property);
    case 'SHOP':
    case 'OFFICE':
    case 'BUILDING':
      return premisesTexts(random, property);
  }
}

function dwellingTexts(random: Random, property: MarketProperty): Readonly<{ title: string; description: string }> {
  const { propertyClass, facts } = property;
  const { livingAreaM2, roomCount } = facts;
  const area = String(livingAreaM2).replace('.', ',');
  const city = shortCityName(property.zone);
  const kind = propertyClass === 'HOUSE' ? 'Maison' : roomCount === 1 ? 'Studio' : 'Appartement';
  const rooms = roomCount === 1 ? '' : ` ${roomCount} pièces`;
  const asset = highlight(facts);
  const title = random.pick([
    `${kind}${rooms} ${area} m²`,
    `${kind}${rooms} - ${city}${asset === null ? '' : ` - ${asset}`}`,
    propertyClass === 'FLAT' && roomCount !== 1 ? `T${roomCount} ${area} m² ${city}` : `${kind} ${area} m² ${city}`,
    `${city} : ${kind.toLowerCase()}${rooms}${asset === null ? '' : `, ${asset}`}`,
  ]);
  const sentences = [
    openingOf(random, property, `${kind.toLowerCase()}${rooms}`),
    `D'une surface de ${area} m², ce bien se compose ${compositionOf(property)}.`,
    conditionSentence(random, property),
    ...outdoorSentences(property),
    facts.energyGrade === null ? 'Diagnostic de performance énergétique en cours.' : `DPE : ${facts.energyGrade}.`,
    closingOf(random, property),
  ];
  return { title, description: sentences.join(' ') };
}

function openingOf(random: Random, { zone, offerType, isOccupied }: MarketProperty, what: string): string {
  const city = shortCityName(zone);
  if (offerType === 'RENT') {
    return random.pick([`À louer à ${city}, ${what}.`, `Disponible de suite : ${what} à ${city}.`]);
  }
  if (offerType === 'LIFE_ANNUITY_SALE') {
    return `Vente en viager ${isOccupied ? 'occupé' : 'libre'} à ${city} : ${what}. Le prix affiché est le bouquet.`;
  }
  return random.pick([
    `À ${city}, dans une rue calme et proche des commerces, ${what}.`,
    `Idéalement situé à ${city}, à deux pas des transports : ${what}.`,
    `À découvrir à ${city}, au cœur d'un quartier vivant : ${what}.`,
    `Secteur recherché à ${city}, beaux volumes et belle lumière : ${what}.`,
  ]);
}

function compositionOf({ facts, propertyClass }: MarketProperty): string {
  const { roomCount, bedroomCount, bathroomCount } = facts;
  if (roomCount === 1) return "d'une pièce de vie avec coin cuisine et d'une salle d'eau";
  const bedrooms = bedroomCount === 1 ? 'une chambre' : `${bedroomCount ?? 2} chambres`;
  const bathrooms = bathroomCount === 2 ? 'deux salles de bains' : 'une salle de bains';
  const kitchen = propertyClass === 'HOUSE' ? 'une cuisine équipée' : 'une cuisine séparée';
  return `d'un séjour, ${kitchen}, ${bedrooms} et ${bathrooms}`;
}

function conditionSentence(random: Random, { condition, facts }: MarketProperty): string {
  const { constructionYear } = facts;
  const built = constructionYear === null ? '' : `Construction de ${constructionYear}. `;
  switch (condition) {
    case 'BRAND_NEW':
      return `${built}Programme récent, normes actuelles, frais de notaire réduits.`;
    case 'EXCELLENT':
      return `${built}Excellent état, aucun travaux à prévoir.`;
    case 'GOOD':
      return `${built}${random.pick(['Bon état général.', 'Bien entretenu.'])}`;
    case 'TO_REFRESH':
      return `${built}Un rafraîchissement est à prévoir.`;
    case 'TO_RENOVATE':
      return `${built}Travaux de rénovation à prévoir, fort potentiel.`;
  }
}

function outdoorSentences({ propertyClass, facts }: MarketProperty): string[] {
  const { floor, hasLift, terraceAreaM2, balconyAreaM2, landAreaM2, hasPool, hasCellar, hasGarage, hasParking } = facts;
  return [
    propertyClass === 'FLAT' && floor !== null
      ? `Situé ${floor === 0 ? 'au rez-de-chaussée' : `au ${floor === 1 ? '1er' : `${floor}e`} étage`} ${hasLift ? 'avec' : 'sans'} ascenseur.`
      : null,
    terraceAreaM2 === null ? null : `Terrasse de ${terraceAreaM2} m².`,
    balconyAreaM2 === null ? null : `Balcon de ${balconyAreaM2} m².`,
    landAreaM2 === null ? null : `Terrain de ${landAreaM2} m²${hasPool ? ' avec piscine' : ''}.`,
    hasGarage ? 'Garage fermé.' : hasParking ? 'Place de stationnement.' : null,
    hasCellar ? 'Une cave complète ce bien.' : null,
  ].filter((sentence) => sentence !== null);
}

function closingOf(random: Random, { offerType, isFurnished }: MarketProperty): string {
  if (offerType === 'RENT') {
    return isFurnished === true ? 'Loué meublé, bail d’un an.' : 'Loué vide, bail de trois ans.';
  }
  return random.pick([
    'À visiter sans tarder.',
    'Honoraires à la charge du vendeur.',
    'Contactez-nous pour une visite.',
    'Les informations sur les risques sont disponibles sur le site Géorisques.',
  ]);
}

function highlight({ hasPool, hasTerrace, hasBalcony, hasGarden }: DwellingFacts): string | null {
  if (hasPool) return 'piscine';
  if (hasTerrace) return 'terrasse';
  if (hasGarden) return 'jardin';
  return hasBalcony ? 'balcon' : null;
}

function dwellingTags({ facts, condition }: MarketProperty): string[] {
  return [
    facts.hasTerrace ? 'terrasse' : null,
    facts.hasBalcony ? 'balcon' : null,
    facts.hasLift ? 'ascenseur' : null,
    facts.hasPool ? 'piscine' : null,
    facts.hasFireplace ? 'cheminée' : null,
    condition === 'TO_RENOVATE' ? 'travaux' : null,
    condition === 'BRAND_NEW' ? 'neuf' : null,
  ].filter((tag) => tag !== null);
}

function landTexts({ zone, surfaceM2 }: MarketProperty): AdvertTexts {
  return {
    title: `Terrain à bâtir ${surfaceM2} m² ${shortCityName(zone)}`,
    description: `Terrain constructible de ${surfaceM2} m² à ${shortCityName(zone)}, viabilisé, hors lotissement. Certificat d’urbanisme disponible.`,
    tags: ['terrain', 'viabilisé'],
  };
}

function parkingTexts(random: Random, { zone, surfaceM2, offerType }: MarketProperty): AdvertTexts {
  const kind = random.pick(['Box fermé', 'Place de parking', 'Garage']);
  return {
    title: `${kind} ${shortCityName(zone)}`,
    description: `${kind} de ${surfaceM2} m² ${offerType === 'RENT' ? 'à louer' : 'à vendre'} à ${shortCityName(zone)}, accès sécurisé par badge.`,
    tags: ['stationnement'],
  };
}

function premisesTexts(random: Random, { zone, surfaceM2, propertyClass, offerType }: MarketProperty): AdvertTexts {
  const city = shortCityName(zone);
  const kind =
    propertyClass === 'SHOP' ? 'Local commercial' : propertyClass === 'OFFICE' ? 'Bureaux' : 'Immeuble de rapport';
  const purpose =
    offerType === 'BUSINESS_TAKE_OVER' ? 'Cession de fonds de commerce' : offerType === 'RENT' ? 'À louer' : 'À vendre';
  return {
    title: `${kind} ${surfaceM2} m² ${city}`,
    description: `${purpose} à ${city} : ${kind.toLowerCase()} de ${surfaceM2} m². ${random.pick(['Bon emplacement, forte visibilité.', 'Accès aisé, stationnement à proximité.'])}`,
    tags: propertyClass === 'BUILDING' ? ['investissement'] : ['professionnel'],
  };
}
