import { Command, Option } from 'commander';
import { printLine, printJson } from './console';
import type { DiffOptions } from './diff-options';
import { diffSources } from './diff-sources';
import { liveReview } from './diff-live';
import { CommandLineMistake } from './input-file';
import { examples } from './examples';
import { exitCodes, failure } from './failure';
import { OutputFormat, outputOption } from './output';
import { UnreadableManifest } from '../review/manifests/manifest-document';
import { jsonOf } from '../review/output/json';
import { markdown } from '../review/output/markdown';
import { terminalLines } from '../review/output/terminal';
import { changedTopologies } from '../review/graph/pictures';
import type { Topology } from '../review/graph/topology';
import { mermaid } from '../review/graph/mermaid';
import { Review, review } from '../review/review';
import type { Danger } from '../review/effects/effect';

/** `llmd diff`. */
export function diffCommand(): Command {
  return new Command('diff').argument(
    '[sides...]', 'a commit, a folder or a file; and a second one (default: HEAD, and the folder of the manifests)',
  )
    .description('says what a change of the manifests does to each deployment, what it costs, what it risks and how '
      + 'to undo it')
    .option('--live', 'compare what the cluster has with the folder of the manifests', false)
    .option('--folder <folder>', 'folder of the manifests', 'dist')
    .option('--kubeconfig <file>', 'path of the kubeconfig, with --live')
    .option('--context <name>', 'context of the kubeconfig, with --live')
    .addOption(new Option('--format <format>', 'text, Markdown for a comment, or JSON for programs')
      .choices(['text', 'markdown', 'json']).default('text'))
    .addOption(outputOption())
    .addHelpText('after', `
Exit codes: 0 nothing differs or all of it is safe, ${diffExitCodes.care} something needs care,
${diffExitCodes.refused} something is refused, ${exitCodes.mistake} a side cannot be read, ${exitCodes.noCluster} no \
cluster. For git and kubectl, theirs.
${examples(
  'llmd diff', 'llmd diff origin/main', 'llmd diff v1.0 v1.1 --format markdown', 'llmd diff --live',
  'GIT_EXTERNAL_DIFF="llmd diff" git diff HEAD~1 -- dist', 'KUBECTL_EXTERNAL_DIFF="llmd diff" kubectl diff -f dist/',
)}`)
    .action(async (names: readonly string[], { output, ...options }: DiffOptions & { output: OutputFormat }) => {
      process.exitCode = await runDiff(names, output === 'json' ? { ...options, format: 'json' } : options);
    });
}

/** What `llmd diff` ends with where it could compare. */
export const diffExitCodes: Readonly<Record<Danger, number>> = { safe: 0, care: 3, refused: 4 };

/** Compares two sides and prints the review. */
export async function runDiff(names: readonly string[], options: DiffOptions): Promise<number> {
  try {
    const result = await compared(names, options);
    const { caller, found } = result;
    print(result, options.format);
    // git takes any other code for a failure of the program, kubectl any above 1.
    if (caller === 'git') return 0;
    return caller === 'kubectl' ? Number(found.deployments.length > 0) : diffExitCodes[found.danger];
  } catch (error) {
    const known = error instanceof UnreadableManifest ? new CommandLineMistake(error.message) : error;
    return failure(known, options.format === 'json' ? 'json' : 'text');
  }
}

async function compared(
  names: readonly string[], options: DiffOptions,
): Promise<Compared> {
  if (options.live) return { found: await liveReview(names, options), caller: 'user', pictureOf: () => undefined };
  const { after, before, caller } = diffSources(names, options.folder);
  let all: readonly Topology[] | undefined;
  const pictureOf = (name: string): string | undefined => {
    all ??= changedTopologies(before.files, after.files);
    const drawn = all.filter(({ deployment }) => deployment === name);
    return drawn.length === 0 ? undefined : mermaid(drawn);
  };
  return { found: review(before.files, after.files, { areFiles: caller !== 'kubectl' }), caller, pictureOf };
}

interface Compared {
  readonly found: Review;
  readonly caller: 'user' | 'git' | 'kubectl';
  /** A drawing of a deployment for a comment. */
  readonly pictureOf: (deployment: string) => string | undefined;
}

function print({ found, pictureOf }: Compared, format: DiffOptions['format']): void {
  if (format === 'json') printJson(jsonOf(found));
  else if (format === 'markdown') for (const line of markdown(found, pictureOf).trimEnd().split('\n')) printLine(line);
  else for (const line of terminalLines(found)) printLine(line);
}
