import { pickerVocabulary, proxyFlags } from '../stack/image-vocabularies';
import { Release } from '../stack/release';
import { vllmVocabularies } from '../stack/vllm-flags';
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
    const nameAndTag = image.replace(/@.*$/, '').replace(/^.*\//, '');
    const made = vllm(nameAndTag, programs, time, writeFile) ?? table(programs, time, writeFile)[nameAndTag];
    return made === undefined ? [] : [{ ...made, image: image.replace(/@.*$/, '') }];
  });
}

/** The user that llm-d's own images name (llm-d-inference-scheduler v0.3.2 `Dockerfile`, `USER 65532:65532`). */
const NONROOT = 65532;

function vllm(
  nameAndTag: string, programs: Programs, { timeScale, loadSeconds }: RehearsedTime, writeFile: (name: string, text: string) => string,
): Omit<RehearsedImage, 'image'> | undefined {
  const version = vllmVersions[nameAndTag];
  const vocabulary = version === undefined ? undefined : vllmVocabularies[version];
  if (vocabulary === undefined) return undefined;
  const flags = writeFile(`vllm-${version}.json`, JSON.stringify({
    version: vocabulary.read, flags: [...vocabulary.flags], sideChannelPort: sideChannelPorts[version!] ?? LATER_SIDE_CHANNEL_PORT, models,
  }));
  return {
    entrypoint: ['vllm', 'serve'],
    files: { '/usr/local/bin/vllm': programs.vllm, '/usr/local/bin/sleep': programs.vllm, '/usr/local/bin/python3': programs.python, '/usr/bin/nvidia-smi': programs.vllm, '/rehearsal/vllm.json': flags },
    // Python is linked to the C library.
    folders: { '/lib': '/lib', '/lib64': '/lib64', '/usr/lib': '/usr/lib', ...pythonHome(programs) },
    env: { REHEARSAL_VLLM_FLAGS: '/rehearsal/vllm.json', REHEARSAL_TIME_SCALE: `${timeScale}`, REHEARSAL_LOAD_SECONDS: `${loadSeconds}`, PYTHONHOME: programs['python-home'] },
    gpuEnv: 'REHEARSAL_GPUS',
    standIn: `a program that takes the flags of vLLM ${vocabulary.read}, fails on what it fails on, and hands KV cache over as it does; it computes nothing`,
  };
}

/** Python's library, where it is not among those of the machine. */
function pythonHome({ 'python-home': home }: Programs): Readonly<Record<string, string>> {
  return home === '/usr' ? {} : { [home]: home };
}

/** The vLLM of each release's image. */
const vllmVersions: Readonly<Partial<Record<string, string>>> = Object.fromEntries(
  Object.values(Release).map(({ modelServer: { image, vllm: version } }) => [image.replace(/^.*\//, ''), version]),
);

/** Where a NIXL side channel listens unless told: `vllm/envs.py` of 0.11.0; 5600 from 0.12 on. */
const sideChannelPorts: Readonly<Partial<Record<string, number>>> = { '0.11': 5557 };
const LATER_SIDE_CHANNEL_PORT = 5600;

function table(
  programs: Programs, { timeScale }: RehearsedTime, writeFile: (name: string, text: string) => string,
): Readonly<Partial<Record<string, Omit<RehearsedImage, 'image'>>>> {
  return {
    'inference-perf:v0.6.0': {
      entrypoint: ['inference-perf'], files: { '/usr/local/bin/inference-perf': programs.vllm },
      standIn: 'a load generator of this project that takes the configuration and writes the reports of inference-perf v0.6',
    },
    'llm-d-inference-scheduler:v0.3.2': {
      entrypoint: ['/epp'], files: { '/epp': programs['endpoint-picker-v0.3.2'], '/usr/local/bin/sleep': programs.vllm },
      env: { REHEARSAL_TIME_SCALE: `${timeScale}` }, user: NONROOT,
    },
    'llm-d-routing-sidecar:v0.3.0': {
      entrypoint: ['/pd-sidecar'], files: { '/pd-sidecar': programs['routing-proxy-v0.4.0'] }, user: NONROOT,
      standIn: 'the sidecar of v0.4.0, which takes the same flags: v0.3.0 is no Go module',
    },
    'llm-d-router-endpoint-picker:v0.10.0': {
      ...translated('picker', programs['endpoint-picker-v0.4.0'], programs, vocabularyOf(writeFile), ['--scratch', '/scratch', '--time-scale', `${timeScale}`]),
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
  const picker = pickerVocabulary('llm-d-router-endpoint-picker:v0.10.0')!;
  return writeFile('llm-d-v0.10.json', JSON.stringify({
    picker: { flags: [...picker.flags], apiVersions: picker.apiVersions, plugins: pluginsOfRelease() },
    sidecar: { flags: [...proxyFlags('llm-d-router-disagg-sidecar:v0.10.0')!] },
  }));
}

/** The plugins of v0.10.0 that are known to exist: those that its vocabulary names and those that the release's configuration was seen to run with. */
function pluginsOfRelease(): readonly string[] {
  const { plugins } = pickerVocabulary('llm-d-router-endpoint-picker:v0.10.0')!;
  return [...new Set([...Object.keys(plugins), ...Release.LLM_D_0_10.endpointPicker.config.plugins.map(({ type }) => type)])];
}
