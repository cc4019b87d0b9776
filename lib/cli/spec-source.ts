import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type * as TypeScript from 'typescript';
import { projectTypescript } from '../synth/source/typescript';
import { CommandLineMistake } from './dist-file';

/** A change at one position of a source file. */
export interface SourceEdit {
  readonly file: string;
  /** Line of the change, from 1. */
  readonly line: number;
  readonly before: string;
  readonly after: string;
  /** The text of the whole file after the change. */
  readonly text: string;
}

/**
 * Finds the number of pods of a role in the source of a spec, and replaces it. It follows `new
 * DisaggregatedInference(..., 'name', spec)` from the file of the app to the object literal of the spec, in that file
 * or an imported one.
 *
 * @throws CommandLineMistake if the source has no literal number that can be replaced
 */
export function replicasEdit(appFile: string, deployment: string, role: string, replicas: number): SourceEdit {
  const ts = typescript();
  const app = parseFile(ts, appFile);
  const spec = specOf(ts, app, deployment);
  const pool = property(ts, spec.object, role);
  if (!pool || !ts.isObjectLiteralExpression(pool.initializer))
    throw byHand(spec.source, `${role}.replicas`, 'the role is not an object literal');
  const number = property(ts, pool.initializer, 'replicas');
  if (number && !ts.isNumericLiteral(number.initializer))
    throw byHand(spec.source, `${role}.replicas`, `it is '${number.initializer.getText(spec.source)}'`);
  if (number)
    return edit(spec.source, number.initializer.getStart(spec.source), number.initializer.getEnd(), `${replicas}`);
  // The number comes from a spread of an object that other specs may share, so it is overridden here.
  const last = pool.initializer.properties.at(-1);
  if (!last) throw byHand(spec.source, `${role}.replicas`, 'the role is an empty object');
  return edit(spec.source, last.getEnd(), last.getEnd(), `, replicas: ${replicas}`);
}

interface Spec {
  readonly source: TypeScript.SourceFile;
  readonly object: TypeScript.ObjectLiteralExpression;
}

function typescript(): typeof TypeScript {
  const found = projectTypescript();
  if (found) return found;
  throw new CommandLineMistake(
    '`llmd scale` needs the package typescript in the project, and it is not installed. Fix: npm install '
    + '--save-dev typescript',
  );
}

function parseFile(ts: typeof TypeScript, file: string): TypeScript.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
}

function specOf(ts: typeof TypeScript, app: TypeScript.SourceFile, deployment: string): Spec {
  let spec: TypeScript.Expression | undefined;
  const visit = (node: TypeScript.Node): void => {
    if (ts.isNewExpression(node) && node.expression.getText(app) === 'DisaggregatedInference') {
      const [, name, given] = node.arguments ?? [];
      if (name && ts.isStringLiteralLike(name) && name.text === deployment) spec = given;
    }
    ts.forEachChild(node, visit);
  };
  visit(app);
  if (spec === undefined)
    throw new CommandLineMistake(
      `${app.fileName} has no \`new DisaggregatedInference(app, '${deployment}', ...)\`: edit the spec by hand`,
    );
  if (ts.isObjectLiteralExpression(spec)) return { source: app, object: spec };
  const found = ts.isIdentifier(spec) ? variable(ts, app, spec.text) : undefined;
  if (found === undefined) throw byHand(app, 'the spec', `it is '${spec.getText(app)}'`);
  return found;
}

/** The object literal of a variable, in this file or the one that it is imported from. */
function variable(ts: typeof TypeScript, source: TypeScript.SourceFile, name: string): Spec | undefined {
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement)) {
      const found = statement.declarationList.declarations.find(
        ({ name: declared }) => declared.getText(source) === name,
      )?.initializer;
      if (found && ts.isObjectLiteralExpression(found)) return { source, object: found };
    }
    if (
      ts.isImportDeclaration(statement)
      && ts.isStringLiteral(statement.moduleSpecifier)
      && statement.moduleSpecifier.text.startsWith('.')
    ) {
      const bindings = statement.importClause?.namedBindings;
      const imported
        = bindings && ts.isNamedImports(bindings)
          ? bindings.elements.find(element => element.name.text === name)
          : undefined;
      const file = imported && moduleFile(source.fileName, statement.moduleSpecifier.text);
      if (imported && file) return variable(ts, parseFile(ts, file), (imported.propertyName ?? imported.name).text);
    }
  }
  return undefined;
}

function moduleFile(from: string, specifier: string): string | undefined {
  const base = resolve(dirname(from), specifier.replace(/\.js$/, ''));
  const file = [`${base}.ts`, join(base, 'index.ts')].find(existsSync);
  return file && relative(process.cwd(), file);
}

function property(
  ts: typeof TypeScript,
  object: TypeScript.ObjectLiteralExpression,
  name: string,
): TypeScript.PropertyAssignment | undefined {
  return object.properties
    .filter(ts.isPropertyAssignment)
    .find(property => property.name.getText(object.getSourceFile()).replace(/^['"]|['"]$/g, '') === name);
}

function edit(source: TypeScript.SourceFile, start: number, end: number, after: string): SourceEdit {
  const { text } = source;
  return {
    file: source.fileName, line: source.getLineAndCharacterOfPosition(start).line + 1,
    before: text.slice(start, end), after, text: text.slice(0, start) + after + text.slice(end),
  };
}

function byHand({ fileName }: TypeScript.SourceFile, what: string, why: string): CommandLineMistake {
  return new CommandLineMistake(
    `${fileName}: ${what} cannot be changed by \`llmd scale\`, since ${why}: edit it by hand and run \`npx `
    + `cdk8s synth\``,
  );
}
