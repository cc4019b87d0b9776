import { Command, Option } from 'commander';
import { printJson, printLine, printText } from './console';
import { diffSources } from './diff-sources';
import { examples } from './examples';
import { failure } from './failure';
import { CommandLineMistake, writeOutputFile } from './input-file';
import { OutputFormat, outputOption } from './output';
import { changedTopologies, topologiesOf } from '../review/graph/pictures';
import { mermaid } from '../review/graph/mermaid';
import type { Topology } from '../review/graph/topology';
import { topologySvg } from '../review/graph/topology-svg';
import { UnreadableManifest } from '../review/manifests/manifest-document';
import { folderSource } from '../review/sources/folder';
import { UnreadableSource } from '../review/sources/source';

/** `llmd graph`. */
export function graphCommand(): Command {
  return new Command('graph').argument('[deployments...]', 'names of deployments (default: all)')
    .description('draws deployments: gateway, route, pool, picker, pods and the way of their KV cache')
    .option('--diff [base]', 'mark what changed since a commit or a folder (default: HEAD)')
    .option('--folder <folder>', 'folder of the manifests', 'dist')
    .addOption(new Option('--format <format>', 'an SVG that needs nothing else, or mermaid for Markdown')
      .choices(['svg', 'mermaid']).default('svg'))
    .option('--to <file>', 'write to a file')
    .addOption(outputOption())
    .addHelpText('after', examples(
      'llmd graph --to deployments.svg', 'llmd graph llm-d-llama31 --format mermaid', 'llmd graph --diff origin/main',
    ))
    .action((names: readonly string[], { output, ...options }: GraphOptions & { output: OutputFormat }) => {
      process.exitCode = runGraph(names, output === 'json' ? { ...options, format: 'json' } : options);
    });
}

/** Options of `llmd graph`. */
export interface GraphOptions {
  /** Where what changed is compared with; `true` for the last commit. @default - nothing is marked */
  readonly diff?: string | true;
  /** Folder of the manifests. */
  readonly folder: string;
  readonly format: 'svg' | 'mermaid' | 'json';
  /** The file that is written. @default - standard output */
  readonly to?: string;
}

/** Draws deployments. */
export function runGraph(names: readonly string[], options: GraphOptions): number {
  try {
    const drawn = only(names, topologies(options));
    if (options.format === 'json') printJson({ ok: true, deployments: drawn });
    else write(options.format === 'svg' ? topologySvg(drawn) : mermaid(drawn), options.to);
    return 0;
  } catch (error) {
    const isMistake = error instanceof UnreadableManifest || error instanceof UnreadableSource;
    const thrown = isMistake ? new CommandLineMistake(error.message) : error;
    return failure(thrown, options.format === 'json' ? 'json' : 'text');
  }
}

function topologies({ diff, folder }: GraphOptions): readonly Topology[] {
  if (diff === undefined) return topologiesOf(folderSource(folder).files);
  const { after, before } = diffSources(diff === true ? [] : [diff], folder);
  return changedTopologies(before.files, after.files);
}

function only(names: readonly string[], all: readonly Topology[]): readonly Topology[] {
  const unknown = names.find(name => !all.some(({ deployment }) => deployment === name));
  if (unknown !== undefined || all.length === 0) {
    const known = all.length === 0 ? 'there is none'
      : `there are: ${all.map(({ deployment }) => deployment).join(', ')}`;
    throw new CommandLineMistake(unknown === undefined ? 'the manifests have no deployment'
      : `the manifests have no deployment '${unknown}'; ${known}`);
  }
  return names.length === 0 ? all : all.filter(({ deployment }) => names.includes(deployment));
}

function write(text: string, file: string | undefined): void {
  if (file === undefined) return printText(text.trimEnd());
  writeOutputFile(file, text);
  printLine(`wrote ${file}`);
}
