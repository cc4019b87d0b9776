import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import * as library from '../lib';
import { temporaryFolder } from './folder';

test('the chart that docs/library.md composes by hand is written, without an error', () => {
  const page = readFileSync(join(__dirname, '..', 'docs', 'library.md'), 'utf8');
  const [, block] = /```ts\n([^`]*new PrefillPool[^`]*)```/.exec(page)!;
  const { outputText } = transpileModule(block!, {
    compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 },
  });
  const outdir = temporaryFolder();
  class App extends library.App {
    constructor() {
      super({ outdir });
    }
  }
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the README's own code
  const run = new Function('require', 'exports', outputText) as (
    require: (name: string) => unknown,
    exports: object,
  ) => void;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a module by its name
  run(name => (name === 'cdk8s-llm-d' ? { ...library, App } : require(name) as unknown), {});
  expect(readdirSync(outdir)).toEqual(['gpt-oss.k8s.yaml']);
  expect(readFileSync(join(outdir, 'gpt-oss.k8s.yaml'), 'utf8').match(/^kind: .*/gm)).toHaveLength(17);
});
