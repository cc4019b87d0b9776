import { Command } from 'commander';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchmarkRun } from '../bench/benchmark-run';
import { printJson, printLine } from './console';
import { diffSources } from './diff-sources';
import { examples } from './examples';
import { failure } from './failure';
import { CommandLineMistake, readInputFile, writeOutputFile } from './input-file';
import { OutputFormat, outputOption } from './output';
import { readRun } from '../bench/stored-run';
import { changedTopologies } from '../review/graph/pictures';
import { UnreadableManifest } from '../review/manifests/manifest-document';
import { reportPage, Since } from '../review/page/report-page';
import { review } from '../review/review';
import { folderSource } from '../review/sources/folder';
import { UnreadableSource } from '../review/sources/source';

/** `llmd report`. */
export function reportCommand(): Command {
  return new Command('report').argument('[file]', 'the page that is written', 'deployments.html')
    .description('writes one page of all deployments: pictures, resources, images, waived rules; it loads nothing')
    .option('--since <base>', 'say what changed since a commit or a folder')
    .option('--folder <folder>', 'folder of the manifests', 'dist')
    .option('--results <folder>', 'folder of results of `llmd bench`', 'bench-results')
    .addOption(outputOption())
    .addHelpText('after', examples('llmd report', 'llmd report page.html --since origin/main'))
    .action((file: string, options: ReportOptions) => {
      process.exitCode = runReport(file, options);
    });
}

/** Options of `llmd report`. */
export interface ReportOptions {
  /** What the page compares with. @default - nothing */
  readonly since?: string;
  /** Folder of the manifests. */
  readonly folder: string;
  /** Folder of the results of benchmarks; it need not be there. */
  readonly results: string;
  readonly output: OutputFormat;
}

/** Writes the page. */
export function runReport(file: string, { folder, output, results, since }: ReportOptions): number {
  try {
    const { files } = folderSource(folder);
    const page = reportPage(files, since === undefined ? undefined : compared(since, folder), runsIn(results));
    writeOutputFile(file, page);
    if (output === 'json') printJson({ ok: true, file });
    else printLine(`wrote ${file}`);
    return 0;
  } catch (error) {
    const isMistake = error instanceof UnreadableManifest || error instanceof UnreadableSource;
    return failure(isMistake ? new CommandLineMistake(error.message) : error, output);
  }
}

function runsIn(folder: string): readonly BenchmarkRun[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter(name => name.endsWith('.json')).sort()
    .flatMap(name => readRun(readInputFile(join(folder, name), LARGEST_MIB)) ?? []);
}

/** A sweep of some points. */
const LARGEST_MIB = 4;

function compared(name: string, folder: string): Since {
  const { after, before } = diffSources([name], folder);
  return {
    name, review: review(before.files, after.files), topologies: changedTopologies(before.files, after.files),
  };
}
