import { Command } from 'commander';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printError, printJson, printLine } from './console';
import { CommandLineMistake, DistFile, readDistFile } from './dist-file';
import { examples } from './examples';
import { OutputFormat, outputOption } from './output';
import { RECORD_KEY } from '../plan/record';

/** `llmd list`. */
export function listCommand(): Command {
  return new Command('list').argument('[folder]', 'folder of the manifests', 'dist')
    .description('lists the deployments in the manifests; no cluster is asked')
    .addOption(outputOption())
    .addHelpText('after', examples('llmd list', 'llmd list --output json'))
    .action((folder: string, { output }: { output: OutputFormat }) => {
      process.exitCode = printDeployments(folder, output);
    });
}

/** A deployment of a folder, or why its file cannot be used. */
type Listed = { readonly deployment: string; readonly file: string } & (
  | {
    readonly namespace: string;
    readonly release: string;
    readonly gateway: string;
    /** Absent where decode pods do both. */
    readonly prefill?: number;
    readonly decode: number;
  }
  | { readonly problem: string }
);

/** Prints the deployments of a folder. The exit code is 1 where one cannot be used, 2 where there is no folder. */
export function printDeployments(folder: string, output: OutputFormat): number {
  if (!existsSync(folder)) {
    const problem = `${folder} does not exist: run \`npx cdk8s synth\` first, or name the folder of the manifests`;
    if (output === 'json') printJson({ ok: false, causes: [problem] });
    else printError(`✖ ${problem}`);
    return 2;
  }
  const deployments = readdirSync(folder)
    .filter(name => name.endsWith('.yaml') && holdsDeployment(join(folder, name))).sort()
    .map(name => listed(folder, name));
  const ok = deployments.every(deployment => !('problem' in deployment));
  if (output === 'json') printJson({ ok, deployments });
  else for (const line of table(deployments)) printLine(line);
  return ok ? 0 : 1;
}

/** What Argo CD and Flux need, and charts of the app's own, are in files of the same folder. */
function holdsDeployment(file: string): boolean {
  return new RegExp(`^ +${RECORD_KEY.replace('.', '\\.')}:`, 'm').test(readFileSync(file, 'utf8'));
}

function listed(folder: string, name: string): Listed {
  const file = join(folder, name);
  try {
    return { ...of(readDistFile(file)), file };
  } catch (error) {
    if (!(error instanceof CommandLineMistake)) throw error;
    return { deployment: name.replace(/(\.k8s)?\.yaml$/, ''), file, problem: error.message };
  }
}

function of({ deployment, name }: DistFile): Omit<Exclude<Listed, { readonly problem: string }>, 'file'> {
  const { namespace, record, replicas: { decode, prefill }, roles, wayIn } = deployment;
  return {
    deployment: name, namespace, release: record.release, gateway: wayIn.className,
    ...(roles.prefill && { prefill }), decode,
  };
}

function table(deployments: readonly Listed[]): readonly string[] {
  if (deployments.length === 0) return ['no deployment'];
  const rows = deployments.map((listed) => {
    if ('problem' in listed) return [listed.deployment, `✖ ${listed.problem}`];
    const { decode, deployment, gateway, namespace, prefill = '-', release } = listed;
    return [deployment, namespace, release, gateway, `${prefill}`, `${decode}`];
  });
  const all = [['deployment', 'namespace', 'release', 'gateway', 'prefill', 'decode'], ...rows];
  const whole = all.filter(row => row.length > 2);
  const widths = all[0]!.map((_, column) => Math.max(...whole.map(row => row[column]!.length)));
  const padded = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column]!));
  return all.map(row => (row.length > 2 ? padded(row) : row).join('  ').trimEnd());
}
