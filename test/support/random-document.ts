import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { GraphQLArgument, GraphQLField, GraphQLInputType, GraphQLObjectType, GraphQLSchema } from 'graphql';

/** What identifiers in documents are taken from. */
export type KnownRecords = Readonly<{
  adverts: readonly string[];
  advertUrls: readonly string[];
  properties: readonly string[];
  ids: readonly string[];
  agencies: readonly string[];
  requests: readonly string[];
}>;

/** From 0 to 1, without 1. */
export type Random = () => number;

const HOME = `{ propertyClass: FLAT, address: "3 rue Pasteur, 92140 Clamart", postalCode: "92140", city: "Clamart",
  livingArea: 62.5, roomCount: 3, constructionYear: 1975, energyGrade: D, floor: 1, floorCount: 2, conditionScore: 3 }`;

/** Valid queries of any shape, a few records deep, through inline text, fragments and aliases. */
export function createRandomDocuments(schema: GraphQLSchema, records: KnownRecords, random: Random): () => string {
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  const oneOf = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new Error('There is nothing to choose from.');
    return item;
  };
  const several = <Item>(items: readonly Item[], most: number) =>
    Array.from({ length: 1 + upTo(most - 1) }, () => oneOf(items));
  let fragments: string[] = [];
  let aliases = 0;

  function selectionOf(type: GraphQLObjectType, depth: number, leavesRecords: number): string {
    const fields = Object.values(type.getFields()).filter(
      ({ type: returned }) => !isCompositeType(getNamedType(returned)) || depth > 1,
    );
    const leaves = fields.filter((field) => !isCompositeType(getNamedType(field.type)));
    const branches = fields.filter((field) => isCompositeType(getNamedType(field.type)));
    if (fields.length === 0) return '__typename';
    const chosen = [
      ...several(leaves.length === 0 ? branches : leaves, 2),
      ...(branches.length === 0 ? [] : several(branches, leavesRecords)),
    ];
    const texts = [...new Set(chosen)].map((field) => fieldText(field, depth, leavesRecords));
    const text = texts.filter((each) => each !== '').join(' ');
    if (text === '' || random() > 0.2) return text === '' ? '__typename' : text;
    const name = `F${fragments.length}`;
    fragments.push(`fragment ${name} on ${type.name} { ${text} }`);
    return random() < 0.5 ? `...${name}` : `... on ${type.name} { ...${name} }`;
  }

  function fieldText(field: GraphQLField<unknown, unknown>, depth: number, leavesRecords: number): string {
    const args = argumentsText(field);
    if (args === null) return '';
    const alias = random() < 0.3 && aliases < 25 ? `a${aliases++}: ` : '';
    // The same name with other arguments would be a conflict.
    const name = alias === '' && args !== '' ? `a${aliases++}: ` : alias;
    if (aliases > 29) return '';
    const returned = getNamedType(field.type);
    if (!isCompositeType(returned)) return `${name}${field.name}${args}`;
    const below = isObjectType(returned)
      ? selectionOf(returned, depth - 1, leavesRecords)
      : isInterfaceType(returned)
        ? schema
            .getPossibleTypes(returned)
            .map((each) => `... on ${each.name} { ${isObjectType(each) ? selectionOf(each, depth - 1, 1) : ''} }`)
            .join(' ')
        : '__typename';
    return `${name}${field.name}${args} { ${below} }`;
  }

  function argumentsText(field: GraphQLField<unknown, unknown>): string | null {
    const given: string[] = [];
    for (const argument of field.args) {
      const isRequired = isNonNullType(argument.type) && argument.defaultValue === undefined;
      const value = valueOf(field.name, argument);
      if (value === null && isRequired) return null;
      if (value !== null && (isRequired || argument.name === 'first' || random() < 0.3)) {
        given.push(`${argument.name}: ${value}`);
      }
    }
    return given.length === 0 ? '' : `(${given.join(', ')})`;
  }

  function valueOf(fieldName: string, { name, type }: GraphQLArgument): string | null {
    switch (name) {
      case 'first':
        return String(oneOf([0, 1, 2, 3, 5, 12, 40]));
      case 'flxId':
        return JSON.stringify(oneOf(fieldName === 'property' ? records.properties : records.adverts));
      case 'url':
        return JSON.stringify(oneOf(records.advertUrls));
      case 'id':
        return JSON.stringify(oneOf(fieldName === 'agency' ? records.agencies : records.ids));
      case 'ids':
        return JSON.stringify(several(records.ids, 6));
      case 'agencyId':
        return JSON.stringify(oneOf(records.agencies));
      case 'requestId':
        return JSON.stringify(oneOf(records.requests));
      case 'zone':
        return `{ inseeCode: "${oneOf(['75107', '06004', '13055'])}", propertyClass: FLAT, offerType: BUY }`;
      case 'dates':
        return JSON.stringify(several(['2026-01-01', '2025-01-01', '2024-06-01', '2023-03-01'], 4));
      case 'date':
        return JSON.stringify(oneOf(['2026-01-01', '2024-06-01']));
      case 'subject':
        return HOME;
      case 'subjects':
        return `[${several([HOME, HOME.replace('62.5', '80')], 3).join(', ')}]`;
      case 'minScore':
        return String(oneOf([0, 50, 80]));
      case 'filter':
        return fieldName === 'buyerRequests' ? '{ offerTypes: [BUY] }' : '{ isOnline: true }';
      default:
        return enumValueOf(type);
    }
  }

  function enumValueOf(type: GraphQLInputType): string | null {
    const nullable = getNullableType(type);
    if (isListType(nullable)) return null;
    return isEnumType(nullable) ? oneOf(nullable.getValues()).name : null;
  }

  return () => {
    fragments = [];
    aliases = 0;
    const query = schema.getQueryType();
    if (!query) throw new Error('The schema has no queries.');
    const roots = Object.values(query.getFields()).filter(({ name }) => !name.startsWith('_'));
    const texts = [...new Set(several(roots, 3))].map((field) => fieldText(field, 2 + upTo(7), 2));
    const text = texts.filter((each) => each !== '').join(' ');
    return `{ ${text === '' ? '__typename' : text} } ${fragments.join(' ')}`;
  };
}

/** Mulberry32: small, and the same for the same seed everywhere. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
