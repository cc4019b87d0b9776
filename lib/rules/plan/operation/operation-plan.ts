import { AcceleratorRates, hasRates } from '../../../devices/accelerator-facts';
import { accelerators } from '../../../devices/accelerators';
import { keepsEveryToken, ModelFacts } from '../../../facts/model-facts';
import { pairTime } from '../../../facts/pair-time';
import { hasUcxRdma } from '../../../devices/rdma';
import { InferencePlan } from '../../../plan/inference-plan';
import { gpus } from '../../../plan/model-server-pool-props';
import { givenModel } from '../../language/example';
import { eachRole } from '../../language/roles';
import { roles } from '../../../spec/role';
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
    source: 'sizes in lib/facts/models.ts, read once at 10 Gbit/s; 60 s for compilation and CUDA graphs (vLLM starts in about 2 minutes with cached weights)',
    evidence: 'read',
    holdsFor: 'models whose facts are known',
    check: ({ decode: { model: { facts: model, repository }, startupSeconds } }) => {
      const least = model && Math.ceil(model.weightsGiB / DOWNLOAD_GIB_PER_SECOND) + COMPILE_SECONDS;
      return least === undefined || startupSeconds >= least
        ? []
        : [{ field: 'startupSeconds', cause: `${repository} takes ${least} seconds at 10 Gbit/s, got ${startupSeconds}` }];
    },
    example: {
      field: 'startupSeconds', fails: 120, passes: 1800, given: givenModel('meta-llama/Llama-3.1-70B-Instruct', 'PD508'),
    },
  },
  {
    id: 'PD506',
    title: 'The model is large enough that prefill/decode is worth the transfer',
    severity: 'warning',
    cause: 'a small model computes a prompt faster than its KV cache is transferred: without roles the same GPUs return the first token earlier, and half of them are not idle',
    fix: 'serve the model without roles, or waive the rule with a measurement',
    source: 'llm-d/llm-d guides/pd-disaggregation/README.md: for large models (Llama 70B and up, not 8B) and long prompts',
    evidence: 'read',
    holdsFor: 'models whose facts are known',
    check: ({ decode: { model: { facts: model, repository } } }) => {
      return model && model.parameters < SMALL_MODEL
        ? [{ field: 'model.uri', cause: `${repository} has ${(model.parameters / 1e9).toFixed(1)} billion parameters, fewer than the ${SMALL_MODEL / 1e9} billion from which prefill/decode pays` }]
        : [];
    },
    example: {
      field: 'model.uri', fails: 'hf://Qwen/Qwen3-8B', passes: 'hf://Qwen/Qwen3-32B',
      given: { waive: { PD508: 'an example' } },
    },
  },
  {
    id: 'PD507',
    title: 'The GPUs are divided between prefill and decode as the work is',
    severity: 'warning',
    cause: 'a GPU computes prompt tokens many times faster than answer tokens: with the same number of GPUs for both, the prefill half is idle unless prompts are much longer than answers',
    fix: 'lower `prefill.replicas`, or waive the rule with the lengths of your prompts and answers',
    source: 'arithmetic and bandwidth in lib/facts/pair-time.ts; vllm-project/router ROUTER_BENCHMARK_RESULTS.md@be0f564 (8 + 8 H100: prefill 3 to 6 % busy)',
    evidence: 'read',
    holdsFor: 'models whose facts are known',
    check: plan => withTime(plan, ({ model, gpu, gpuName }) => {
      const [prefill, decode] = roles.map(role => plan[role].replicas * gpus(plan[role]));
      const balanced = pairTime(model, gpu).promptsPerAnswer * prefill! / decode!;
      return decode! > 0 && keepsEveryToken(model) && balanced > FARTHEST_RATIO
        ? [{ field: 'prefill.replicas', cause: `${prefill} prefill and ${decode} decode GPUs (${gpuName}) are equally busy when prompts are ${balanced.toFixed(0)} times as long as answers` }]
        : [];
    }),
    example: {
      field: 'prefill.replicas', fails: 4, passes: 2, given: givenModel('meta-llama/Llama-3.1-70B-Instruct', 'PD508'),
    },
  },
  {
    id: 'PD508',
    title: 'KV cache is transferred faster than it is computed',
    severity: 'warning',
    cause: 'separate pods share no NVLink, and without RDMA NIXL reads over TCP: the transfer of the cache then takes longer than its computation, '
      + 'and the first token comes later than without prefill pods',
    fix: 'set `fabric` to an InfiniBand or RoCE network, or waive the rule with the measured time to the first token',
    source: 'UCX over TCP at 0.36 GB/s: ai-dynamo/dynamo PR 1314; 0.5 GB/s: vllm-project/vllm#52607; llm-d/llm-d PR 2371; lib/facts/pair-time.ts',
    evidence: 'issue',
    holdsFor: 'models whose facts are known',
    check: plan => withTime(plan, ({ model, gpu, gpuName }) => {
      const { prefillMicroseconds, tcpMicroseconds } = pairTime(model, gpu);
      return hasUcxRdma(plan.prefill.fabric) || tcpMicroseconds === undefined || tcpMicroseconds <= prefillMicroseconds
        ? []
        : [{
            field: 'fabric',
            cause: `the fabric has no RDMA for UCX: over TCP the KV cache of 1000 tokens takes about ${tcpMicroseconds.toFixed(0)} ms to move and ${prefillMicroseconds.toFixed(0)} ms to compute on a GPU (${gpuName})`,
          }];
    }),
    example: {
      field: 'fabric', fails: 'tcp', passes: { type: 'rdma-node-memlock', network: 'infiniband' },
      given: { 'model.uri': 'hf://Qwen/Qwen3-32B' },
    },
  },
  {
    id: 'PD509',
    title: 'No log contains prompts or answers',
    severity: 'warning',
    cause: 'with these settings prompts and answers are written to the log of the pod, where everyone with access to logs can read them; also, a line for every waiting request and step slows the engine',
    fix: 'remove the setting',
    source: 'llm-d-routing-sidecar v0.3.0 at `-v=5` logs bodies; vLLM 0.11.0 `--enable-log-requests`, v1/core/sched/scheduler.py:343-353 at DEBUG; gateway-api-inference-extension v1.0.0 pkg/epp/handlers/server.go:298 at 4',
    evidence: 'proven',
    check: plan => [
      ...eachRole((role): Violation[] => [
        ...['DEBUG', 'TRACE'].includes(textOf(plan[role].extraEnv.VLLM_LOGGING_LEVEL).toUpperCase())
          ? [{ field: `${role}.extraEnv.VLLM_LOGGING_LEVEL`, cause: `the log level is ${textOf(plan[role].extraEnv.VLLM_LOGGING_LEVEL)}` }]
          : [],
        ...flagsOf(plan[role].extraArgs).filter(({ name }) => logging.has(name)).map(({ name, index }) => ({ field: `${role}.extraArgs[${index}]`, cause: `\`${name}\` logs requests` })),
      ]),
      ...(Number(plan.endpointPicker.release.flags['--v'] ?? 0) >= PICKER_LOGS_BODIES
        ? [{ field: 'release.endpointPicker.flags.--v', cause: `the picker logs requests from verbosity ${PICKER_LOGS_BODIES} on, got ${plan.endpointPicker.release.flags['--v']}` }]
        : []),
    ],
    example: {
      field: 'decode.extraEnv', fails: { VLLM_LOGGING_LEVEL: 'DEBUG' }, passes: { VLLM_LOGGING_LEVEL: 'INFO' },
    },
  },
  {
    id: 'PD510',
    title: 'Every image has a fixed tag',
    severity: 'warning',
    cause: 'with a moving tag, pods that start on different days run different versions: they refuse KV cache of each other, and a rollback of the manifests does not roll back the image',
    fix: 'use a version as the tag, or better a digest',
    source: 'Kubernetes documentation, Images; llm-d/llm-d env.sh@14ecef08 takes the tag `main`; vllm-project/vllm PR 29503 (mixed versions)',
    evidence: 'read',
    check: ({ decode, endpointPicker, prefill }) => [
      ...moving('release.modelServer.image', decode.modelServer.image),
      ...(prefill.modelServer.image === decode.modelServer.image ? [] : moving('release.modelServer.image', prefill.modelServer.image)),
      ...moving('release.routingProxy.image', decode.routingProxy.release.image),
      ...moving('release.endpointPicker.image', endpointPicker.release.image),
    ],
    example: {
      field: 'release.endpointPicker.image', fails: 'ghcr.io/llm-d/llm-d-router-endpoint-picker:main',
      passes: 'ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0', implies: ['PD705'],
    },
  },
  {
    id: 'PD511',
    title: 'Weights are downloaded once, not by every pod',
    severity: 'warning',
    cause: 'an emptyDir is deleted with its pod: every pod downloads the weights at every start, all at once after a rollout or the loss of a node, and the Hub limits the rate',
    fix: 'set `modelCache: { type: \'persistentVolumeClaim\', size: ... }`',
    source: 'llm-d-modelservice v0.2.11 _helpers.tpl (`hf://` is an emptyDir); llm-d/llm-d modelserver overlay coreweave@55541149: 429 when all pods pull',
    evidence: 'read',
    holdsFor: 'models whose facts are known',
    check: ({ decode, modelCache: { storage }, prefill }) => {
      const { facts: model } = decode.model;
      const pods = prefill.replicas + decode.replicas;
      return storage.type === 'emptyDir' && model && pods * model.weightsGiB >= MUCH_DOWNLOAD_GIB
        ? [{ field: 'modelCache.type', cause: `${pods} pods download ${model.weightsGiB.toFixed(0)} GiB each at every start` }]
        : [];
    },
    example: {
      field: 'modelCache', fails: { type: 'emptyDir', size: '200Gi' },
      passes: { type: 'persistentVolumeClaim', size: '200Gi' },
      given: givenModel('meta-llama/Llama-3.1-70B-Instruct', 'PD508'),
    },
  },
];

