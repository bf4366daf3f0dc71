import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { badUserInput } from './errors.ts';
import { currencyExponent } from './money.ts';

const rfc3339 = /^(\d{4}-\d{2}-\d{2})[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;
const isoDate = /^\d{4}-\d{2}-\d{2}$/;
const decimal = /^-?\d{1,40}(\.\d{1,20})?$/;

/** An instant: a Date inside, RFC 3339 text in UTC outside, with milliseconds only where there are any. */
export const DateTime = scalar<Date>({
  name: 'DateTime',
  example: '2026-11-01T04:05:06Z',
  read: (text) => {
    const day = rfc3339.exec(text)?.[1];
    const at = new Date(text);
    return day && isCalendarDay(day) && !Number.isNaN(at.getTime()) ? at : null;
  },
  write: (at) => at.toISOString().replace('.000Z', 'Z'),
});

/** A calendar day: ISO 8601 text inside and outside. */
export const LocalDate = scalar<string>({
  name: 'Date',
  example: '2026-11-01',
  read: (text) => (isoDate.test(text) && isCalendarDay(text) ? text : null),
  write: (day) => day,
});

/** An exact decimal number: text inside and outside; never a binary floating-point number. */
export const Decimal = scalar<string>({
  name: 'Decimal',
  example: '38.50',
  read: (text) => (decimal.test(text) ? text : null),
  write: (text) => text,
});

/** An ISO 4217 code. */
export const CurrencyCode = scalar<string>({
  name: 'CurrencyCode',
  example: 'CNY',
  read: (text) => {
    try {
      currencyExponent(text);
      return text;
    } catch {
      return null;
    }
  },
  write: (text) => text,
});

/** Resolvers for the scalars of the shared SDL. */
export const scalarResolvers = { DateTime, Date: LocalDate, Decimal, CurrencyCode };

function scalar<Value>(of: {
  name: string;
  example: string;
  read: (text: string) => Value | null;
  write: (value: Value) => string;
}): GraphQLScalarType<Value, string> {
  const parse = (text: unknown): Value => {
    const value = typeof text === 'string' ? of.read(text) : null;
    if (value === null) throw badUserInput(`${of.name} must be text such as "${of.example}".`);
    return value;
  };
  return new GraphQLScalarType<Value, string>({
    name: of.name,
    serialize: (value) => of.write(value as Value),
    parseValue: parse,
    parseLiteral: (node: ValueNode) => parse(node.kind === Kind.STRING ? node.value : null),
  });
}

/** Date.parse accepts 30 February as 2 March; the calendar does not. */
function isCalendarDay(day: string): boolean {
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}
