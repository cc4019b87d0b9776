import { relative } from 'node:path';
import type * as TypeScript from 'typescript';
import type { SourcePlace } from '../../rules/language/source-place';
import { SourceReader, type Reading } from './source-reader';
import type { StackFrame } from './stack-frames';

/**
 * Where a field of a spec is written: from the call that made the deployment through its argument, constants, imports,
 * spreads and functions to the value, or to the object that should have the field, or as near as can be read.
 *
 * @param frames the calls of the app that made the deployment, the innermost first
 */
export function placeOf(
  ts: typeof TypeScript, frames: readonly StackFrame[], deployment: string, field: string,
): SourcePlace | undefined {
  const reader = new SourceReader(ts, deployment);
  const call = reader.callAt(frames);
  if (call === undefined) return undefined;
  const [, name, spec] = call.node.arguments ?? [];
  if (field === 'name') return place(name ?? call.node);
  // A field of an object is no field of the spec.
  if (spec === undefined || !/^[A-Za-z]\w*(?:[.[]|$)/.test(field)) return place(call.node);
  const root = reader.valueOf({ node: spec, callers: call.callers });
  return place(nodeOf(reader, root, keysOf(field)) ?? call.node);
}

/** The place of a call, which needs no TypeScript. */
export function placeOfFrame({ file, line, column }: StackFrame): SourcePlace {
  return { file: relative(process.cwd(), file), line, column };
}

function nodeOf(reader: SourceReader, root: Reading, keys: readonly string[]): TypeScript.Node | undefined {
  let holder = root;
  let node: TypeScript.Node = root.node;
  for (let index = 0; index < keys.length;) {
    const found = longest(reader, holder, keys.slice(index));
    if (found === undefined) break;
    index += found.length;
    holder = reader.valueOf(found.value);
    const isLast = index === keys.length;
    // An object that is written where it is named is found by its name; one that is written elsewhere, there.
    node = holder.node === found.value.node || !reader.isLiteral(holder.node) ? found.node : holder.node;
    if (isLast) return node;
  }
  return node;
}

/** The value under as many of the keys as are one key with dots in it, such as a label. */
function longest(reader: SourceReader, holder: Reading, keys: readonly string[]):
{ readonly node: TypeScript.Node; readonly value: Reading; readonly length: number } | undefined {
  for (let length = 1; length <= keys.length; length += 1) {
    const found = reader.propertyOf(holder, keys.slice(0, length).join('.'));
    if (found) return { ...found, length };
  }
  return undefined;
}

function keysOf(field: string): string[] {
  return field.split(/\.|\[(\d+)\]/).filter(key => key !== undefined && key !== '');
}

function place(node: TypeScript.Node): SourcePlace {
  const source = node.getSourceFile();
  const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source));
  return { file: relative(process.cwd(), source.fileName), line: line + 1, column: character + 1 };
}
