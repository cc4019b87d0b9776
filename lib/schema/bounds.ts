import { isIPv4, isIPv6 } from 'node:net';
import { excerpt } from '../rules/language/message-text';
import { SchemaNode } from './schema-node';
import { SchemaText } from './schema-table';

/** What bound of its schema a value does not keep, itself and not what is in it. */
export function boundProblem(node: SchemaNode, value: unknown): string | undefined {
  const { text } = node;
  if (text.enum && !text.enum.includes(value))
    return `must be one of ${text.enum.map(each => `'${String(each)}'`).join(', ')}, got ${excerpt(value)}`;
  if (typeof value === 'string') return textProblem(node, value);
  if (typeof value === 'number') return numberProblem(text, value);
  if (Array.isArray(value)) return sizeProblem('entries', value.length, text.minItems, text.maxItems);
  if (typeof value === 'object')
    return sizeProblem('keys', Object.keys(value!).length, text.minProperties, text.maxProperties);
  return undefined;
}

function textProblem(
  { pattern, text: { minLength, maxLength, format } }: SchemaNode,
  text: string,
): string | undefined {
  // The server counts code points, of which a text has at most as many as it is long, and at least half as many.
  if (
    (maxLength !== undefined && text.length > maxLength)
    || (minLength !== undefined && text.length < 2 * minLength)
  ) {
    const problem = sizeProblem('characters', [...text].length, minLength, maxLength);
    if (problem) return problem;
  }
  if (pattern && !pattern.test(text)) return `must match ${pattern.source}, got ${excerpt(text)}`;
  return format !== undefined && formats[format]?.(text) === false
    ? `must be ${format}, got ${excerpt(text)}`
    : undefined;
}

function numberProblem(
  { minimum = -Infinity, maximum = Infinity, format = '' }: SchemaText,
  value: number,
): string | undefined {
  if (value < minimum) return `must be at least ${minimum}, got ${value}`;
  if (value > maximum) return `must be at most ${maximum}, got ${value}`;
  return format === 'int32' && (value < -(2 ** 31) || value >= 2 ** 31)
    ? `must be below 2^31 in size, got ${value}`
    : undefined;
}

function sizeProblem(what: string, size: number, minimum = 0, maximum = Infinity): string | undefined {
  if (size < minimum) return `must have at least ${minimum} ${what}, got ${size}`;
  return size > maximum ? `must have at most ${maximum} ${what}, got ${size}` : undefined;
}

const formats: Readonly<Record<string, (text: string) => boolean>> = {
  'byte': text => /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text),
  'date-time': text => /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(text),
  'ipv4': isIPv4,
  'ipv6': isIPv6,
};
