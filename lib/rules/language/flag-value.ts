import type { VllmCommandLine, VllmFlag } from '../../stack/vllm/flags/command-line';
import { nearest } from '../../schema/did-you-mean';
import { readJson } from './python-json';

/** What is wrong with a value, and what to write instead where that is known. */
export interface WrongValue {
  readonly cause: string;
  readonly fix?: string;
}

/** What is wrong with one value of a flag, judged as its version of vLLM parses it; nothing if it is right. */
export function wrongValue(value: string, flag: VllmFlag, line: VllmCommandLine): WrongValue | undefined {
  if (flag.none && (value === '' || value === 'None')) return undefined;
  const quoted = /^\s*(['"])(.*)\1\s*$/s.exec(value);
  if (quoted && (flag.type !== 'text' || flag.choices) && !(flag.type === 'json' && quoted[1] === '"')) {
    return {
      cause: `has quotes around its value, which no shell takes off here: ${shown(value)}`,
      fix: `remove the outer quotes: ${shown(quoted[2]!)}`,
    };
  }
  return wrongType(value, flag, line) ?? wrongNumber(value.trim(), flag) ?? wrongChoice(value, flag);
}

function wrongType(value: string, flag: VllmFlag, line: VllmCommandLine): WrongValue | undefined {
  const text = value.trim();
  switch (flag.type) {
    case 'integer':
      return wholeNumber.test(text) ? undefined : { cause: `takes a whole number, got ${shown(value)}` };
    case 'number':
      return decimal.test(text) ? undefined : { cause: `takes a number, got ${shown(value)}` };
    case 'size-or-auto':
      return text === '-1' || text.toLowerCase() === 'auto' ? undefined : wrongSize(text, line);
    case 'size':
      return wrongSize(text, line);
    case 'bool':
      return /^(false|0|no|off)$/i.test(text)
        ? {
            cause: `vLLM takes every text for true, got ${shown(value)}`,
            fix: 'remove the flag, which is off by itself',
          }
        : undefined;
    case 'json':
      return wrongJson(value);
    case 'json-or-text':
      return /^\s*\{.*\}\s*$/s.test(value) ? wrongJson(value) : undefined;
    case 'config':
      return wrongConfig(value, flag, line);
    case 'texts':
      return wrongTexts(value, flag, line);
    case 'adapter':
      return wrongAdapter(value);
    default:
      return undefined;
  }
}

function wrongSize(text: string, { suffixes }: VllmCommandLine): WrongValue | undefined {
  const [, number = '', suffix = ''] = /^(\d+(?:\.\d+)?)([a-zA-Z])$/.exec(text) ?? [];
  const decimals = number.includes('.') && suffix === suffix.toUpperCase();
  if (wholeNumber.test(text) || (suffix !== '' && suffixes.includes(suffix) && !decimals)) return undefined;
  return decimals
    ? {
        cause: `takes no decimals before \`${suffix}\`, got '${text}'`,
        fix: `use '${number}${suffix.toLowerCase()}'`,
      }
    : { cause: `takes a whole number, or a number that ends in one of ${[...suffixes].join()}, got ${shown(text)}` };
}

/** What is wrong with a number that is outside the bounds of its flag; the bounds of sizes are below all suffixes. */
function wrongNumber(text: string, { above, atLeast, atMost, below }: VllmFlag): WrongValue | undefined {
  const number = numberOf(text);
  const isRight
    = (above === undefined || number > above) && (atLeast === undefined || number >= atLeast)
      && (below === undefined || number < below) && (atMost === undefined || number <= atMost);
  if (isRight || /[kmgt]$/i.test(text)) return undefined;
  const bounds = Object.entries({ 'above': above, 'at least': atLeast, 'below': below, 'at most': atMost })
    .flatMap(([word, bound]) => (bound === undefined ? [] : [`${word} ${bound}`]));
  return { cause: `takes a number ${bounds.join(' and ')}, got ${shown(text)}` };
}

/** As Python's int() and float() read a number. */
function numberOf(text: string): number {
  const [, sign = '', word = ''] = /^([+-]?)(inf|infinity)$/i.exec(text) ?? [];
  return word === '' ? Number(text.replaceAll('_', '')) : Number(`${sign}Infinity`);
}

function wrongJson(value: string, suffixes = ''): WrongValue | undefined {
  if (readJson(value, suffixes) !== undefined) return undefined;
  const repaired = value
    .replaceAll(/([{,]\s*)'?([A-Za-z_][\w-]*)'?\s*:/g, '$1"$2":')
    .replaceAll(/(:\s*)'?([A-Za-z_][\w-]*)'?(?=\s*[,}])/g, (whole, before: string, word: string) =>
      /^(true|false|null)$/.test(word) ? whole : `${before}"${word}"`,
    );
  return {
    cause: `takes JSON, got ${shown(value)}`,
    ...(readJson(repaired, suffixes) !== undefined && { fix: `use ${shown(repaired)}` }),
  };
}

function wrongConfig(value: string, flag: VllmFlag, line: VllmCommandLine): WrongValue | undefined {
  const suffixes = line.configSuffixes ? line.suffixes : '';
  const wrong = wrongJson(value, suffixes);
  if (wrong) return wrong;
  const read = readJson(value, suffixes);
  return typeof read === 'object' && read !== null && !Array.isArray(read)
    ? wrongKey(Object.keys(read), flag)
    : { cause: `takes an object in JSON, got ${shown(value)}` };
}

function wrongTexts(value: string, flag: VllmFlag, line: VllmCommandLine): WrongValue | undefined {
  if (value.trim() === 'null') return undefined;
  const wrong = wrongConfig(value, flag, line);
  if (wrong) return wrong;
  const [key, other] = Object.entries(readJson(value) as object).find(([, each]) => typeof each !== 'string') ?? [];
  return key === undefined
    ? undefined
    : {
        cause: `takes an object of texts in JSON, and \`${key}\` is ${JSON.stringify(other)}`,
        fix: `use "${key}": ${JSON.stringify(JSON.stringify(other))}`,
      };
}

/** What is wrong with the keys of an object; nothing where vLLM takes any. */
export function wrongKey(keys: readonly string[], { keys: known }: VllmFlag): WrongValue | undefined {
  const wrong = known && keys.find(key => !known.includes(key.replace(/\+$/, '')));
  if (!known || wrong === undefined) return undefined;
  const meant = nearest(wrong, known);
  return {
    cause: `has no key ${shown(wrong)}${meant === undefined ? '' : ` (did you mean '${meant}'?)`}`,
    fix: meant === undefined ? `use one of ${known.join(', ')}` : `use '${meant}'`,
  };
}

function wrongAdapter(value: string): WrongValue | undefined {
  if (value === '' || (!value.includes(',') && value.split('=').length === 2)) return undefined;
  const read = readJson(value);
  const named = typeof read === 'object' && read !== null && 'name' in read && 'path' in read;
  return named
    ? undefined
    : { cause: `takes \`name=path\`, or an object in JSON with \`name\` and \`path\`, got ${shown(value)}` };
}

function wrongChoice(value: string, { choices, normalized, type }: VllmFlag): WrongValue | undefined {
  if (!choices) return undefined;
  const read = normalized ? value.toLowerCase().replaceAll('-', '_') : value;
  if (choices.some(choice => (type === 'integer' ? Number(read) === choice : read === choice))) return undefined;
  const meant = nearest(read, choices.map(String));
  return {
    cause: `has no value ${shown(value)}${meant === undefined ? '' : ` (did you mean '${meant}'?)`}`,
    fix: meant === undefined ? `use one of ${choices.join(', ')}` : `use '${meant}'`,
  };
}

/** A value for a message. */
function shown(value: string): string {
  return `'${value.length > LONGEST ? `${value.slice(0, LONGEST)}...` : value}'`;
}

const LONGEST = 120;

// As Python's int() and float() read a text.
const wholeNumber = /^[+-]?\d+(_\d+)*$/;
const decimal = /^[+-]?((\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+)?|inf|infinity|nan)$/i;
