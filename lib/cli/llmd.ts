import { Command, Option } from 'commander';
import { reportFormats } from '../rules/report';
import { lockImages } from './images';
import { RehearseOptions, runRehearsal } from './rehearse';
import { printRule, printRules } from './rules';
import { runSynth } from './synth';
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

program.command('rehearse <deployment>')
  .description('runs dist/<deployment>.k8s.yaml on this machine without GPUs, and sends requests through its gateway')
  .option('--gateway <istio@version>', 'the gateway whose API group is taken (default: the oldest that takes the pool\'s)')
  .option('--prompts <number>', 'requests to send', '200')
  .option('--concurrency <number>', 'requests at a time', '32')
  .option('--time-scale <number>', 'how many times faster grace periods and back-offs pass', '15')
  .option('--no-faults', 'only the verdict: no pod is killed')
  .action(async (deployment: string, options: RehearseOptions) => {
    process.exitCode = await runRehearsal(deployment, options);
  });

// A reader that has seen enough, `llmd rules | head`, closes the pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

void program.parseAsync();
