import { Lexer } from 'yaml';

/**
 * Where a text nests deeper than anything that people or programs write, before it is parsed: the parser needs
 * gigabytes for a few megabytes of brackets.
 *
 * @returns an offset, or `undefined`
 */
export function tooDeep(text: string): number | undefined {
  let [brackets, onLine, offset, isContent] = [0, 0, 0, false];
  for (const token of new Lexer().lex(text)) {
    if (!isContent) {
      if (token === '[' || token === '{') brackets++;
      else if (token === ']' || token === '}') brackets--;
      else if (token === '-' || token === '?') onLine++;
      else if (/[\r\n]/.test(token)) onLine = 0;
      if (brackets + onLine > DEEPEST) return offset;
    }
    // What follows this mark is the content of a scalar, whatever it looks like.
    isContent = token === SCALAR;
    if (!marks.includes(token)) offset += token.length;
  }
  return undefined;
}

/** The schemas of CRDs have some sixty. */
const DEEPEST = 500;

const SCALAR = '\x1f';

/** What the lexer adds to the text: the beginning of a document, the end in a flow collection, a scalar. */
const marks: readonly string[] = ['\x02', '\x18', SCALAR];
