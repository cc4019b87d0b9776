import {
  Document,
  isCollection,
  isMap,
  isScalar,
  LineCounter,
  Node,
  parseAllDocuments,
  visit,
  YAMLError,
  YAMLMap,
} from 'yaml';
import { writtenObject } from '../yaml/written-yaml';
import { tooDeep } from './yaml-depth';

/** A document and where it begins. */
export interface YamlDocument {
  readonly value: unknown;
  /** From 1. */
  readonly line: number;
}

/** A text that a reader could only guess the meaning of. */
export class BrokenYaml extends Error {
  /** @param line from 1 */
  constructor(readonly line: number, readonly reason: string) {
    super(`line ${line}: ${reason}`);
  }
}

/**
 * Reads YAML 1.1, as kubectl does, without recovering from mistakes: the parser's own recovery drops what it cannot
 * read.
 *
 * @throws BrokenYaml for the first parse error, duplicate key, unknown tag, value that JSON does not have, or too many
 * aliases
 */
export function strictYaml(text: string): readonly YamlDocument[] {
  const own = writtenDocuments(text);
  if (own !== undefined) return own;
  const lines = new LineCounter();
  const broken = (offset: number, reason: string): BrokenYaml => new BrokenYaml(lines.linePos(offset).line, reason);
  try {
    const deep = tooDeep(text);
    if (deep !== undefined) throw new BrokenYaml(lineAt(text, deep), 'it nests deeper than any manifest');
    // The parser compares every key with every other one: minutes for a map of a hundred thousand. `notJson` does not.
    const options = { version: '1.1', uniqueKeys: false, prettyErrors: false, lineCounter: lines } as const;
    const documents = [...parseAllDocuments(text, options)];
    const control = text.search(CONTROL_CHARACTER);
    if (control >= 0) throw broken(control, 'a control character, which YAML does not allow');
    const problems = documents.flatMap(({ errors, warnings }): YAMLError[] => [...errors, ...warnings]);
    const [first] = problems.sort((a, b) => a.pos[0] - b.pos[0]);
    if (first !== undefined) throw broken(first.pos[0], first.message);
    for (const document of documents) {
      const found = notJson(document);
      if (found !== undefined) throw broken(found.offset, found.reason);
    }
    return documents.map((document) => {
      const begin = document.contents?.range[0] ?? document.range[0];
      return { value: document.toJS() as unknown, line: lines.linePos(begin).line };
    });
  } catch (error) {
    if (error instanceof BrokenYaml) throw error;
    // Aliases that multiply, and lists in lists without end.
    throw new BrokenYaml(1, (error as Error).message);
  }
}

/** The documents of a text that a synth wrote, which needs no parser; nothing for any other text. */
function writtenDocuments(text: string): readonly YamlDocument[] | undefined {
  const found: YamlDocument[] = [];
  let line = 1;
  for (const document of text.split(/(?<=\n)---\n/)) {
    const value = writtenObject(document);
    if (value === undefined) return undefined;
    found.push({ value, line });
    line += document.split('\n').length;
  }
  return found;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

const CONTROL_CHARACTER = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;

/** The first key that a map has twice. Keys become texts: `1` and `'1'` are one. */
function repeatedKey({ items }: YAMLMap): Problem | undefined {
  const keys = new Set<string>();
  for (const { key } of items) {
    if (!isScalar(key)) continue;
    const text = String(key.value);
    if (keys.has(text)) return { offset: key.range?.[0] ?? 0, reason: 'Map keys must be unique' };
    keys.add(text);
  }
  return undefined;
}

/**
 * The first node that has a meaning in YAML alone, as a date or a set: an API server is sent JSON. Or a key that is
 * there twice.
 */
function notJson(document: Document.Parsed): Problem | undefined {
  let found: Problem | undefined;
  visit(document, {
    Node: (key, node) => {
      const offset = node.range?.[0] ?? 0;
      const reason = isCollection(node)
        ? problemOf(node, key)
        : isScalar(node) && !isJson(node.value)
          ? NOT_JSON
          : undefined;
      if (reason !== undefined) found = { offset, reason };
      else if (isMap(node)) found = repeatedKey(node);
      return found && visit.BREAK;
    },
  });
  return found;
}

interface Problem {
  readonly offset: number;
  readonly reason: string;
}

const NOT_JSON = 'a value that JSON does not have: write it in quotes';

function problemOf({ tag }: Node, key: unknown): string | undefined {
  if (key === 'key') return 'a key that is no text';
  return tag === undefined || plainTags.includes(tag) ? undefined : `the tag ${tag}, which JSON does not have`;
}

const plainTags: readonly string[] = ['tag:yaml.org,2002:map', 'tag:yaml.org,2002:seq'];

function isJson(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
