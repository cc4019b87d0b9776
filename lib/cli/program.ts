import { Command } from 'commander';
import { benchCommand } from './bench';
import { deployCommand } from './deploy';
import { destroyCommand } from './destroy';
import { doctorCommand } from './doctor';
import { explainCommand } from './explain';
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
export function llmdProgram(): Command {
  const program = new Command('llmd')
    .description('prefill/decode-disaggregated LLM serving as plain Kubernetes YAML')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
  for (const command of commands) program.addCommand(command().copyInheritedSettings(program));
  return program;
}

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
