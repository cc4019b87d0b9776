import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { strictYaml, YamlDocument } from '../cluster/strict-yaml';
import { isOwnRuleId } from '../rules/language/rule-id';
import { book } from '../rules/report/catalog';
import { waiversOf } from '../plan/waiver-annotations';
import { printError, printText, visible } from './console';
import { brokenText } from './dist-file';
import { readInputFile } from './input-file';

/**
 * Prints the waivers in the manifests of a folder: file, rule, reason. The exit code is 2 if the folder cannot be read.
 */
export function printWaivers(folder: string): number {
  try {
    const titles = new Map<string, string>(book().map(({ rule }) => [rule.id, rule.title]));
    const lines = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => /\.ya?ml$/.test(name))
      .sort()
      .flatMap(name =>
        waivedIn(join(folder, name)).map(
          ({ rule, reason }) => `${join(folder, name)}: ${rule} ${titles.get(rule) ?? unknownTitle(rule)}: ${reason}`,
        ),
      );
    printText(lines.length === 0 ? visible(`nothing is waived in ${folder}`) : lines.map(visible).join('\n'));
    return 0;
  } catch (error) {
    printError(
      `${folder} cannot be read: ${(error as Error).message}. Fix: run \`npx cdk8s synth\` first, or name the `
      + `folder of the manifests: \`llmd rules --waived <folder>\``,
    );
    return 2;
  }
}

function unknownTitle(rule: string): string {
  return isOwnRuleId(rule) ? '(a rule of this app)' : '(no longer a rule)';
}

function waivedIn(path: string): { readonly rule: string; readonly reason: string }[] {
  return documentsOf(path).flatMap(({ value }) => {
    const object = value as { readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> } } | null;
    return waiversOf(object?.metadata?.annotations ?? {});
  });
}

/** A fleet in one file. */
const LARGEST_MIB = 16;

function documentsOf(path: string): readonly YamlDocument[] {
  const text = readInputFile(path, LARGEST_MIB);
  try {
    return strictYaml(text);
  } catch (error) {
    throw new Error(brokenText(path, error as Error), { cause: error });
  }
}
