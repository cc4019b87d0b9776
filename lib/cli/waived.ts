import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { strictYaml, YamlDocument } from '../cluster/strict-yaml';
import { isOwnRuleId } from '../rules/language/rule-id';
import { book } from '../rules/report/catalog';
import { waiversOf } from '../plan/waiver-annotations';
import { isOthersFile } from '../synth/others-files';
import { printError, printJson, printText, visible } from './console';
import { brokenText } from './dist-file';
import { readInputFile } from './input-file';
import type { OutputFormat } from './output';

/**
 * Prints the waivers in the manifests of a folder: file, rule, reason. The exit code is 2 if the folder cannot be read.
 */
export function printWaivers(folder: string, format: OutputFormat = 'text'): number {
  try {
    const titles = new Map<string, string>(book().map(({ rule }) => [rule.id, rule.title]));
    const waivers = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => /\.ya?ml$/.test(name) && !name.split(sep).some(isOthersFile))
      .sort()
      .flatMap(name =>
        waivedIn(join(folder, name)).map(({ reason, rule }) => (
          { file: join(folder, name), rule, title: titles.get(rule) ?? unknownTitle(rule), reason }
        )),
      );
    const lines = waivers.map(({ file, reason, rule, title }) => `${file}: ${rule} ${title}: ${reason}`);
    if (format === 'json') printJson({ ok: true, waivers });
    else printText(lines.length === 0 ? visible(`nothing is waived in ${folder}`) : lines.map(visible).join('\n'));
    return 0;
  } catch (error) {
    const cause = (
      `${folder} cannot be read: ${(error as Error).message}. Fix: run \`npx cdk8s synth\` first, or name the `
      + `folder of the manifests: \`llmd rules --waived <folder>\``
    );
    if (format === 'json') printJson({ ok: false, causes: [cause] });
    else printError(cause);
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
