import { Argument, Command } from 'commander';
import { bash } from './completion/bash';
import { fish } from './completion/fish';
import type { CompletedCommand, Shell } from './completion/shell';
import { zsh } from './completion/zsh';
import { examples } from './examples';

/** Every shell that can be taught the commands. */
export const shells: readonly Shell[] = [bash, zsh, fish];

/** `llmd completion`. */
export function completionCommand(llmd: Command): Command {
  return new Command('completion')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells.map(({ name }) => name)))
    .description('prints a script with which a shell completes commands, options and deployments of dist/')
    .addHelpText('after', examples(...shells.map(({ use }) => use)))
    .action((name: string) => {
      process.stdout.write(shells.find(shell => shell.name === name)!.script(commandsOf(llmd)));
    });
}

function commandsOf(llmd: Command): readonly CompletedCommand[] {
  return llmd.commands.map(command => ({
    name: command.name(),
    description: command.description(),
    options: [...command.options.flatMap(({ long }) => long ?? []), '--help'],
    takesDeployment: command.registeredArguments[0]?.name() === 'deployment',
  }));
}
