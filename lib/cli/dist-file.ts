import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DistDeployment, distDeployment } from '../cluster/dist-deployment';
import { EditedFile } from '../cluster/dist-record';
import { BrokenYaml } from '../cluster/strict-yaml';
import { CommandLineMistake, readInputFile } from './input-file';

export { CommandLineMistake } from './input-file';

/** A file of `dist/` and its content. */
export interface DistFile {
  /** Name of the deployment, which is also that of the file. */
  readonly name: string;
  readonly path: string;
  /** SHA-256 of the file. Results contain it, so that the file they are about is known. */
  readonly digest: string;
  readonly deployment: DistDeployment;
}

/**
 * Reads and checks the whole file of a deployment. Every command uses this function, so none works with a part of a
 * broken file.
 *
 * @param name of the deployment, or a path that ends in `.yaml`
 * @throws CommandLineMistake if the file does not exist, or it is broken
 */
export function readDistFile(name: string): DistFile {
  const path = [name, join('dist', `${name}.k8s.yaml`)].find(path => path.endsWith('.yaml') && existsSync(path));
  if (path === undefined) throw new CommandLineMistake(missingText(name));
  const text = readInputFile(path, LARGEST_MIB);
  return {
    name: basename(path).replace(/(\.k8s)?\.yaml$/, ''), path,
    digest: `sha256:${createHash('sha256').update(text).digest('hex')}`,
    deployment: wholeDeployment(path, text),
  };
}

function missingText(name: string): string {
  const text = `dist/${name}.k8s.yaml does not exist`;
  const there = existsSync('dist')
    ? readdirSync('dist').flatMap(file => /^(.+)\.k8s\.yaml$/.exec(file)?.[1] ?? [])
    : [];
  if (there.length === 0 && !existsSync('cdk8s.yaml')) {
    return `${text}, and this folder has no cdk8s.yaml: run \`llmd\` in the folder of the project, or name a file that `
      + 'ends in .yaml';
  }
  const fix = 'run `npx cdk8s synth` first, or name a file that ends in .yaml';
  const more = there.length > SHOWN ? ` and ${there.length - SHOWN} more (\`llmd list\`)` : '';
  const has = there.length === 0 ? '' : `. dist/ has ${there.slice(0, SHOWN).join(', ')}${more}`;
  return `${text}: ${fix}${has}`;
}

/** Names of deployments in a message. */
const SHOWN = 10;

/** A deployment has some hundred kilobytes; etcd takes no object above 1.5 MiB. */
const LARGEST_MIB = 4;

function wholeDeployment(path: string, text: string): DistDeployment {
  try {
    return distDeployment(text);
  } catch (error) {
    const fix = error instanceof EditedFile ? EDITED_FIX : BROKEN_FIX;
    throw new CommandLineMistake(`${brokenText(path, error as Error)}. Nothing was done. Fix: ${fix}`);
  }
}

const BROKEN_FIX = 'run `npx cdk8s synth`, or restore the file from version control';
const EDITED_FIX = 'make the change in the spec, or in the chart in `main.ts`, and run `npx cdk8s synth`: '
  + 'a file that was edited by hand is not used';

/** What is wrong with a file, with the line if it is known. */
export function brokenText(path: string, error: Error): string {
  if (error instanceof BrokenYaml) return `${path}:${error.line}: ${error.reason}`;
  if (error instanceof TypeError) return `${path}: an object lacks required fields of its kind (${error.message})`;
  return `${path}: ${error.message}`;
}

/**
 * Parses a number of the command line.
 *
 * @throws CommandLineMistake
 */
export function wholeNumber(what: string, text: string, least = 1): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least)
    throw new CommandLineMistake(`${what} must be a whole number of at least ${least}, got '${text}'`);
  return number;
}
