import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { packageFolder } from './package-folder';
import { text as interpreter } from './interpreter.py.json';

/** The programs that a rehearsal runs, by name: paths of executables on this machine. */
export type Programs = Readonly<Record<ProgramName, string>>;

/**
 * The programs that are built from the Go modules in `programs/`, Envoy, the index of the CRDs, and Python with the
 * folder it lives in.
 */
export type ProgramName = BuiltProgram | 'envoy' | 'crds' | 'python' | 'python-home';

/** A program that is built from a Go module in `programs/`. */
export type BuiltProgram = (typeof everywhere)[number] | (typeof asImages)[number];

/** Every rehearsal needs these, the largest last: a machine that lacks something says so before. */
const everywhere = ['sandbox', 'kubelet', 'network', 'cluster-dns', 'gateway', 'vllm', 'control-plane'] as const;

/** These play images. */
const asImages = [
  'llm-d-v0.10', 'endpoint-picker-v0.3.2', 'endpoint-picker-v0.4.0', 'routing-proxy-v0.4.0',
] as const;

/** The exit code of a machine that lacks something, see `programs/build.mjs`. */
export const MACHINE_LACKS = 3;

/** A machine that cannot rehearse; the message says what is missing. */
export class MachineLacks extends Error {}

/**
 * Builds what is not built yet and fetches Envoy and the CRDs; what that costs and its progress go to standard error.
 *
 * @param images the programs that play the images of what is rehearsed, all where it is not known
 * @throws MachineLacks without Go or Python
 */
export function buildPrograms(images: readonly ProgramName[] = asImages): Programs {
  const lines = runNode('build.mjs', ...everywhere, ...asImages.filter(name => images.includes(name)))
    .trim()
    .split('\n')
    .map(line => line.split('\t') as [ProgramName, string]);
  return {
    ...Object.fromEntries(lines),
    crds: crdIndex(),
    envoy: runNode(join('envoy', 'fetch.mjs')).trim(),
    ...python(),
  } as Programs;
}

/** The CRDs are a file each in a folder for each of their sources, the index is beside these folders. */
function crdIndex(): string {
  const [, , file] = runNode(join('upstream-crds', 'copy.mjs')).split('\n')[0]!.split('\t');
  return join(dirname(dirname(file!)), 'index.json');
}

/** The interpreter itself, behind whatever starts it, and where its library is. */
function python(): Pick<Programs, 'python' | 'python-home'> {
  const { status, stdout } = spawnSync('python3', ['-c', interpreter], { encoding: 'utf8' });
  if (status !== 0) throw new MachineLacks('a rehearsal cannot be prepared here: python3 is missing');
  const [program, home] = stdout.trim().split('\n');
  return { 'python': program!, 'python-home': home! };
}

function runNode(script: string, ...args: readonly string[]): string {
  const { status, stdout } = spawnSync(process.execPath, [packageFolder('programs', script), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0)
    throw new MachineLacks(`a rehearsal cannot be prepared here: ${script} ended with exit code ${status}`);
  return stdout;
}
