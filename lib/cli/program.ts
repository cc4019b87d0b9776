import { Command } from 'commander';
import { LIBRARY_VERSION } from '../plan/library-version';
import { benchCommand } from './bench';
import { completionCommand } from './completion';
import { deployCommand } from './deploy';
import { destroyCommand } from './destroy';
import { diffCommand } from './diff';
import { doctorCommand } from './doctor';
import { explainCommand } from './explain';
import { graphCommand } from './graph';
import { imagesCommand } from './images';
import { initCommand } from './init';
import { listCommand } from './list';
import { logsCommand } from './logs';
import { rehearseCommand } from './rehearse';
import { reportCommand } from './report';
import { rulesCommand } from './rules';
import { scaleCommand } from './scale';
import { statusCommand } from './status';
import { synthCommand } from './synth';
import { topCommand } from './top';
import { verifyCommand } from './verify';
import { versionCommand } from './version';

/** Commands by what they are about, in the order of the help. */
const groups: Readonly<Record<string, readonly ((program: Command) => Command)[]>> = {
  'A project:': [
    initCommand, synthCommand, diffCommand, graphCommand, reportCommand, listCommand, scaleCommand, rulesCommand,
    imagesCommand, rehearseCommand,
  ],
  'A deployment in a cluster:': [
    doctorCommand, deployCommand, verifyCommand, statusCommand, logsCommand, topCommand, explainCommand, benchCommand,
    destroyCommand,
  ],
  'The command itself:': [completionCommand, versionCommand],
};

/** The `llmd` command with all its commands. Exit code 2 for a mistake in the command line. */
export function llmdProgram(): Command {
  const llmd = new Command('llmd')
    .description('prefill/decode-disaggregated LLM serving as plain Kubernetes YAML')
    .version(LIBRARY_VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print the help of a command')
    // A pipe has no width; lines of 250 characters are no help.
    .configureOutput({
      getOutHelpWidth: () => process.stdout.columns ?? HELP_WIDTH,
      getErrHelpWidth: () => process.stderr.columns ?? HELP_WIDTH,
    })
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .addHelpText(
      'after',
      '\n`npx llmd` looks for the package first, which takes a second or more: `./node_modules/.bin/llmd` and\n'
      + 'scripts of package.json do not.',
    );
  for (const [group, commands] of Object.entries(groups))
    for (const command of commands) llmd.addCommand(command(llmd).copyInheritedSettings(llmd).helpGroup(group));
  return llmd.commandsGroup(Object.keys(groups).at(-1)!).helpCommand('help [command]', 'prints the help of a command');
}

const HELP_WIDTH = 120;
