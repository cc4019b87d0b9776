import { HOME_PATH } from '../../../constructs/serving/volumes';
import { MODEL_CACHE_PATH } from '../../../plan/weights-storage';
import type { PoolPlan } from '../../../plan/pool-plan';
import type { FilesSpec } from '../../../spec/files';
import { decisions } from '../../../stack/vllm/flags/decisions';
import { words } from '../../../stack/words';
import { flagArguments } from '../../language/flag-arguments';
import { Rule, Violation } from '../../language/rule';

const missing
  = 'the image and the volumes of the pod are all the files that an engine can read; it exits at start, or fails '
    + 'later, if one is missing';
const mount
  = 'put the file into a ConfigMap or Secret of the namespace and mount it: '
    + '`files: [{ path: \'/templates\', configMapName: \'templates\' }]`; or use an image with the file and waive the '
    + 'rule';

/** Files that flags and variables name, and the folders that a spec mounts for them. */
export const podFileRules: readonly Rule[] = [
  {
    id: 'PD124',
    title: 'A file that a flag names is in the pod',
    severity: 'error',
    cause: missing,
    fix: mount,
    source:
      'vLLM 0.27.1 vllm/entrypoints/chat_utils.py:1336 (`appears path-like, but doesn\'t exist`); '
      + 'lib/constructs/serving/volumes.ts',
    evidence: 'read',
    check: plan => plan.pools.flatMap(pool => flagFiles(pool).flatMap(file => problem(file, pool.files))),
    example: {
      field: 'decode.extraArgs',
      fails: ['--log-config-file=/etc/vllm/log.json'],
      passes: [`--log-config-file=${MODEL_CACHE_PATH}/log.json`],
    },
  },
  {
    id: 'PD140',
    title: 'A file that a variable names is in the pod',
    severity: 'error',
    cause: missing,
    fix: mount,
    source: 'lib/constructs/serving/volumes.ts; the variables are those of OpenSSL, requests, boto3, NCCL and vLLM',
    evidence: 'read',
    check: plan => plan.pools.flatMap(pool => variableFiles(pool).flatMap(file => problem(file, pool.files))),
    example: {
      field: 'decode.extraEnv',
      fails: { SSL_CERT_FILE: '/etc/acme/ca.crt' },
      passes: { SSL_CERT_FILE: '/acme/ca.crt' },
      given: { files: [{ path: '/acme', configMapName: 'ca' }] },
    },
  },
  {
    id: 'PD141',
    title: 'A file is in a volume of the pod, where the library can see it',
    severity: 'warning',
    cause: 'the files of an image are not known, so whether this one is among them is not judged',
    fix: 'check the file in the image and waive the rule, or mount the file with `files`',
    source: 'lib/constructs/serving/volumes.ts',
    evidence: 'read',
    check: plan => plan.pools.flatMap(pool =>
      [...flagFiles(pool), ...variableFiles(pool)]
        .filter(({ path }) => !isMounted(path, pool.files) && isWithin(path, IMAGE_FOLDERS))
        .map(({ field, given, path }): Violation => ({
          field, cause: `\`${given}\` names ${path}, which only the image can have`,
        }))),
    example: {
      field: 'decode.extraArgs',
      fails: ['--log-config-file=/opt/acme/log.json'],
      passes: [`--log-config-file=${MODEL_CACHE_PATH}/log.json`],
    },
  },
  {
    id: 'PD142',
    title: 'A folder of `files` is one that nothing else uses',
    severity: 'error',
    cause: 'a volume hides what its folder has: the weights, the home of the engine, or files of the image',
    fix: 'set `path` to a folder of its own, for example `/templates`, once for each ConfigMap and Secret',
    source: 'Kubernetes 1.34 pkg/apis/core/validation, ValidateVolumeMounts; lib/constructs/serving/volumes.ts',
    evidence: 'read',
    waivable: false,
    check: ({ spec: { files = [] } }) => files.flatMap(({ path }, index): Violation[] => {
      const cause = wrongFolder(path, files.slice(0, index).map(other => other.path));
      return cause === undefined ? [] : [{ field: `files[${index}].path`, cause }];
    }),
    example: {
      field: 'files',
      fails: [{ path: MODEL_CACHE_PATH, configMapName: 'templates' }],
      passes: [{ path: '/templates', configMapName: 'templates' }],
    },
  },
];

