import { nameAndTag } from '../stack/component-version';
import { picker0100 } from '../stack/picker/v0-10-0';
import { knownVersions } from '../stack/releases';
import { sidecar0100 } from '../stack/sidecar/v0-10-0';
import { models } from '../facts/models';
import { Programs } from './programs';

/** What runs for a container image in a rehearsal; the kubelet of `programs/kubelet` reads it. */
export interface RehearsedImage {
  readonly image: string;
  /** What runs when a container has no command. */
  readonly entrypoint: readonly string[];
  /** Files of this machine by their path in the container. */
  readonly files?: Readonly<Record<string, string>>;
  /** Folders of this machine by their path in the container. */
  readonly folders?: Readonly<Record<string, string>>;
  /** Folders that can be written although the root file system may not. */
  readonly scratch?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The variable that tells the program how many GPUs its container has. */
  readonly gpuEnv?: string;
  /** Who the image runs as unless the pod says otherwise. */
  readonly user?: number;
  /** What runs in its place, for the reader; absent where the image's own program runs. */
  readonly standIn?: string;
}

/** How a rehearsal spends time. */
export interface RehearsedTime {
  /** How many times faster grace periods and back-offs pass than the manifests say. */
  readonly timeScale: number;
  /** Seconds that an engine loads for before it listens. */
  readonly loadSeconds: number;
}

/**
 * What to run for the images of a file. One that is not known is left out: its pods cannot be started, and say so.
 *
 * @param writeFile writes a file for programs to read, and returns its path
 */
export function rehearsedImages(
  images: readonly string[], programs: Programs, time: RehearsedTime, writeFile: (name: string, text: string) => string,
): readonly RehearsedImage[] {
  return images.flatMap((image) => {
    const made = vllm(image, programs, time, writeFile) ?? table(programs, time, writeFile)[nameAndTag(image)];
    return made === undefined ? [] : [{ ...made, image: image.replace(/@.*$/, '') }];
  });
}

/** The user that llm-d's own images name (llm-d-inference-scheduler v0.3.2 `Dockerfile`, `USER 65532:65532`). */
const NONROOT = 65532;

function vllm(
  image: string,
  programs: Programs,
  { timeScale, loadSeconds }: RehearsedTime,
  writeFile: (name: string, text: string) => string,
): Omit<RehearsedImage, 'image'> | undefined {
  const known = knownVersions.modelServer
    .map(({ known }) => known)
    .find(({ images }) => (images as readonly string[]).includes(nameAndTag(image)));
  if (known === undefined) return undefined;
  const { flags, sideChannelPort, version } = known;
  const file = writeFile(`vllm-${version}.json`, JSON.stringify({ version, flags, sideChannelPort, models }));
  return {
    entrypoint: ['vllm', 'serve'],
    files: {
      '/usr/local/bin/vllm': programs.vllm,
      '/usr/local/bin/sleep': programs.vllm,
      '/usr/local/bin/python3': programs.python,
      '/usr/bin/nvidia-smi': programs.vllm,
      '/rehearsal/vllm.json': file,
    },
    // Python is linked to the C library.
    folders: { '/lib': '/lib', '/lib64': '/lib64', '/usr/lib': '/usr/lib', ...pythonHome(programs) },
    env: {
      REHEARSAL_VLLM_FLAGS: '/rehearsal/vllm.json',
      REHEARSAL_TIME_SCALE: `${timeScale}`,
      REHEARSAL_LOAD_SECONDS: `${loadSeconds}`,
      PYTHONHOME: programs['python-home'],
    },
    gpuEnv: 'REHEARSAL_GPUS',
    standIn:
      `a program that takes the flags of vLLM ${version}, fails on what it fails on, and hands KV cache over `
      + 'as it does; it computes nothing',
  };
}

/** Python's library, where it is not among those of the machine. */
function pythonHome({ 'python-home': home }: Programs): Readonly<Record<string, string>> {
  return home === '/usr' ? {} : { [home]: home };
}

function table(
  programs: Programs, { timeScale }: RehearsedTime, writeFile: (name: string, text: string) => string,
): Readonly<Partial<Record<string, Omit<RehearsedImage, 'image'>>>> {
  return {
    'inference-perf:v0.6.0': {
      entrypoint: ['inference-perf'],
      files: { '/usr/local/bin/inference-perf': programs.vllm },
      standIn:
        'a load generator of this project that takes the configuration and writes the reports of inference-perf v0.6',
    },
    'llm-d-inference-scheduler:v0.3.2': {
      entrypoint: ['/epp'],
      files: { '/epp': programs['endpoint-picker-v0.3.2'], '/usr/local/bin/sleep': programs.vllm },
      env: { REHEARSAL_TIME_SCALE: `${timeScale}` },
      user: NONROOT,
    },
    'llm-d-routing-sidecar:v0.3.0': {
      entrypoint: ['/pd-sidecar'],
      files: { '/pd-sidecar': programs['routing-proxy-v0.4.0'] },
      user: NONROOT,
      standIn: 'the sidecar of v0.4.0, which takes the same flags: v0.3.0 is no Go module',
    },
    'llm-d-router-endpoint-picker:v0.10.0': {
      ...translated('picker', programs['endpoint-picker-v0.4.0'], programs, vocabularyOf(writeFile), [
        '--scratch',
        '/scratch',
        '--time-scale',
        `${timeScale}`,
      ]),
      standIn: 'the endpoint picker of v0.4.0 behind a translation of flags and plugins: v0.10.0 is no Go module',
    },
    'llm-d-router-disagg-sidecar:v0.10.0': {
      ...translated('sidecar', programs['routing-proxy-v0.4.0'], programs, vocabularyOf(writeFile)),
      standIn: 'the sidecar of v0.4.0 behind a translation of flags: v0.10.0 is no Go module',
    },
  };
}

function translated(
  kind: 'picker' | 'sidecar', program: string, programs: Programs, vocabulary: string, more: readonly string[] = [],
): Omit<RehearsedImage, 'image'> {
  return {
    entrypoint: ['/stand-in', kind, '--program', '/program', '--vocabulary', '/vocabulary.json', ...more, '--'],
    files: { '/stand-in': programs['llm-d-v0.10'], '/program': program, '/vocabulary.json': vocabulary },
    scratch: ['/scratch'],
    user: NONROOT,
  };
}

function vocabularyOf(writeFile: (name: string, text: string) => string): string {
  const { known: { apiVersions, flags } } = picker0100;
  return writeFile('llm-d-v0.10.json', JSON.stringify({
    picker: { flags, apiVersions, plugins: pluginsOfRelease() },
    sidecar: { flags: sidecar0100.known.flags },
  }));
}

/**
 * The plugins of v0.10.0 that are known to exist: those whose parameters were read and those that the release's
 * configuration was seen to run with.
 */
function pluginsOfRelease(): readonly string[] {
  return [...new Set([...Object.keys(picker0100.known.plugins), ...picker0100.config.plugins.map(({ type }) => type)])];
}
