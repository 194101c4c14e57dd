import { GraphQLScalarType } from 'graphql';
import { DateResolver, DateTimeISOResolver, URLResolver } from 'graphql-scalars';
import type { Resolvers } from '../generated/graphql.js';

/**
 * Days and instants are checked by graphql-scalars on the way in and stay text in here; on the way out they are text
 * already, in the form that the schema promises.
 */
export const scalarResolvers: Pick<Resolvers, 'Date' | 'DateTime' | 'URL' | 'CurrencyCode'> = {
  Date: textScalar('Date', DateResolver, (day) => day.toISOString().slice(0, 10)),
  DateTime: textScalar('DateTime', DateTimeISOResolver, (instant) => instant.toISOString()),
  URL: new GraphQLScalarType({ ...URLResolver.toConfig(), name: 'URL' }),
  CurrencyCode: new GraphQLScalarType({ name: 'CurrencyCode', serialize: toCurrencyCode }),
};

/** By its form alone: a list of currencies would be older than the vendors'. */
function toCurrencyCode(value: unknown): string {
  if (typeof value === 'string' && /^[A-Z]{3}$/.test(value)) return value;
  throw new TypeError('CurrencyCode cannot represent this value.');
}

function textScalar(
  name: string,
  checked: GraphQLScalarType,
  toText: (parsed: Date) => string,
): GraphQLScalarType<string, string> {
  const read = (parsed: unknown): string => {
    if (parsed instanceof Date && !Number.isNaN(parsed.getTime())) return toText(parsed);
    throw new TypeError(`${name} cannot represent this value.`);
  };
  return new GraphQLScalarType<string, string>({
    name,
    serialize: (value) => {
      if (typeof value === 'string') return value;
      throw new TypeError(`${name} cannot represent ${typeof value}.`);
    },
    parseValue: (value) => read(checked.parseValue(value)),
    parseLiteral: (node, variables) => read(checked.parseLiteral(node, variables)),
  });
}
