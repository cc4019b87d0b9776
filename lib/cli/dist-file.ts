import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DistDeployment, distDeployment } from '../cluster/dist-deployment';
import { EditedFile } from '../cluster/dist-record';
import { BrokenYaml } from '../cluster/strict-yaml';

/** A file of `dist/` and what it says. */
export interface DistFile {
  /** Name of the deployment: the file's. */
  readonly name: string;
  readonly path: string;
  /** SHA-256 of the file, by which results say what they are about. */
  readonly digest: string;
  readonly deployment: DistDeployment;
}

/** The user wrote or named something that cannot be meant; the message says what can. */
export class CommandLineMistake extends Error {}

/**
 * Reads the file of a deployment, whole: every command does it by this, and none works with what a parser could recover
 * of a broken one.
 *
 * @param name of the deployment, or a path that ends in `.yaml`
 * @throws CommandLineMistake where there is no such file, or it is broken
 */
export function readDistFile(name: string): DistFile {
  const path = [name, join('dist', `${name}.k8s.yaml`)].find(path => path.endsWith('.yaml') && existsSync(path));
  if (path === undefined) throw new CommandLineMistake(`there is no dist/${name}.k8s.yaml: synthesize first, or name a file that ends in .yaml`);
  const text = readFileSync(path, 'utf8');
  return {
    name: basename(path).replace(/(\.k8s)?\.yaml$/, ''), path,
    digest: `sha256:${createHash('sha256').update(text).digest('hex')}`,
    deployment: wholeDeployment(path, text),
  };
}

function wholeDeployment(path: string, text: string): DistDeployment {
  try {
    return distDeployment(text);
  } catch (error) {
    const fix = error instanceof EditedFile ? EDITED_FIX : BROKEN_FIX;
    throw new CommandLineMistake(`${brokenText(path, error as Error)}. Nothing was done. Fix: ${fix}`);
  }
}

const BROKEN_FIX = 'run `npx cdk8s synth`, or restore the file from version control';
const EDITED_FIX = 'write the change into the spec, or into the chart in `main.ts`, and run `npx cdk8s synth`: '
  + 'a file that was changed by hand is not used';

/** What is wrong with a file, and on which line where one is known. */
export function brokenText(path: string, error: Error): string {
  if (error instanceof BrokenYaml) return `${path}:${error.line}: ${error.reason}`;
  if (error instanceof TypeError) return `${path}: an object lacks fields that its kind must have (${error.message})`;
  return `${path}: ${error.message}`;
}

/**
 * A number as the command line gives it.
 *
 * @throws CommandLineMistake
 */
export function wholeNumber(what: string, text: string, least = 1): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least) throw new CommandLineMistake(`${what} must be a whole number of at least ${least}, got '${text}'`);
  return number;
}
