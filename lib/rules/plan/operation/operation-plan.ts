import { poolsOf, proxiesOf } from '../../../plan/pools';
import { givenModel } from '../../language/example';
import { modelName } from '../../language/model-name';
import { Rule, Violation } from '../../language/rule';
import { flagsOf } from '../../language/vllm-arguments';

/** Whether a deployment does what prefill/decode is for, and what it tells and pulls. */
export const operationPlanRules: readonly Rule[] = [
  {
    id: 'PD505',
    title: 'The startup budget covers the fastest download and load',
    severity: 'warning',
    cause: 'a pod that is not Ready within its budget is restarted, and downloads again if the cache is not kept',
    fix: 'set a larger `startupSeconds`',
    source:
      'sizes in lib/facts/models.ts, read once at 10 Gbit/s; 60 s for compilation and CUDA graphs (vLLM starts '
      + 'in about 2 minutes with cached weights)',
    evidence: 'read',
    holdsFor: 'models whose facts are known',
    check: plan =>
      poolsOf(plan, 'decode').flatMap(({ model, startupSeconds }) => {
        const least = model.facts && Math.ceil(model.facts.weightsGiB / DOWNLOAD_GIB_PER_SECOND) + COMPILE_SECONDS;
        return least === undefined || startupSeconds >= least
          ? []
          : [
              {
                field: 'startupSeconds',
                cause: `${modelName(model)} takes ${least} seconds at 10 Gbit/s, got ${startupSeconds}`,
              },
            ];
      }),
    example: {
      field: 'startupSeconds',
      fails: 120,
      passes: 1800,
      given: givenModel('meta-llama/Llama-3.1-70B-Instruct', 'PD508'),
      implies: ['PD626'],
    },
  },
  {
    id: 'PD509',
    title: 'No log contains prompts or answers',
    severity: 'warning',
    cause:
      'with these settings prompts and answers are written to the log of the pod, where everyone with access '
      + 'to logs can read them; also, a line for every waiting request and step slows the engine',
    fix: 'remove the setting',
    source:
      'llm-d-routing-sidecar v0.3.0 at `-v=5` logs bodies; vLLM 0.11.0 `--enable-log-requests`, '
      + 'v1/core/sched/scheduler.py:343-353 at DEBUG; gateway-api-inference-extension v1.0.0 '
      + 'pkg/epp/handlers/server.go:298 at 4',
    evidence: 'proven',
    check: plan => [
      ...plan.pools.flatMap((pool): Violation[] => [
        ...(['DEBUG', 'TRACE'].includes(textOf(pool.extraEnv.VLLM_LOGGING_LEVEL).toUpperCase())
          ? [
              {
                field: `${pool.role}.extraEnv.VLLM_LOGGING_LEVEL`,
                cause: `the log level is ${textOf(pool.extraEnv.VLLM_LOGGING_LEVEL)}`,
              },
            ]
          : []),
        ...flagsOf(pool.extraArgs)
          .filter(({ name }) => logging.has(name))
          .map(({ name, index }) => ({
            field: `${pool.role}.extraArgs[${index}]`,
            cause: `\`${name}\` logs requests`,
          })),
      ]),
      ...(Number(plan.endpointPicker.release.flags['--v'] ?? 0) >= PICKER_LOGS_BODIES
        ? [
            {
              field: 'release.endpointPicker.flags.--v',
              cause:
                `the picker logs requests from verbosity ${PICKER_LOGS_BODIES} on, got `
                + `${plan.endpointPicker.release.flags['--v']}`,
            },
          ]
        : []),
    ],
    example: {
      field: 'decode.extraEnv',
      fails: { VLLM_LOGGING_LEVEL: 'DEBUG' },
      passes: { VLLM_LOGGING_LEVEL: 'INFO' },
    },
  },
  {
    id: 'PD510',
    title: 'Every image has a fixed tag',
    severity: 'warning',
    cause:
      'with a moving tag, pods that start on different days run different versions: they refuse KV cache of '
      + 'each other, and a rollback of the manifests does not roll back the image',
    fix: 'use a version as the tag, or better a digest',
    source:
      'Kubernetes documentation, Images; vllm-project/vllm PR 29503 (mixed versions)',
    evidence: 'read',
    check: ({ endpointPicker, pools }) => [
      ...[...new Set(pools.map(({ modelServer }) => modelServer.image))].flatMap(image =>
        moving('release.modelServer.image', image),
      ),
      ...proxiesOf({ pools }).flatMap(({ release }) => moving('release.routingProxy.image', release.image)),
      ...moving('release.endpointPicker.image', endpointPicker.release.image),
    ],
    example: {
      field: 'release.endpointPicker.image',
      fails: 'ghcr.io/llm-d/llm-d-router-endpoint-picker:main',
      passes: 'ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0',
      implies: ['PD705'],
    },
  },
  {
    id: 'PD511',
    title: 'Weights are downloaded once, not by every pod',
    severity: 'warning',
    cause:
      'an emptyDir is deleted with its pod: every pod downloads the weights at every start, all at once after '
      + 'a rollout or the loss of a node, and the Hub limits the rate',
    fix: 'set `modelCache: { type: \'persistentVolumeClaim\', size: ... }`',
    source:
      'llm-d-modelservice v0.2.11 _helpers.tpl (`hf://` is an emptyDir); Hugging Face Hub documentation, Rate limits '
      + '(429)',
    evidence: 'read',
    holdsFor: 'models whose facts are known',
    check: ({ modelCache: { storage }, pools }) => {
      const pods = pools.reduce((sum, { replicas }) => sum + replicas, 0);
      return poolsOf({ pools }, 'decode').flatMap(({ model: { facts: model } }) =>
        storage.type === 'emptyDir' && model && pods * model.weightsGiB >= MUCH_DOWNLOAD_GIB
          ? [
              {
                field: 'modelCache.type',
                cause: `${pods} pods download ${model.weightsGiB.toFixed(0)} GiB each at every start`,
              },
            ]
          : [],
      );
    },
    example: {
      field: 'modelCache',
      fails: { type: 'emptyDir', size: '200Gi' },
      passes: { type: 'persistentVolumeClaim', size: '200Gi' },
      given: givenModel('meta-llama/Llama-3.1-70B-Instruct', 'PD508'),
      implies: ['PD626'],
    },
  },
];

const DOWNLOAD_GIB_PER_SECOND = 10e9 / 8 / 2 ** 30;
const COMPILE_SECONDS = 60;

const MUCH_DOWNLOAD_GIB = 500;

/** DEBUG in gateway-api-inference-extension v1.0.0 pkg/epp/util/logging/logging_const.go. */
const PICKER_LOGS_BODIES = 4;

const logging = new Set(['--enable-log-requests', '--enable-log-outputs']);

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function moving(field: string, image: string): Violation[] {
  const tag = image.includes('@') ? 'digest' : /:([^/]+)$/.exec(image)?.[1];
  return tag === undefined || /^(latest|main|master|dev|nightly|stable|edge)$/.test(tag)
    ? [{ field, cause: `${image} has ${tag === undefined ? 'no tag' : `the tag '${tag}', which moves`}` }]
    : [];
}
