import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
} from 'graphql';

const CONDITIONS = ['$no: Boolean! = false', '$yes: Boolean! = true', '$maybe: Boolean!', '$open: Boolean = true'];

/** Any query that the schema allows: through fragments, aliases, conditions, variables and introspection. */
export function createRandomOperation(schema, random) {
  const fragments = [];
  const definitions = new Map();
  const variables = { maybe: random() < 0.5 };
  if (random() < 0.3) variables['open'] = random() < 0.5;
  let names = 0;
  const chance = (share) => random() < share;
  const oneOf = (items) => items[Math.floor(random() * items.length)];

  /** What stands in for any selection of the type: its own fields, and those of what it may turn out to be. */
  function selectionOf(typeName, depth) {
    const type = schema.getType(typeName);
    if (isAbstractType(type)) {
      const parts = schema
        .getPossibleTypes(type)
        .slice(0, 4)
        .filter(() => chance(0.7))
        .map((each) => `... on ${each.name} ${condition()} { ${selectionOf(each.name, depth)} }`);
      return ['__typename', ...parts].join(' ');
    }
    const fields = Object.values(type.getFields());
    const chosen = fields.filter((field) => chance(isCompositeType(getNamedType(field.type)) ? 0.5 / depth : 0.5));
    const texts = chosen.slice(0, 8).map((field) => fieldText(field, depth));
    if (chance(0.2) || texts.length === 0) texts.push(chance(0.5) ? '__typename' : '__proto__: __typename');
    const text = texts.filter((each) => each !== '').join(' ') || '__typename';
    if (chance(0.15)) return `... ${condition()} { ${text} } ${text}`;
    if (!chance(0.2)) return text;
    const name = `F${fragments.length}`;
    fragments.push(`fragment ${name} on ${typeName} { ${text} }`);
    return `...${name} ${condition()} ... on ${typeName} { ...${name} }`;
  }

  function fieldText(field, depth) {
    const named = getNamedType(field.type);
    if (isCompositeType(named) && depth > 4) return '';
    // Fields with arguments have names of their own: the same name with other arguments is no valid query.
    const alias = field.args.length > 0 || chance(0.1) ? `a${(names += 1)}: ` : '';
    const args = field.args.filter((argument) => isRequiredArgument(argument) || chance(0.4)).map(argumentText);
    const below = isCompositeType(named) ? ` { ${selectionOf(named.name, depth + 1)} }` : '';
    return `${alias}${field.name}${args.length === 0 ? '' : `(${args.join(', ')})`} ${condition()}${below}`;
  }

  function condition() {
    if (!chance(0.1)) return '';
    const [name] = oneOf(CONDITIONS).slice(1).split(':');
    const value = chance(0.3) ? String(chance(0.5)) : `$${name}`;
    const text = `@${oneOf(['skip', 'include'])}(if: ${value})`;
    if (value.startsWith('$')) {
      definitions.set(String(name), CONDITIONS.find((each) => each.startsWith(`$${name}:`)) ?? '');
    }
    return text;
  }

  function argumentText({ name, type }) {
    if (!chance(0.3)) return `${name}: ${literal(type)}`;
    const variable = `v${(names += 1)}`;
    definitions.set(variable, `$${variable}: ${String(type)}`);
    variables[variable] = valueOf(type);
    return `${name}: $${variable}`;
  }

  function literal(type) {
    return isEnumType(getNullableType(type)) ? String(valueOf(type)) : toText(valueOf(type), type);
  }

  /** As JSON; an enum's value by its name. */
  function valueOf(type) {
    const inner = getNullableType(type);
    if (!isNonNullType(type) && chance(0.1)) return null;
    if (isListType(inner)) return Array.from({ length: Math.floor(random() * 3) }, () => valueOf(inner.ofType));
    if (isEnumType(inner)) return oneOf(inner.getValues()).name;
    if (isInputObjectType(inner)) {
      const fields = Object.values(inner.getFields()).filter((field) => isNonNullType(field.type) || chance(0.2));
      return Object.fromEntries(fields.map((field) => [field.name, valueOf(field.type)]));
    }
    switch (inner.name) {
      case 'Int':
        return Math.floor(random() * 20);
      case 'Float':
        return Math.floor(random() * 2000) / 10;
      case 'Boolean':
        return chance(0.5);
      default:
        return oneOf(['one', 'two', 'three']);
    }
  }

  function toText(value, type) {
    const inner = getNullableType(type);
    if (Array.isArray(value) && isListType(inner)) {
      return `[${value.map((each) => toText(each, inner.ofType)).join(', ')}]`;
    }
    if (isInputObjectType(inner) && typeof value === 'object' && value !== null) {
      const fields = inner.getFields();
      const texts = Object.entries(value).map(
        ([name, each]) => `${name}: ${toText(each, fields[name]?.type ?? inner)}`,
      );
      return `{ ${texts.join(', ')} }`;
    }
    return isEnumType(inner) ? String(value) : JSON.stringify(value);
  }

  const root = selectionOf(schema.getQueryType()?.name ?? 'Query', 1);
  const introspection = chance(0.05) ? ' __schema { queryType { name } } __type(name: "Query") { name kind }' : '';
  const header = definitions.size === 0 ? 'query' : `query Q(${[...definitions.values()].join(', ')})`;
  const used = Object.entries(variables).filter(([name]) => definitions.has(name));
  return {
    document: `${header} { ${root}${introspection} } ${fragments.join(' ')}`,
    variables: Object.fromEntries(used),
  };
}
