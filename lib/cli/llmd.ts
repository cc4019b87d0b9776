import { Command } from 'commander';
import { benchCommand } from './bench';
import { deployCommand } from './deploy';
import { destroyCommand } from './destroy';
import { doctorCommand } from './doctor';
import { explainCommand } from './explain';
import { failure } from './failure';
import { imagesCommand } from './images';
import { logsCommand } from './logs';
import { rehearseCommand } from './rehearse';
import { rulesCommand } from './rules';
import { scaleCommand } from './scale';
import { statusCommand } from './status';
import { synthCommand } from './synth';
import { topCommand } from './top';
import { verifyCommand } from './verify';

/**
 * The `llmd` command. Exit code 0 for success, 1 for errors among the findings, 2 for a mistake in the command line.
 */
const program = new Command('llmd')
  .description('prefill/decode-disaggregated LLM serving as plain Kubernetes YAML')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

const commands: readonly (() => Command)[] = [
  rulesCommand,
  synthCommand,
  imagesCommand,
  doctorCommand,
  deployCommand,
  verifyCommand,
  benchCommand,
  statusCommand,
  logsCommand,
  topCommand,
  explainCommand,
  scaleCommand,
  destroyCommand,
  rehearseCommand,
];
for (const command of commands) program.addCommand(command().copyInheritedSettings(program));

// A command such as `llmd rules | head` closes the pipe early.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const fail = (error: unknown): void => {
  process.exitCode = failure(error);
};
process.on('uncaughtException', fail);
program.parseAsync().catch(fail);
