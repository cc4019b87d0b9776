import { document } from './yaml';

/**
 * The object in a YAML document that {@link document} has written, in a tenth of the time of a parser; nothing for any
 * other text. It reads the few forms that a synth writes, and takes its own reading only where writing that gives the
 * same text, byte by byte.
 */
export function writtenObject(text: string): object | undefined {
  if (!text.endsWith('\n')) return undefined;
  try {
    const reader = new Reader(text.slice(0, -1).split('\n'));
    const object = reader.map('', undefined);
    return reader.isAtEnd && document(object) === text ? object : undefined;
  } catch (error) {
    if (error instanceof OtherForm) return undefined;
    throw error;
  }
}

class OtherForm extends Error {}

/** Thrown for each such text: made once, as its trace is read by nobody. */
const otherForm = new OtherForm();

/** Deeper than any kind of Kubernetes. */
const DEEPEST = 60;

class Reader {
  private line = 0;

  constructor(private readonly lines: readonly string[]) {}

  public get isAtEnd(): boolean {
    return this.line === this.lines.length;
  }

  /** @param first what stands behind the dash of a list, where the map begins there */
  public map(indent: string, first: string | undefined): Record<string, unknown> {
    if (indent.length > 2 * DEEPEST) throw otherForm;
    const result: Record<string, unknown> = {};
    for (let text = first ?? this.below(indent); text !== undefined; text = this.below(indent)) {
      const end = keyEnd(text);
      const key = text.slice(0, end);
      this.line++;
      result[key] = end + 1 === text.length ? this.nested(`${indent}  `) : this.scalar(text.slice(end + 2), indent);
    }
    return result;
  }

  private list(indent: string, first: string | undefined): unknown[] {
    if (indent.length > 2 * DEEPEST) throw otherForm;
    const result: unknown[] = [];
    for (let text = first ?? this.below(indent); text?.startsWith('- '); text = this.below(indent)) {
      const item = text.slice(2);
      const inside = `${indent}  `;
      if (item.startsWith('- ')) result.push(this.list(inside, item));
      else if (isEntry(item)) result.push(this.map(inside, item));
      else {
        this.line++;
        result.push(this.scalar(item, indent));
      }
    }
    return result;
  }

  private nested(indent: string): unknown {
    return this.below(indent)?.startsWith('- ') ? this.list(indent, undefined) : this.map(indent, undefined);
  }

  /** What the line has behind an indentation; nothing where it belongs to what is around. */
  private below(indent: string): string | undefined {
    const line = this.lines[this.line];
    if (line === undefined || !line.startsWith(indent) || line.length === indent.length) return undefined;
    if (line[indent.length] === ' ') throw otherForm;
    return line.slice(indent.length);
  }

  private scalar(text: string, indent: string): unknown {
    if (text === '|' || text === '|-') return this.block(`${indent}  `) + (text === '|' ? '\n' : '');
    if (text.startsWith('"')) return jsonText(text);
    if (text.startsWith('\'')) return text.slice(1, -1).replaceAll('\'\'', '\'');
    return WORDS.has(text) ? WORDS.get(text) : /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : empty(text);
  }

  private block(indent: string): string {
    const begin = this.line;
    while (this.line < this.lines.length && isWithin(this.lines[this.line]!, indent)) this.line++;
    return this.lines.slice(begin, this.line).map(line => line.slice(indent.length)).join('\n');
  }
}

const WORDS: ReadonlyMap<string, unknown> = new Map([['true', true], ['false', false], ['null', null]]);

function empty(text: string): unknown {
  return text === '[]' ? [] : text === '{}' ? {} : text;
}

function isWithin(line: string, indent: string): boolean {
  return line === '' || line.startsWith(indent);
}

/** Where the colon behind a key stands. A key in quotes is left to a parser. */
function keyEnd(text: string): number {
  const inside = text.indexOf(': ');
  const end = inside < 0 && text.endsWith(':') ? text.length - 1 : inside;
  if (end <= 0 || /^["'?\-[{]/.test(text)) throw otherForm;
  return end;
}

function isEntry(item: string): boolean {
  return !/^["']/.test(item) && (item.includes(': ') || item.endsWith(':'));
}

function jsonText(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    throw otherForm;
  }
}
