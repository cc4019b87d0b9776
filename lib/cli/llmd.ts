import { Command, Option } from 'commander';
import { reportFormats } from '../rules/report/report';
import { logSources } from '../cluster/run/log-targets';
import { BenchOptions, runBench } from './bench';
import { ClusterCommandOptions } from './cluster-command';
import { deploy, DeployOptions } from './deploy';
import { DestroyOptions, runDestroy } from './destroy';
import { DoctorOptions, runDoctor } from './doctor';
import { runExplain } from './explain';
import { lockImages } from './images';
import { runLogs, LogsOptions } from './logs';
import { OutputFormat, outputFormats } from './output';
import { RehearseOptions, runRehearsal } from './rehearse';
import { printRule, printRules } from './rules';
import { runScale } from './scale';
import { runStatus } from './status';
import { runSynth } from './synth';
import { runTop } from './top';
import { runVerify, VerifyCommandOptions } from './verify';
import { printWaivers } from './waived';

/** The subcommands. Exit code 0 when all is well, 1 for errors among the findings, 2 for a mistake in the command line. */
const program = new Command('llmd').description('prefill/decode-disaggregated LLM serving as plain Kubernetes YAML').exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

program.command('rules [id]')
  .description('the rules that every deployment must satisfy, or one of them with an example that fails and one that passes')
  .option('--waived [folder]', 'what the manifests in a folder say was waived, and why (default: dist)')
  .action((id: string | undefined, { waived }: { waived?: string | true }) => {
    if (waived !== undefined) process.exitCode = printWaivers(waived === true ? 'dist' : waived);
    else process.exitCode = id === undefined ? printRules() : printRule(id);
  });

program.command('synth')
  .description('runs the app of cdk8s.yaml as `cdk8s synth` does, and shows the findings in the form that is asked for')
  .addOption(new Option('--format <format>', 'for a reader, for programs, as annotations of a pull request, for code scanning').choices(reportFormats).default('text'))
  .action(({ format }: { format: string }) => {
    process.exitCode = runSynth(format);
  });

program.command('images [file]')
  .description('looks up the digests of the images in a lock file (default: images.lock) and writes them there')
  .option('--check', 'only say which differ')
  .action(async (file: string | undefined, { check = false }: { check?: boolean }) => {
    process.exitCode = await lockImages(file ?? 'images.lock', check);
  });

/** A command about a deployment in a cluster. */
function clusterCommand(words: string, description: string): Command {
  return program.command(words).description(description)
    .option('--kubeconfig <file>', 'as kubectl takes it (default: KUBECONFIG, ~/.kube/config, or the service account of the pod)')
    .option('--context <name>', 'a context of the kubeconfig')
    .addOption(new Option('-o, --output <format>', 'text for a reader, json for programs').choices(outputFormats).default('text'));
}

clusterCommand('doctor <deployment>', 'what in the cluster keeps a deployment from working, before anything is applied')
  .option('--snapshot <file>', 'judge a saved snapshot in place of a cluster, as in CI')
  .option('--save <file>', 'write the snapshot of the cluster')
  .action(async (deployment: string, options: DoctorOptions) => {
    process.exitCode = await runDoctor(deployment, options);
  });

clusterCommand('deploy <deployment>', 'applies dist/<deployment>.k8s.yaml, waits for its pods and verifies that it works; can be run again at any time')
  .option('--timeout <seconds>', 'for pods to become ready (default: what the Deployments say)')
  .option('--force-conflicts', 'take over fields that another field manager has', false)
  .action(async (deployment: string, options: DeployOptions) => {
    process.exitCode = await deploy(deployment, options);
  });

clusterCommand('verify <deployment>', 'proves that every request is the work of a prefill pod and a decode pod')
  .option('--requests <number>', 'completions to ask for (default: 16 for each pod of the larger role, at least 128)')
  .action(async (deployment: string, options: VerifyCommandOptions) => {
    process.exitCode = await runVerify(deployment, options);
  });

