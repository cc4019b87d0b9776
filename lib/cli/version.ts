import { Command } from 'commander';
import { LIBRARY_VERSION } from '../plan/library-version';
import { printJson, printLine } from './console';
import { examples } from './examples';
import { OutputFormat, outputOption } from './output';

/** `llmd version`. */
export function versionCommand(): Command {
  return new Command('version').description('prints the version, as --version does')
    .addOption(outputOption())
    .addHelpText('after', examples('llmd version', 'llmd version --output json'))
    .action(({ output }: { output: OutputFormat }) => {
      const version = { version: LIBRARY_VERSION, node: process.versions.node };
      if (output === 'json') printJson(version);
      else printLine(LIBRARY_VERSION);
    });
}
