import { Command } from 'commander';
import { readFileSync, writeFileSync } from 'node:fs';
import { lockedImages } from '../spec/images';
import { digestOf } from './registry';
import { examples } from './examples';

/** `llmd images`. */
export function imagesCommand(): Command {
  return new Command('images').argument('[file]', 'lock file', 'images.lock')
    .description('looks up the digests of the images in a lock file and writes them into it')
    .option('--check', 'only report differences, write nothing', false)
    .addHelpText('after', examples('llmd images', 'llmd images images.lock --check'))
    .action(async (file: string, { check }: { check: boolean }) => {
      process.exitCode = await lockImages(file, check);
    });
}

/**
 * Looks up the digest of every image of a lock file and writes it into the file; with `check`, only reports
 * differences. The line of an image that cannot be looked up is unchanged.
 *
 * @returns the exit code: 1 if a digest differs or could not be looked up
 */
export async function lockImages(path: string, check: boolean): Promise<number> {
  const text = readFileSync(path, 'utf8');
  let exitCode = 0;
  let written = text;
  for (const { image, digest } of lockedImages(text)) {
    try {
      const found = await digestOf(image);
      console.log(`${image}@${found}${found === digest ? '' : check && digest !== undefined ? `, was ${digest}` : ''}`);
      if (check && found !== digest) exitCode = 1;
      written = written.replace(line(image), `${image}@${found}`);
    } catch (error) {
      exitCode = 1;
      console.error(reason(image, error));
    }
  }
  if (!check && written !== text) writeFileSync(path, written);
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
