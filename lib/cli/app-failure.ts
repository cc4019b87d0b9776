import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sentence } from '../rules/language/message-text';
import { withoutSecrets } from '../rules/language/secret-text';
import type { LocatedFinding, SourcePlace } from '../rules/language/source-place';

/**
 * What an app that ended before its synth is for a program that reads findings: one of no rule, with the message and
 * the line of the app's own source that its trace or its compiler names first.
 *
 * @param said what it said on standard error, or why it said nothing
 */
export function appFailure(app: string, status: number, said: string): LocatedFinding {
  return {
    rule: 'app-failed',
    severity: 'error',
    deployment: 'app',
    field: 'app',
    cause: sentence(withoutSecrets(messageIn(said) ?? `'${app}' ended with exit code ${status} and without findings`)),
    fix: 'correct the app; standard error has all that it said',
    source: '`app` in cdk8s.yaml',
    ...placeIn(said),
  };
}

/** The message of what was thrown, or of what a compiler did not understand; else the last line. */
function messageIn(said: string): string | undefined {
  // esbuild: `✘ [ERROR] Expected ";"`; tsx and Node: `TypeError: x is not a function`; ts-node: `error TS2304: ...`.
  const [, esbuild, thrown, compiler] = /\[ERROR\] (.+)|^((?:Uncaught )?\w*Error(?: \[\w+\])?: .+)|(error TS\d+: .+)/m
    .exec(said) ?? [];
  return (esbuild ?? thrown ?? compiler ?? said.trim().split('\n').at(-1))?.trim() || undefined;
}

function placeIn(said: string): SourcePlace | undefined {
  const places = said.matchAll(/((?:file:\/\/)?[^\s()'"]+\.[cm]?[jt]sx?)[:(](\d+)[:,](\d+)/g);
  for (const [, name = '', line, column] of places) {
    const file = relative(process.cwd(), resolve(name.startsWith('file:') ? fileURLToPath(name) : name));
    // What is not in the project, or in a package of it, is not what its author wrote.
    if (/^\.\.|^node_modules\b/.test(file) || !existsSync(file)) continue;
    return { file, line: Number(line), column: Number(column) };
  }
  return undefined;
}
