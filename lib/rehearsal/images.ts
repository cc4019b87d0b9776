import { nameAndTag, PlayedBy, VersionKnowledge } from '../stack/component-version';
import { knownVersions } from '../stack/releases';
import { devices } from '../devices/devices';
import { gateways } from '../gateways/gateways';
import { text as clientOfHub } from './huggingface_hub.py.json';
import { models } from '../facts/models';
import { ProgramName, Programs } from './programs';

type WriteFile = (name: string, text: string) => string;

/** What runs for a container image in a rehearsal; the kubelet of `programs/rehearsal/cmd/kubelet` reads it. */
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
    const made = vllm(image, programs, time, writeFile)
      ?? component(image, programs, time, writeFile)
      ?? proxy(image, programs)
      ?? inferencePerf(image, programs);
    return made === undefined ? [] : [{ ...made, image: image.replace(/@.*$/, '') }];
  });
}

/** The programs that play the images of a file, beside those that every rehearsal needs. */
export function programsFor(images: readonly string[]): readonly ProgramName[] {
  const played = [...knownVersions.endpointPicker, ...knownVersions.routingProxy]
    .filter(({ known }) => images.some(image => has(known, image)))
    .flatMap(({ known: { playedBy: { program, translated } } }) => translated ? [program, TRANSLATOR] : [program]);
  return [...new Set(played)] as ProgramName[];
}

/** The program that reads the flags of a version for the program of another. */
const TRANSLATOR = 'llm-d-v0.10' satisfies ProgramName;

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
    .find(({ images, version }) => [...images, ...ofDevices(version)].includes(nameAndTag(image)));
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
      '/rehearsal/python/huggingface_hub.py': writeFile('huggingface_hub.py', clientOfHub),
    },
    // Python is linked to the C library.
    folders: { '/lib': '/lib', '/lib64': '/lib64', '/usr/lib': '/usr/lib', ...pythonHome(programs) },
    env: {
      REHEARSAL_VLLM_FLAGS: '/rehearsal/vllm.json',
      REHEARSAL_TIME_SCALE: `${timeScale}`,
      REHEARSAL_LOAD_SECONDS: `${loadSeconds}`,
      PYTHONHOME: programs['python-home'],
      PYTHONPATH: '/rehearsal/python',
    },
    gpuEnv: 'REHEARSAL_GPUS',
    standIn:
      `a program that takes the flags of vLLM ${version}, fails on what it fails on, and hands KV cache over `
      + 'as it does; it computes nothing',
  };
}

/** The images of a version for other devices: the stand-in computes on none. */
function ofDevices(version: string): readonly string[] {
  return devices.flatMap(({ images = {} }) => (Object.hasOwn(images, version) ? [nameAndTag(images[version]!)] : []));
}

/** Python's library, where it is not among those of the machine. */
function pythonHome({ 'python-home': home }: Programs): Readonly<Record<string, string>> {
  return home === '/usr' ? {} : { [home]: home };
}

/** A proxy beside the picker. */
function proxy(image: string, programs: Programs): Omit<RehearsedImage, 'image'> | undefined {
  const gateway = gateways.find(({ besidePicker }) =>
    Object.values(besidePicker?.images ?? {}).some(known => nameAndTag(known) === nameAndTag(image)));
  if (gateway === undefined || 'lacks' in gateway.rehearsal) return undefined;
  const { files, ...played } = envoy(programs);
  return { ...played, files: { ...files, '/usr/local/bin/sleep': programs.vllm }, standIn: gateway.rehearsal.standIn };
}

/** Envoy itself. */
export function envoy(programs: Programs): Omit<RehearsedImage, 'image' | 'standIn' | 'user'> {
  return {
    entrypoint: ['/usr/local/bin/envoy'],
    files: { '/usr/local/bin/envoy': programs.envoy },
    // Envoy is linked to the C library.
    folders: { '/lib': '/lib', '/lib64': '/lib64', '/usr/lib': '/usr/lib' },
  };
}

/** A picker or a sidecar, as its version says. */
function component(
  image: string, programs: Programs, { timeScale }: RehearsedTime, writeFile: WriteFile,
): Omit<RehearsedImage, 'image'> | undefined {
  const picker = knownVersions.endpointPicker.find(({ known }) => has(known, image));
  if (picker !== undefined) {
    const { known } = picker;
    if (known.playedBy.translated) {
      const { apiVersions, flags, version } = known;
      const vocabulary = { picker: { flags, apiVersions, plugins: pluginsOf(picker) } };
      const more = ['--scratch', '/scratch', '--time-scale', `${timeScale}`];
      return translated(
        'picker',
        known.playedBy,
        programs,
        writeFile(`picker-${version}.json`, JSON.stringify(vocabulary)),
        more,
      );
    }
    return { ...own(known.playedBy, programs), env: { REHEARSAL_TIME_SCALE: `${timeScale}` } };
  }
  const known = knownVersions.routingProxy.find(({ known }) => has(known, image))?.known;
  if (known === undefined) return undefined;
  const { flags, playedBy, version } = known;
  if (!playedBy.translated) return own(playedBy, programs);
  return translated(
    'sidecar',
    playedBy,
    programs,
    writeFile(`sidecar-${version}.json`, JSON.stringify({ sidecar: { flags } })),
  );
}

function has({ images }: VersionKnowledge, image: string): boolean {
  return images.includes(nameAndTag(image));
}

function own({ path, program, standIn }: PlayedBy, programs: Programs): Omit<RehearsedImage, 'image'> {
  return {
    entrypoint: [path],
    // A picker that has no flag for its drain holds SIGTERM back by the command of its image.
    files: { [path]: programs[program as ProgramName], '/usr/local/bin/sleep': programs.vllm },
    user: NONROOT,
    ...standIn !== undefined && { standIn },
  };
}

function translated(
  kind: 'picker' | 'sidecar', { path, program, standIn }: PlayedBy, programs: Programs, vocabulary: string,
  more: readonly string[] = [],
): Omit<RehearsedImage, 'image'> {
  return {
    entrypoint: ['/stand-in', kind, '--program', path, '--vocabulary', '/vocabulary.json', ...more, '--'],
    files: {
      '/stand-in': programs[TRANSLATOR], [path]: programs[program as ProgramName], '/vocabulary.json': vocabulary,
    },
    scratch: ['/scratch'],
    user: NONROOT,
    ...standIn !== undefined && { standIn },
  };
}

/** The load generator of a sweep. */
function inferencePerf(image: string, programs: Programs): Omit<RehearsedImage, 'image'> | undefined {
  return nameAndTag(image) !== 'inference-perf:v0.6.0'
    ? undefined
    : {
        entrypoint: ['inference-perf'],
        files: { '/usr/local/bin/inference-perf': programs.vllm },
        standIn:
          'a load generator of this project that takes the configuration and writes the reports of inference-perf v0.6',
      };
}

/**
 * The plugins of a version that are known to exist: those whose parameters were read and those that the release's
 * configuration was seen to run with.
 */
function pluginsOf({ config, known }: (typeof knownVersions.endpointPicker)[number]): readonly string[] {
  return [...new Set([...Object.keys(known.plugins), ...config.plugins.map(({ type }) => type)])];
}