const DOWNLOAD_GIB_PER_SECOND = 10e9 / 8 / 2 ** 30;
const COMPILE_SECONDS = 60;

/** Between 8 and 70 billion, which the guide names; the issue tracker's measured gains begin at 30. */
const SMALL_MODEL = 30e9;

/** Prompts ten times as long as answers are rare outside of retrieval and agents. */
const FARTHEST_RATIO = 10;

const MUCH_DOWNLOAD_GIB = 500;

/** DEBUG in gateway-api-inference-extension v1.0.0 pkg/epp/util/logging/logging_const.go. */
const PICKER_LOGS_BODIES = 4;

const logging = new Set(['--enable-log-requests', '--enable-log-outputs']);

/** Rates are compared on the spec's GPU, or on the one that most public figures are from. */
const REFERENCE = 'NVIDIA-H100-80GB-HBM3';

function withTime(plan: InferencePlan, check: (known: { model: ModelFacts; gpu: AcceleratorRates; gpuName: string }) => Violation[]): Violation[] {
  const { facts: model } = plan.decode.model;
  const { facts: gpu, product } = plan.accelerator ?? { facts: accelerators[REFERENCE], product: REFERENCE };
  return model && gpu && hasRates(gpu) ? check({ model, gpu, gpuName: product }) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function moving(field: string, image: string): Violation[] {
  const tag = image.includes('@') ? 'digest' : /:([^/]+)$/.exec(image)?.[1];
  return tag === undefined || /^(latest|main|master|dev|nightly|stable|edge)$/.test(tag) ? [{ field, cause: `${image} has ${tag === undefined ? 'no tag' : `the tag '${tag}', which moves`}` }] : [];
}
