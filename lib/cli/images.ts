import { Command } from 'commander';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { devices } from '../devices/devices';
import { gateways } from '../gateways/gateways';
import { distObjects } from '../cluster/dist-objects';
import { recordIn } from '../cluster/dist-record';
import { digestOf } from '../registry/manifest-digest';
import { mirrored } from '../spec/images';
import { lockedImages } from '../spec/images-lock';
import { knownVersions, releases } from '../stack/releases';
import { printError, printJson, printLine } from './console';
import { examples } from './examples';
import { failure } from './failure';
import { CommandLineMistake, readInputFile, writeOutputFile } from './input-file';
import { OutputFormat, outputOption } from './output';

/** `llmd images`. */
export function imagesCommand(): Command {
  return new Command('images').argument('[file]', 'lock file', 'images.lock')
    .description('looks up the digests of the images in a lock file and writes them into it; logs in to registries as '
      + 'Docker does, and goes through HTTPS_PROXY')
    .option('--create', 'write the lock file first if it does not exist, with the images of every release', false)
    .option('--check', 'only report differences, write nothing', false)
    .option(
      '--mirror <prefix=mirror>',
      'ask a mirror for images whose name begins with a prefix; `images.mirrors` of the specs in dist/ are known',
      (mirror: string, before: readonly string[]) => [...before, mirror], [] as readonly string[],
    )
    .addOption(outputOption())
    .addHelpText(
      'after',
      examples(
        'llmd images --create', 'llmd images --check', 'llmd images --mirror ghcr.io/llm-d=registry.internal/llm-d',
      ),
    )
    .action(async (file: string, options: ImagesOptions) => {
      process.exitCode = await runImages(file, options);
    });
}

/** Options of `llmd images`. */
export interface ImagesOptions {
  /** Writes the lock file if it does not exist. */
  readonly create?: boolean;
  /** Only reports differences. */
  readonly check?: boolean;
  /** What names of images begin with and where a mirror has them, `ghcr.io/llm-d=registry.internal/llm-d`. */
  readonly mirror?: readonly string[];
  /** The form of what is printed. @default 'text' */
  readonly output?: OutputFormat;
  /** Seconds for each request to a registry. @default 30 */
  readonly seconds?: number;
}

/**
 * Looks up the digest of every image of a lock file and writes it into the file; with `check`, only reports
 * differences. The line of an image that cannot be looked up is unchanged.
 *
 * @returns the exit code: 1 if a digest differs or could not be looked up, 2 for a mistake in the command line
 */
export async function runImages(path: string, options: ImagesOptions = {}): Promise<number> {
  try {
    return await lockImages(path, options);
  } catch (error) {
    return failure(error, options.output);
  }
}

async function lockImages(
  path: string, { check = false, create = false, mirror = [], output = 'text', seconds }: ImagesOptions,
): Promise<number> {
  const mirrorOf = mirrors(mirror);
  if (!existsSync(path)) {
    if (!create || check)
      throw new CommandLineMistake(`${path} does not exist. Fix: run \`npx llmd images --create\`, which writes one `
        + 'with the images of every release, or name another file');
    writeOutputFile(path, newLock());
  }
  const text = readInputFile(path, LARGEST_MIB);
  let exitCode = 0;
  let written = text;
  const images: { image: string; digest?: string; was?: string; problem?: string }[] = [];
  for (const { image, digest } of lockedImages(text)) {
    try {
      const found = await firstDigest([...mirrorOf(image), image], seconds);
      images.push({ image, digest: found, ...(digest !== undefined && digest !== found && { was: digest }) });
      const was = found === digest || !check || digest === undefined ? '' : `, was ${digest}`;
      if (output === 'text') printLine(`${image}@${found}${was}`);
      if (check && found !== digest) exitCode = 1;
      written = written.replace(line(image), () => `${image}@${found}`);
    } catch (error) {
      exitCode = 1;
      const problem = (error as Error).message;
      images.push({ image, problem });
      if (output === 'text') printError(problem);
    }
  }
  if (!check && written !== text) writeFileSync(path, written);
  if (output === 'json') printJson({ ok: exitCode === 0, images });
  return exitCode;
}

/** A line for each of some hundred images. */
const LARGEST_MIB = 1;

/** The digest by the first name that has one; a mirror that has it not is said. */
async function firstDigest(names: readonly string[], seconds: number | undefined): Promise<string> {
  const [name, ...others] = names as [string, ...string[]];
  try {
    return await digestOf(name, seconds);
  } catch (error) {
    if (others.length === 0) throw error;
    printError(`! ${(error as Error).message}; asking ${others[0]}`);
    return firstDigest(others, seconds);
  }
}

function line(image: string): RegExp {
  return new RegExp(`^[ \\t]*${image.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(@\\S*)?[ \\t]*$`, 'm');
}

/** The names that mirrors have for an image: of the command line, then of the deployments in dist/. */
function mirrors(options: readonly string[]): (image: string) => readonly string[] {
  const named = Object.fromEntries(options.map((option) => {
    const [, prefix, mirror] = /^([^=\s]+)=([^=\s]+)$/.exec(option) ?? [];
    if (prefix === undefined || mirror === undefined)
      throw new CommandLineMistake('--mirror must be a prefix and a mirror, as ghcr.io=registry.internal, '
        + `got '${option}'`);
    return [prefix, mirror];
  }));
  const used = imagesInDist();
  return (image) => {
    const base = image.slice(image.lastIndexOf('/') + 1);
    const ofDist = used.filter(other => other.slice(other.lastIndexOf('/') + 1) === base);
    return [...new Set([mirrored(image, named), ...ofDist])].filter(name => name !== image);
  };
}

/** What the records of deployments say, without digests. A file that is not whole does not matter here. */
function imagesInDist(): readonly string[] {
  if (!existsSync('dist')) return [];
  return readdirSync('dist').filter(name => name.endsWith('.k8s.yaml')).sort().flatMap((name) => {
    try {
      const { components } = recordIn(distObjects(readInputFile(join('dist', name), 4)));
      return Object.values(components).map(({ image }) => image.split('@')[0]!);
    } catch {
      return [];
    }
  });
}

/** The images of every release, and of versions that are of none. */
function newLock(): string {
  const sections = releases.map(({ endpointPicker, modelServer, name, routingProxy }) =>
    [`# ${name}`, ...imagesOf(modelServer), routingProxy.image, endpointPicker.image]);
  const listed = new Set(sections.flat());
  const proxies = gateways.flatMap(({ besidePicker }) => Object.values(besidePicker?.images ?? {}));
  const others = Object.values(knownVersions).flat().flatMap(imagesOf).filter(image => !listed.has(image));
  const known = new Set([...listed, ...others]);
  const ofDevices = devices.flatMap(({ images = {} }) => Object.values(images)).filter(image => !known.has(image));
  return `${[
    '# The images of all releases, by tag and digest. `npx llmd images` looks the digests up.',
    ...sections.flat(), ...others.length === 0 ? [] : ['# of no release', ...others],
    '# for other devices than NVIDIA\'s', ...ofDevices,
    '# beside the picker', ...proxies,
  ].join('\n')}\n`;
}

/** The image of a component; of a vLLM that of its tokenizer too. */
function imagesOf(
  { image, tokenizer }: { readonly image: string; readonly tokenizer?: { readonly image: string } },
): string[] {
  return [image, ...(tokenizer ? [tokenizer.image] : [])];
}
