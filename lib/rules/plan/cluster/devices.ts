import { deviceNamed, deviceOf } from '../../../devices/devices';
import { gpus } from '../../../plan/model-server-pool-props';
import type { InferencePlan } from '../../../plan/inference-plan';
import type { PoolPlan } from '../../../plan/pool-plan';
import { pairsOf } from '../../../plan/pools';
import { poolSpec } from '../../../plan/pool-spec';
import { knownVersions, Release } from '../../../stack/releases';
import { gib } from '../../language/amount';
import { givenModel } from '../../language/example';
import { flagsOf } from '../../language/vllm-arguments';
import { onceByField } from '../../language/once-by-field';
import { Rule, Violation } from '../../language/rule';

/** What the engines compute on. */
export const deviceRules: readonly Rule[] = [
  {
    id: 'PD640',
    title: 'Engines ran on the device',
    severity: 'warning',
    cause:
      'resource, image and environment were read and not run: an image may have another user or lack a library, and '
      + 'what is judged of memory was measured on GPUs of NVIDIA',
    fix: 'run `llmd verify` against the cluster and waive the rule with its result',
    source: 'lib/devices/: what ran of each device, and where its facts were read',
    evidence: 'read',
    holdsFor: 'devices other than NVIDIA\'s',
    check: plan => onceByField(plan.pools.flatMap((pool) => {
      const { proof, title } = deviceNamed(pool.device);
      return proof.ran ? [] : [{ field: deviceField(plan, pool), cause: `is ${title}: ${proof.text}` }];
    })),
    example: { field: 'device', fails: 'amd', passes: 'nvidia' },
  },
  {
    id: 'PD641',
    title: 'The accelerator is one of the device',
    severity: 'error',
    cause: 'resource and image follow from the device, node selector and memory from the accelerator: no node has both',
    fix: 'remove `device`, which follows from a known accelerator, or correct one of them',
    source: 'lib/devices/: the products of each device',
    evidence: 'read',
    check: plan => onceByField(plan.pools.flatMap((pool) => {
      const its = pool.accelerator && deviceOf(pool.accelerator.product);
      return its === undefined || its.name === pool.device
        ? []
        : [{
            field: deviceField(plan, pool),
            cause: `is '${pool.device}', but \`${pool.accelerator!.field}\` '${pool.accelerator!.product}' is of `
              + `'${its.name}'`,
          }];
    })),
    example: {
      field: 'device', fails: 'amd', passes: 'nvidia', implies: ['PD640'],
      given: {
        ...givenModel('meta-llama/Llama-3.1-8B-Instruct', 'PD506', 'PD508'), accelerator: 'NVIDIA-H100-80GB-HBM3',
      },
    },
  },
  {
    id: 'PD642',
    title: 'An image of the engine is known for the device',
    severity: 'error',
    cause: 'the image of the release is built for GPUs of NVIDIA, and vLLM finds no other device in it',
    fix: 'set `image` of the role to one that is built for the device, or name another release',
    source: 'lib/devices/: images by the version of vLLM',
    evidence: 'read',
    holdsFor: 'devices with images of their own',
    check: ({ pools, spec }) => pools.flatMap(({ device, modelServer: { known }, role }) => {
      const { images, title } = deviceNamed(device);
      const { modelServer: { image } } = spec.release;
      if (images === undefined || poolSpec(spec, role).image !== undefined) return [];
      // An image of the user's own may be built for anything.
      if (!knownVersions.modelServer.some(version => version.image === image)) return [];
      return Object.hasOwn(images, known?.version ?? '')
        ? []
        : [{
            field: `${role}.image`,
            cause: `no image of vLLM ${known?.version ?? 'of an unknown version'} is known for ${title}; there is `
              + (Object.keys(images).length > 0 ? `one of ${Object.keys(images).join(', ')}` : 'none of any version'),
          }];
    }),
    example: {
      field: 'decode.image', fails: undefined, passes: 'registry.example/vllm-rocm:0.11', implies: ['PD640'],
      given: { device: 'amd', release: Release.ROUTER_0_3, prefill: undefined },
    },
  },
  {
    id: 'PD643',
    title: 'Unequal numbers of devices have the attention backend that exchanges KV cache between them',
    severity: 'error',
    cause:
      'the layout in which other backends keep the KV cache cannot be split again for another number of ranks, and the '
      + 'transfer fails or the answers are wrong',
    fix: 'set `engine.attentionBackend`, or the same `tensor` for both roles',
    source: 'llm-d/llm-d guides/pd-disaggregation/README.amd.md (commit 3bffc237)',
    evidence: 'read',
    holdsFor: 'devices that name such a backend',
    check: plan => pairsOf(plan).flatMap(({ decode, prefill }): Violation[] => {
      const needed = [prefill, decode].map(({ device }) => deviceNamed(device).unequalTensorBackend)
        .find(backend => backend !== undefined);
      const attentionBackend = backendOf(decode);
      const [from, to] = [prefill.parallelism.tensor, decode.parallelism.tensor];
      return needed === undefined || from === to || attentionBackend === needed
        ? []
        : [{
            field: 'engine.attentionBackend',
            cause: `is ${attentionBackend ?? 'not set'}, with ${from} devices of a prefill and ${to} of a decode pod`,
            fix: `set \`engine: { attentionBackend: '${needed}' }\`, or the same \`tensor\` for both roles`,
          }];
    }),
    example: {
      field: 'engine.attentionBackend', fails: undefined, passes: 'ROCM_ATTN', implies: ['PD640', 'PD323'],
      given: { 'device': 'amd', 'prefill.parallelism': { tensor: 1 }, 'decode.parallelism': { tensor: 2 } },
    },
  },
  {
    id: 'PD644',
    title: 'Memory of the container is given to the KV cache only where it is kept there',
    severity: 'error',
    cause: 'on a device the KV cache has the part of its memory that `gpuMemoryUtilization` says; the field is unread',
    fix: 'remove it, or set `device: \'cpu\'`',
    source: 'vLLM 0.30.0 vllm/envs.py: VLLM_CPU_KVCACHE_SPACE, VLLM_CPU_NUM_OF_RESERVED_CPU',
    evidence: 'read',
    check: ({ pools }) => pools.flatMap(({ device, role, roleEngine }) =>
      (['kvCacheMemory', 'reservedCpus'] as const)
        .filter(name => roleEngine[name] !== undefined && deviceNamed(device).kvCacheGiB === undefined)
        .map(name => ({
          field: `${role}.engine.${name}`,
          cause: `is ${roleEngine[name]}, but the engine computes on ${deviceNamed(device).title}`,
        }))),
    example: { field: 'decode.engine', fails: { kvCacheMemory: '32Gi' }, passes: { maxNumSeqs: 256 } },
  },
  {
    id: 'PD645',
    title: 'Weights and KV cache fit the memory of the container, where both are kept there',
    severity: 'error',
    cause: 'the kernel kills the engine above the limit of its container (OOMKilled)',
    fix: 'raise `memory`, or lower `engine.kvCacheMemory`',
    source: 'vLLM 0.30.0 docs/getting_started/installation/cpu.md: the space is of each rank; lib/facts/models/',
    evidence: 'read',
    holdsFor: 'CPUs, models whose facts are known',
    check: ({ pools }) => pools.flatMap((pool): Violation[] => {
      const { device, memory, model: { facts }, role, roleEngine } = pool;
      const { kvCacheGiB } = deviceNamed(device);
      const limit = gib(memory);
      if (kvCacheGiB === undefined || facts === undefined || limit === undefined) return [];
      const ranks = gpus(pool);
      const cache = ranks * kvCacheGiB({ ...roleEngine, ranks, memory });
      // An amount that is no quantity has its own rule.
      return Number.isNaN(cache) || cache + facts.weightsGiB <= limit
        ? []
        : [{
            field: `${role}.memory`,
            cause: `${facts.weightsGiB.toFixed(1)} GiB of weights and ${cache} GiB of KV cache are more than ${memory}`,
            fix: `set \`memory\` to ${Math.ceil((cache + facts.weightsGiB) * 1.1)}Gi or more, or lower `
              + '`engine.kvCacheMemory`',
          }];
    }),
    example: {
      field: 'decode.memory', fails: '32Gi', passes: '96Gi', implies: ['PD640'],
      given: { 'device': 'cpu', 'decode.engine': { kvCacheMemory: '24Gi' }, 'prefill': undefined },
    },
  },
];

/** By the field, or by a flag of the user's own; both roles are asked to have the same (PD102, PD321). */
function backendOf({ engine, extraArgs }: PoolPlan): string | undefined {
  const given = flagsOf(extraArgs).filter(({ name }) => name === '--attention-backend');
  return engine.attentionBackend ?? given.at(-1)?.value;
}

/** The field of the spec from which the device of a pool follows. */
function deviceField({ spec }: InferencePlan, { accelerator, role }: PoolPlan): string {
  if (poolSpec(spec, role).device !== undefined) return `${role}.device`;
  return spec.device === undefined ? accelerator?.field ?? 'device' : 'device';
}
