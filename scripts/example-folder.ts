import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, DisaggregatedInference, InferenceSpec } from '../lib';

/** The folders of examples; each has its YAML in `dist/`. */
export const exampleFolders = ['examples', 'examples/guides'] as const;

/** What a file of examples exports by default: the spec of one deployment, or what adds several to an app. */
export type Example = InferenceSpec | ((app: App) => void);

/**
 * The YAML of each example of a folder, by the name of its file without an ending. A deployment is named like its file.
 *
 * @throws the findings, with the name of the example, where one cannot work
 */
export function synthesized(folder: string): ReadonlyMap<string, string> {
  return new Map(exampleNames(folder).map(name => [name, yamlOf(folder, name)]));
}

/** The examples of a folder, in alphabetical order. */
export function exampleNames(folder: string): readonly string[] {
  return readdirSync(folder).filter(name => name.endsWith('.ts')).map(name => name.slice(0, -'.ts'.length)).sort();
}

function yamlOf(folder: string, name: string): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the names are those of the files that are there.
  const { default: example } = require(join(folder, name)) as { readonly default: Example };
  const app = new App();
  try {
    if (typeof example === 'function') example(app);
    else new DisaggregatedInference(app, name, example);
    return app.synthYaml();
  } catch (error) {
    throw new Error(`${join(folder, name)}.ts: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
