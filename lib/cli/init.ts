import { Command } from 'commander';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { newProject } from '../project/new-project';
import { packages } from '../project/files/package-json';
import { projectFiles } from '../project/project-files';
import type { NewProject } from '../project/project-file';
import { packageFolder } from '../rehearsal/package-folder';
import { report } from '../rules/report/report';
import { printError, printJson, printText } from './console';
import { CommandLineMistake } from './dist-file';
import { examples } from './examples';
import { answersOf, InitOptions } from './init-answers';
import { OutputFormat, outputOption } from './output';
import { asked, Terminal, terminal } from './questions';

/** `llmd init`. */
export function initCommand(): Command {
  return new Command('init').argument('[folder]', 'an empty or a new folder', '.')
    .description('makes a project of your own: a spec, the app, a test and a workflow. Asks on a terminal for what no '
      + 'option says')
    .option('--model <model>', 'the model, <owner>/<model> of the Hugging Face Hub')
    .option('--accelerator <product>', 'the GPU of all nodes, by the node label nvidia.com/gpu.product')
    .option('--prefill <pods>', 'pods of the role prefill (default: 2)')
    .option('--decode <pods>', 'pods of the role decode (default: 2)')
    .option('--gateway <name@version>', 'the gateway in the cluster, for example istio@1.30')
    .option('--release <name>', 'the llm-d release, by its name in the library')
    .option('--name <name>', 'name of the deployment (default: that of the folder)')
    .option('--namespace <namespace>', 'namespace of the deployment (default: its name)')
    .addOption(outputOption())
    .addHelpText('after', examples(
      'npx cdk8s-llm-d init my-llm',
      'npx cdk8s-llm-d init my-llm --model Qwen/Qwen3-32B --accelerator NVIDIA-H100-80GB-HBM3 --prefill 2 --decode 4',
    ))
    .action(async (folder: string, { output, ...options }: InitOptions & { output: OutputFormat }) => {
      process.exitCode = await runInit(folder, options, output);
    });
}

/**
 * Makes a project in an empty folder. What the rules refuse is not written; what they warn of is shown, and waived in
 * the spec with a reason to replace.
 *
 * @returns the exit code: 1 where no size of the deployment works, 2 for a mistake in the command line
 */
export async function runInit(
  folder: string, options: InitOptions, output: OutputFormat, tty: Terminal | undefined = terminal(output),
): Promise<number> {
  try {
    const target = resolve(folder);
    refuseUsed(folder, target);
    const answers = answersOf(tty ? await asked(tty, options) : options, basename(target));
    const { findings, project } = newProject(answers, {
      versions: versions(), outdir: join(target, 'dist'), month: new Date().toISOString().slice(0, 7),
    });
    const paths = project ? write(target, project) : [];
    const result = { ok: project !== undefined, folder, files: paths, findings };
    if (output === 'json') printJson(result);
    else {
      process.stderr.write(report('text', findings, { colour: process.stderr.isTTY && !process.env.NO_COLOR }));
      if (project) printText(next(folder, project, paths, findings.length));
      else printError('✖ nothing was written: the rules refuse this deployment');
    }
    return project ? 0 : 1;
  } catch (error) {
    if (!(error instanceof CommandLineMistake)) throw error;
    if (output === 'json') printJson({ ok: false, causes: [error.message] });
    else printError(`✖ ${error.message}`);
    return 2;
  }
}

/** A project is only made where nothing can be overwritten. The folder of a new repository has `.git`. */
function refuseUsed(folder: string, target: string): void {
  if (!existsSync(target)) return;
  let found: readonly string[];
  try {
    found = readdirSync(target).filter(name => name !== '.git');
  } catch {
    throw new CommandLineMistake(`${folder} is no folder: name a new or an empty one`);
  }
  if (found.length === 0) return;
  const names = found.slice(0, 3).join(', ');
  throw new CommandLineMistake(
    `the folder ${folder} is not empty (${names}${found.length > 3 ? ', ...' : ''}): name a new or an empty one, for `
    + 'example `npx cdk8s-llm-d init my-llm`',
  );
}

function write(target: string, project: NewProject): readonly string[] {
  return projectFiles.map(({ path, text }) => {
    const name = path(project);
    mkdirSync(dirname(join(target, name)), { recursive: true });
    writeFileSync(join(target, name), text(project));
    return name;
  });
}

/** The versions that this library is tested with, and its own. */
function versions(): Readonly<Record<string, string>> {
  const { devDependencies, name, version } = JSON.parse(readFileSync(packageFolder('package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const all = { ...devDependencies, [name]: version };
  return Object.fromEntries(packages.map(name => [name, all[name]!]));
}

function next(folder: string, { name, spec }: NewProject, paths: readonly string[], warnings: number): string {
  const tensor = spec.decode.parallelism?.tensor ?? 1;
  const [prefill, decode] = [spec.prefill?.replicas ?? 0, spec.decode.replicas];
  return [
    `made in ${folder}: ${paths.join(', ')}`,
    `${name}: ${prefill} prefill and ${decode} decode pods, ${(prefill + decode) * Number(tensor)} GPUs in all`,
    ...(warnings > 0
      ? [`the warnings above are waived in deployments/${name}.ts: give each a reason, or correct it`]
      : []),
    `Next: ${folder === '.' ? '' : `cd ${folder} && `}npm install && npm run synth && npm test`,
  ].join('\n');
}