/** Empty when the pod starts, so that nothing can be read there. */
const SCRATCH_FOLDERS = [HOME_PATH, '/dev/shm', '/tmp'];
/** What images of vLLM bring: the image's own examples, Python's packages and the system's files. */
const IMAGE_FOLDERS = ['/vllm-workspace', '/usr', '/opt', '/etc/ssl'];
/** Where webhooks of clouds put identities. */
const INJECTED_FOLDERS = ['/var/run/secrets'];
const USED_FOLDERS = [MODEL_CACHE_PATH, ...SCRATCH_FOLDERS, '/dev', '/proc', '/sys', '/usr', '/etc', '/bin', '/lib'];

/** Variables by which programs in the engine's container find a file, or a folder of files. */
const fileVariables = new Set(words(`
  SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE CURL_CA_BUNDLE AWS_CA_BUNDLE AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE
  GOOGLE_APPLICATION_CREDENTIALS LD_PRELOAD NCCL_TOPO_FILE NCCL_CONF_FILE NCCL_TUNER_CONFIG_PATH NIXL_PLUGIN_DIR
  UCX_MODULE_DIR VLLM_LOGGING_CONFIG_PATH VLLM_TUNED_CONFIG_FOLDER VLLM_NCCL_SO_PATH VLLM_CUDART_SO_PATH
`));

interface NamedFile {
  readonly field: string;
  /** The flag, or the variable, by which it is named. */
  readonly given: string;
  readonly path: string;
  /** Whether the engine only writes there. */
  readonly isWritten: boolean;
}

function flagFiles({ extraArgs, modelServer, role }: PoolPlan): readonly NamedFile[] {
  const line = modelServer.known?.commandLine;
  if (!line) return [];
  return flagArguments(extraArgs, line).filter(({ name }) => decisions.file.includes(name))
    .flatMap(({ given, index, keys, name, values }) =>
      values.flatMap(value => filesIn(name + keys, value)).map(path => ({
        field: `${role}.extraArgs[${index}]`, given, path, isWritten: name === '--download-dir',
      })));
}

function variableFiles({ extraEnv, role }: PoolPlan): readonly NamedFile[] {
  return Object.entries(extraEnv).flatMap(([name, value]) => typeof value === 'string' && fileVariables.has(name)
    ? value.split(':').flatMap(pathsIn).map(path => ({
        field: `${role}.extraEnv.${name}`, given: name, path, isWritten: false,
      }))
    : []);
}

function problem({ field, given, isWritten, path }: NamedFile, files: readonly FilesSpec[]): readonly Violation[] {
  if (isMounted(path, files) || isWithin(path, [...IMAGE_FOLDERS, ...INJECTED_FOLDERS])) return [];
  const isEmpty = isWithin(path, SCRATCH_FOLDERS);
  if (isEmpty && isWritten) return [];
  const where = isEmpty ? 'a folder that is empty when the pod starts' : 'which no volume of the pod has';
  return [{ field, cause: `\`${given}\` names ${path}, ${where}` }];
}

function isMounted(path: string, files: readonly FilesSpec[]): boolean {
  return isWithin(path, [MODEL_CACHE_PATH, ...files.map(folder => folder.path)]);
}

function isWithin(path: string, folders: readonly string[]): boolean {
  return folders.some(folder => path === folder || path.startsWith(`${folder}/`));
}

function wrongFolder(path: string, earlier: readonly string[]): string | undefined {
  if (!/^(\/[\w.-]+)+$/.test(path) || path.split('/').some(part => part === '..' || part === '.'))
    return `must be an absolute path without \`..\`, such as '/templates', got '${path}'`;
  if (earlier.includes(path)) return `'${path}' is the folder of an earlier entry as well`;
  const used = USED_FOLDERS.find(folder => isWithin(folder, [path]) || path === folder);
  return used === undefined ? undefined : `'${path}' hides ${used}`;
}

/** A template without a character of Jinja's is a path, relative ones too (`validate_chat_template`, chat_utils.py). */
function filesIn(flag: string, value: string): readonly string[] {
  const isTemplatePath = flag === '--chat-template' && !['', 'None'].includes(value) && !/[{}\n]/.test(value);
  return isTemplatePath && !value.startsWith('/') && !BUILT_IN_TEMPLATE.test(value) ? [value] : pathsIn(value);
}

/** Templates of vLLM's own, which differ by version. */
const BUILT_IN_TEMPLATE = /^template_\w+\.jinja$/;

/** The absolute paths in a value: itself, after `name=`, or a text in JSON. */
function pathsIn(value: string): string[] {
  if (value.includes('{%') || value.includes('{{')) return [];
  const texts = value.trim().startsWith('{')
    ? [...value.matchAll(/:\s*"([^"]*)"/g)].map(([, text = '']) => text)
    : [value.replace(/^[\w.-]+=/, '')];
  return texts.filter(text => /^\/[\w.-]+(\/[\w.-]+)*$/.test(text));
}