clusterCommand('bench <deployment> [prompts] [concurrency]', 'measures a deployment from inside the cluster and writes a report; fails unless all prompts were completed')
  .option('--sweep <concurrencies>', 'several concurrencies, as 32,64,128')
  .option('--input-tokens <number>', 'of each prompt', '1000')
  .option('--output-tokens <number>', 'of each answer', '1000')
  .addOption(new Option('--load-generator <name>', 'what sends the prompts').choices(['vllm', 'inference-perf']).default('vllm'))
  .option('--baseline <file>', 'the result of an earlier run to compare with where all conditions agree (default: the published figures of Llama 3.1 8B)')
  .option('--results <folder>', 'where results and reports are written', 'bench-results')
  .action(async (deployment: string, prompts: string | undefined, concurrency: string | undefined, options: BenchOptions) => {
    process.exitCode = await runBench(deployment, prompts ?? '200', concurrency ?? '32', options);
  });

clusterCommand('status <deployment>', 'pods by role, pool, route and gateway, and what is wrong')
  .action(async (deployment: string, options: ClusterCommandOptions) => {
    process.exitCode = await runStatus(deployment, options);
  });

clusterCommand('logs <deployment> [source]', `logs of ${logSources.join(', ')}, or of all of them`)
  .option('--tail <lines>', 'of each container', '50')
  .option('-f, --follow', 'go on as lines are written', false)
  .option('--previous', 'of the run before the last restart', false)
  .action(async (deployment: string, source: string | undefined, options: LogsOptions) => {
    process.exitCode = await runLogs(deployment, source, options);
  });

clusterCommand('top <deployment>', 'use and memory of the GPUs, by role')
  .action(async (deployment: string, options: ClusterCommandOptions) => {
    process.exitCode = await runTop(deployment, options);
  });

clusterCommand('explain <deployment> <pod>', 'why a pod is not ready, and what to do')
  .action(async (deployment: string, pod: string, options: ClusterCommandOptions) => {
    process.exitCode = await runExplain(deployment, pod, options);
  });

program.command('scale <deployment> <role> <pods>')
  .description('changes the number of pods of a role in the spec and synthesizes; the cluster is left alone')
  .addOption(new Option('-o, --output <format>', 'text for a reader, json for programs').choices(outputFormats).default('text'))
  .action((deployment: string, role: string, pods: string, { output }: { output: OutputFormat }) => {
    process.exitCode = runScale(deployment, role, pods, output);
  });

clusterCommand('destroy <deployment>', 'takes a deployment down, shows what goes and waits until it is gone; the model cache stays')
  .option('--with-cache', 'the model cache too, and the namespace if `llmd deploy` created it and nothing else is in it', false)
  .option('--dry-run', 'only show what would go', false)
  .option('--yes', 'do not ask; needed without a terminal', false)
  .option('--timeout <seconds>', 'for everything to be gone', '600')
  .action(async (deployment: string, options: DestroyOptions) => {
    process.exitCode = await runDestroy(deployment, options);
  });

program.command('rehearse <deployment> [command...]')
  .description('runs dist/<deployment>.k8s.yaml on this machine without GPUs, and sends requests through its gateway; '
    + 'or with `-- command` starts an empty cluster for it and runs the command against that')
  .option('--gateway <istio@version>', 'the gateway whose API group is taken (default: the oldest that takes the pool\'s)')
  .option('--prompts <number>', 'requests to send', '200')
  .option('--concurrency <number>', 'requests at a time', '32')
  .option('--time-scale <number>', 'how many times faster grace periods and back-offs pass', '15')
  .option('--no-faults', 'only the verdict: no pod is killed')
  .action(async (deployment: string, command: readonly string[], options: RehearseOptions) => {
    process.exitCode = await runRehearsal(deployment, command, options);
  });

// A reader that has seen enough, `llmd rules | head`, closes the pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

void program.parseAsync();
