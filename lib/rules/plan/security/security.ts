import { HOME_PATH } from '../../../constructs/serving/volumes';
import { MODEL_CACHE_PATH } from '../../../plan/weights-storage';
import { poolsOf } from '../../../plan/pools';
import { Rule, Violation } from '../../language/rule';
import { flagsOf } from '../../language/vllm-arguments';

/** Users, writable paths, permissions and switches that open a pod. */
export const securityRules: readonly Rule[] = [
  {
    id: 'PD603',
    title: 'Files are written where the engine has write permission',
    severity: 'error',
    cause:
      'the engine does not run as root: outside of its home, the model cache, /tmp and /dev/shm it cannot '
      + 'create a directory, and exits with `Permission denied`',
    fix: `use a path below ${HOME_PATH} or ${MODEL_CACHE_PATH}, or remove the setting`,
    source: 'vllm-project/vllm PR 38552, #44548; llm-d/llm-d-kv-cache#83; lib/constructs/serving/volumes.ts',
    evidence: 'issue',
    check: plan =>
      plan.pools.flatMap(pool => [
        ...Object.entries(pool.extraEnv)
          .filter(
            ([name, value]) =>
              writtenVariable.test(name) && typeof value === 'string' && value.startsWith('/') && !isWritable(value),
          )
          .map(
            ([name]): Violation => ({
              field: `${pool.role}.extraEnv.${name}`,
              cause: `\`${name}\` is a directory that the user of the engine cannot create`,
            }),
          ),
        ...flagsOf(pool.extraArgs)
          .filter(({ name, value }) => name === '--download-dir' && value !== undefined && !isWritable(value))
          .map(
            ({ index, value }): Violation => ({
              field: `${pool.role}.extraArgs[${index}]`,
              cause: `\`--download-dir\` ${value} is not on a volume that the engine's user can write to`,
            }),
          ),
      ]),
    example: {
      field: 'decode.extraEnv',
      fails: { VLLM_CONFIG_ROOT: '/.config' },
      passes: { VLLM_CONFIG_ROOT: '/var/lib/vllm/.config' },
    },
  },
  {
    id: 'PD604',
    title: 'The engine does not run as root',
    severity: 'error',
    cause:
      'the pods set `runAsNonRoot`, and the kubelet does not start a container of user 0 in them: '
      + '`CreateContainerConfigError`',
    fix: 'set the user that the image is made for, 2000 in the images of vLLM and llm-d',
    source:
      'Kubernetes documentation, Configure a Security Context; vLLM documentation, Using Docker: user 2000, group 0',
    evidence: 'read',
    check: plan =>
      poolsOf(plan, 'decode').flatMap(({ modelServer: { user } }) =>
        Number.isInteger(user) && user > 0 && user <= MAX_USER
          ? []
          : [{ field: 'release.modelServer.user', cause: `must be a user id from 1 to ${MAX_USER}, got ${user}` }],
      ),
    example: { field: 'release.modelServer.user', fails: 0, passes: 2000 },
  },
  {
    id: 'PD605',
    title: 'The endpoint picker has permission to read its pool and the pods',
    severity: 'error',
    cause:
      'the endpoint picker watches both from its start; without the permission it never becomes Ready and crash-loops',
    fix:
      'add `pods` of the core group and `inferencepools` of the group of the pool to the `permissions` of the '
      + 'release',
    source: 'gateway-api-inference-extension cmd/epp/runner; hivecommons/hive PR 2398 (15,784 restarts without a Role)',
    evidence: 'issue',
    check: ({
      endpointPicker: {
        pool: { group },
        release,
      },
    }) => {
      const permissions = release.permissions[group];
      // A group without any has its own rule.
      if (!permissions) return [];
      return [
        { apiGroup: '', resource: 'pods' },
        { apiGroup: group, resource: 'inferencepools' },
      ]
        .filter(
          ({ apiGroup, resource }) =>
            !permissions.some(allowed => allowed.apiGroup === apiGroup && allowed.resources.includes(resource)),
        )
        .map(({ apiGroup, resource }) => ({
          field: 'release.endpointPicker.permissions',
          cause: `the endpoint picker has no permission to read ${resource}${apiGroup ? ` of ${apiGroup}` : ''}`,
        }));
    },
    example: {
      field: 'release.endpointPicker.permissions',
      fails: { 'inference.networking.k8s.io': [{ apiGroup: '', resources: ['pods'] }] },
      alsoFails: [{ 'inference.networking.x-k8s.io': [{ apiGroup: '', resources: ['pods'] }] }],
      passes: {
        'inference.networking.k8s.io': [
          { apiGroup: '', resources: ['pods'] },
          { apiGroup: 'inference.networking.k8s.io', resources: ['inferencepools'] },
        ],
      },
    },
  },
  {
    id: 'PD606',
    title: 'Code from the repository of a model is pinned to a commit',
    severity: 'warning',
    cause:
      'with `--trust-remote-code` every start runs the latest code of the repository, with access to the '
      + 'prompts and the token of the Hub',
    fix: 'set `model.revision` to a commit',
    source:
      'Hugging Face documentation, Transformers, Custom models: pin a revision when trusting remote code; vLLM '
      + '0.27.1 `--trust-remote-code`',
    evidence: 'read',
    check: plan =>
      plan.pools.flatMap(pool =>
        commit.test(pool.model.revision ?? '')
          ? []
          : flagsOf(pool.extraArgs)
              .filter(({ name }) => name === '--trust-remote-code')
              .map(({ index }) => ({
                field: `${pool.role}.extraArgs[${index}]`,
                cause:
                  `runs code of ${pool.model.repository} at `
                  + `${pool.model.revision ?? 'its main branch'}`,
              })),
      ),
    example: {
      field: 'model.revision',
      fails: 'main',
      passes: 'a'.repeat(40),
      given: { 'decode.extraArgs': ['--trust-remote-code'] },
    },
  },
  {
    id: 'PD607',
    title: 'No developer mode is enabled',
    severity: 'warning',
    cause:
      'these open endpoints that reset caches and put the engine to sleep, or load pickled objects from the '
      + 'network, for everyone who can reach the port',
    fix: 'remove the variable',
    source:
      'vLLM 0.11.0 and 0.27.1 vllm/envs.py: VLLM_SERVER_DEV_MODE, VLLM_ALLOW_INSECURE_SERIALIZATION, '
      + 'VLLM_ALLOW_RUNTIME_LORA_UPDATING',
    evidence: 'read',
    check: plan =>
      plan.pools.flatMap(pool =>
        developerSwitches
          .filter((name) => {
            const value = pool.extraEnv[name];
            return value !== undefined && value !== '0' && value !== '';
          })
          .map(name => ({
            field: `${pool.role}.extraEnv.${name}`,
            cause: `\`${name}\` opens the engine to everyone who can reach its port`,
          })),
      ),
    example: { field: 'decode.extraEnv', fails: { VLLM_SERVER_DEV_MODE: '1' }, passes: { VLLM_SERVER_DEV_MODE: '0' } },
  },
];

const MAX_USER = 2 ** 31 - 1;

const commit = /^[0-9a-f]{40}$/;

const writtenVariable
  = /(_CACHE|_CACHE_DIR|_CACHE_ROOT|_CONFIG_ROOT|_ASSETS_CACHE|_PROFILER_DIR|_DUMP_DIR|^TMPDIR|^UV_CACHE_DIR|^CUDA_CACHE_PATH)$/;

const developerSwitches = [
  'VLLM_SERVER_DEV_MODE',
  'VLLM_ALLOW_INSECURE_SERIALIZATION',
  'VLLM_ALLOW_RUNTIME_LORA_UPDATING',
] as const;

function isWritable(path: string): boolean {
  return (
    [HOME_PATH, MODEL_CACHE_PATH, '/tmp', '/dev/shm'].some(root => path === root || path.startsWith(`${root}/`))
    && !path.split('/').includes('..')
  );
}
