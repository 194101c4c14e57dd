import { firstOf } from './subject-derivations.js';
import type { Rule } from './subject-draft.js';
import { derived, findFact, findTold, given, positive } from './subject-facts.js';
import type { Fact, Listing, SubjectSources } from './subject-facts.js';
import type { AtticType, BuildingMaterial, CellarType, Glazing } from './subject-overrides.js';
import type { ConstructionMaterial, Furniture, GlazingType } from './vocabulary.js';

const glazings: Readonly<Record<GlazingType, Glazing | null>> = {
  TRIPLE: 'TRIPLE',
  DOUBLE: 'DOUBLE',
  SIMPLE: 'OTHER',
  UNKNOWN: null,
};

/** Only what walls are made of: windows of PVC say nothing of the building. */
const buildingMaterials: Readonly<Partial<Record<ConstructionMaterial, BuildingMaterial>>> = {
  BRICK: 'BRICK',
  CONCRETE: 'CONCRETE',
  ADOBE: 'EARTH',
  STONE: 'OTHER',
  WOODEN: 'OTHER',
  STEEL: 'OTHER',
  HALF_TIMBERED: 'OTHER',
  CINDER_BLOCK: 'OTHER',
  PREFABRICATED: 'OTHER',
};

/** Some furniture is neither the one nor the other. */
const furnished: Readonly<Record<Furniture, boolean | null>> = {
  FULLY_FURNISHED: true,
  UNFURNISHED: false,
  PARTIALLY_FURNISHED: null,
  UNKNOWN: null,
};

/** What a home may have outside: told as an area, as being there at all, or both. */
type Outside = 'balcony' | 'terrace';
const outsides = {
  balcony: {
    areaField: 'balconyArea',
    presenceField: 'hasBalcony',
    readArea: ({ habitation }: Listing) => habitation?.surface?.balconies,
    readPresence: ({ habitation }: Listing) => habitation?.characteristics?.hasBalcony,
  },
  terrace: {
    areaField: 'terraceArea',
    presenceField: 'hasTerrace',
    readArea: ({ habitation }: Listing) => habitation?.surface?.terraces,
    readPresence: ({ habitation }: Listing) => habitation?.characteristics?.hasTerrace,
  },
} as const;

/** As told in m²; 0 where the client says that there is none. */
export function outsideAreaOf(sources: SubjectSources, outside: Outside): Fact<number> | null {
  const { areaField, presenceField, readArea } = outsides[outside];
  const override = given(sources.overrides?.[areaField]);
  if (override !== null) return override;
  return sources.overrides?.[presenceField] === false ? derived(0) : findTold(sources, readArea);
}

/** As told; else by the area, of which a record's 0 may also mean that nobody measured. */
export function hasOutsideOf(sources: SubjectSources, outside: Outside): Fact<boolean> | null {
  const { areaField, presenceField, readArea, readPresence } = outsides[outside];
  const override = given(sources.overrides?.[presenceField]);
  if (override !== null) return override;
  const givenArea = sources.overrides?.[areaField] ?? null;
  if (givenArea !== null) return derived(givenArea > 0);
  const told = findTold(sources, readPresence);
  return told ?? (findTold(sources, (listing) => positive(readArea(listing))) === null ? null : derived(true));
}

/** A client that says there is none has not measured one. */
export function areaRule({ overrides }: SubjectSources, outside: Outside): Rule<number> {
  const { presenceField } = outsides[outside];
  return {
    allowed: () => `0 where ${presenceField} is false`,
    admits: (area) => area === 0 || overrides?.[presenceField] !== false,
  };
}

/** A client that has measured one does not say that there is none. */
export function presenceRule({ overrides }: SubjectSources, outside: Outside): Rule<boolean> {
  const { areaField } = outsides[outside];
  return {
    allowed: `true where ${areaField} is above 0`,
    admits: (isThere) => isThere || positive(overrides?.[areaField]) === null,
  };
}

/** The kind of cellar that a house has; a cellar of which no more is known is one for wine and coal. */
export function cellarTypeOf(sources: SubjectSources): Fact<CellarType> | null {
  return given(sources.overrides?.cellarType) ?? toType<CellarType>(hasCellarOf(sources), 'CELLAR');
}

/** The kind of attic that a house has; one of which no more is known is for storing things. */
export function atticTypeOf(sources: SubjectSources): Fact<AtticType> | null {
  return given(sources.overrides?.atticType) ?? toType<AtticType>(hasAtticOf(sources), 'ATTIC');
}

function toType<Type>(presence: Fact<boolean> | null, type: Type): Fact<Type | 'NONE'> | null {
  return presence === null ? null : derived(presence.value ? type : 'NONE');
}

export function hasCellarOf(sources: SubjectSources): Fact<boolean> | null {
  return findFact(sources, sources.overrides?.hasCellar, ({ habitation }) => habitation?.characteristics?.hasCellar);
}

export function hasAtticOf(sources: SubjectSources): Fact<boolean> | null {
  return findFact(sources, sources.overrides?.hasAttic, ({ habitation }) => habitation?.characteristics?.hasGrenier);
}

/** What a client says of the kind must fit what it says of the presence. */
export function kindRule(
  { overrides }: SubjectSources,
  presenceField: 'hasCellar' | 'hasAttic',
): Rule<CellarType | AtticType> {
  const presence = overrides?.[presenceField] ?? null;
  return {
    allowed: `NONE where ${presenceField} is false, and a kind of it where that is true`,
    admits: (kind) => presence === null || presence === (kind !== 'NONE'),
  };
}

export function glazingTypeOf(sources: SubjectSources): Fact<Glazing> | null {
  const told = findTold(sources, ({ habitation }) =>
    firstOf(habitation?.features?.glazingTypes ?? [], (type) => glazings[type]),
  );
  return given(sources.overrides?.glazingType) ?? (told === null ? null : derived(told.value));
}

export function buildingMaterialOf(sources: SubjectSources): Fact<BuildingMaterial> | null {
  const told = findTold(sources, ({ habitation }) =>
    firstOf(habitation?.features?.constructionMaterials ?? [], (material) => buildingMaterials[material]),
  );
  return given(sources.overrides?.buildingMaterial) ?? (told === null ? null : derived(told.value));
}

export function hasPoolOf(sources: SubjectSources): Fact<boolean> | null {
  return findFact(sources, sources.overrides?.hasPool, ({ habitation }) => habitation?.characteristics?.hasPool);
}

export function hasLiftOf(sources: SubjectSources): Fact<boolean> | null {
  return findFact(sources, sources.overrides?.hasLift, ({ habitation }) => habitation?.characteristics?.hasLift);
}

export function isFurnishedOf(sources: SubjectSources): Fact<boolean> | null {
  const told = findTold(sources, ({ habitation }) => {
    const furniture = habitation?.features?.furniture;
    return furniture ? furnished[furniture] : null;
  });
  return given(sources.overrides?.isFurnished) ?? (told === null ? null : derived(told.value));
}
