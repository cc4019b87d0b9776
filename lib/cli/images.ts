import { Command } from 'commander';
import { readFileSync, writeFileSync } from 'node:fs';
import { lockedImages } from '../spec/images';
import { digestOf } from './registry';
import { examples } from './examples';
import { OutputFormat, outputOption } from './output';

/** `llmd images`. */
export function imagesCommand(): Command {
  return new Command('images').argument('[file]', 'lock file', 'images.lock')
    .description('looks up the digests of the images in a lock file and writes them into it')
    .option('--check', 'only report differences, write nothing', false)
    .addOption(outputOption())
    .addHelpText('after', examples('llmd images', 'llmd images images.lock --check'))
    .action(async (file: string, { check, output }: { check: boolean; output: OutputFormat }) => {
      process.exitCode = await lockImages(file, check, output);
    });
}

/**
 * Looks up the digest of every image of a lock file and writes it into the file; with `check`, only reports
 * differences. The line of an image that cannot be looked up is unchanged.
 *
 * @returns the exit code: 1 if a digest differs or could not be looked up
 */
export async function lockImages(path: string, check: boolean, output: OutputFormat = 'text'): Promise<number> {
  const text = readFileSync(path, 'utf8');
  let exitCode = 0;
  let written = text;
  const images: { image: string; digest?: string; was?: string; problem?: string }[] = [];
  const print = (way: 'log' | 'error', line: string): void => void (output === 'text' && console[way](line));
  for (const { image, digest } of lockedImages(text)) {
    try {
      const found = await digestOf(image);
      images.push({ image, digest: found, ...(digest !== undefined && digest !== found && { was: digest }) });
      const was = found === digest || !check || digest === undefined ? '' : `, was ${digest}`;
      print('log', `${image}@${found}${was}`);
      if (check && found !== digest) exitCode = 1;
      written = written.replace(line(image), `${image}@${found}`);
    } catch (error) {
      exitCode = 1;
      images.push({ image, problem: reason(image, error) });
      print('error', reason(image, error));
    }
  }
  if (!check && written !== text) writeFileSync(path, written);
  if (output === 'json') console.log(JSON.stringify({ ok: exitCode === 0, images }, undefined, 2));
  return exitCode;
}

function line(image: string): RegExp {
  return new RegExp(`^[ \\t]*${image.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(@\\S*)?[ \\t]*$`, 'm');
}

/** If a registry cannot be reached, `fetch` has the reason in the cause of its error. */
function reason(image: string, error: unknown): string {
  const { cause, message } = error as Error & { readonly cause?: Error & { readonly code?: string } };
  return cause === undefined ? message : `${image}: its registry cannot be reached (${cause.code ?? cause.message})`;
}
