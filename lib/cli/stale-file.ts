import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { destination } from '../synth/destination';
import { DistFile } from './dist-file';
import { readApp } from './synth';
import { trialSynth } from './trial-synth';

/**
 * Why a file of the output folder may not be what the app of the project makes now; `undefined` where it is, or where
 * there is no app that makes it. The app is run, and what it writes is thrown away.
 */
export function staleness({ path }: Pick<DistFile, 'path'>): string | undefined {
  const config = existsSync('cdk8s.yaml') ? readApp() : undefined;
  if (config === undefined || typeof config === 'string') return undefined;
  const name = relative(resolve(destination(config.output).folder), resolve(path));
  if (name.startsWith('..')) return undefined;
  return trialSynth(config.app, {}, ({ problem, status }, folder) => {
    if (problem !== undefined || status !== 0)
      return `${path} cannot be compared with the spec, since the app fails: \`npx cdk8s synth\` says why`;
    const made = join(folder, name);
    if (!existsSync(made)) return `${path} is not written by the app any more: run \`npx cdk8s synth\``;
    if (readFileSync(made).equals(readFileSync(path))) return undefined;
    return `${path} is older than the spec: run \`npx cdk8s synth\`, and this again`;
  });
}
