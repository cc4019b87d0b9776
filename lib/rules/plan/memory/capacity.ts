import { deviceNamed } from '../../../devices/devices';
import { poolsOf } from '../../../plan/pools';
import { poolSpec } from '../../../plan/pool-spec';
import { gib } from '../../language/amount';
import { givenModel } from '../../language/example';
import { modelName } from '../../language/model-name';
import { Rule } from '../../language/rule';

/** What is there to be filled: the GPU that is named, the part of it that vLLM takes, the volume of the weights. */
export const capacityRules: readonly Rule[] = [
  {
    id: 'PD206',
    title: 'The accelerator is named once',
    severity: 'error',
    cause: 'the node selector is derived from `accelerator`; a second one for another GPU would be silently ignored',
    fix: 'remove the label from `pod.nodeSelector`, or remove `accelerator`',
    source: 'lib/plan/plan-inference.ts',
    evidence: 'read',
    check: ({ pools, spec }) =>
      pools.flatMap(({ accelerator, device, role }) => {
        const { productLabel = '' } = deviceNamed(device);
        const selected = poolSpec(spec, role).pod?.nodeSelector?.[productLabel];
        return accelerator === undefined || selected === undefined || selected === accelerator.product
          ? []
          : [
              {
                field: `${role}.pod.nodeSelector.${productLabel}`,
                cause: `selects '${selected}' while \`${accelerator.field}\` is '${accelerator.product}'`,
              },
            ];
      }),
    example: {
      field: 'decode.pod',
      fails: { nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-L4' } },
      passes: { nodeSelector: { zone: 'a' } },
      given: {
        ...givenModel('meta-llama/Llama-3.1-8B-Instruct', 'PD506', 'PD508'),
        accelerator: 'NVIDIA-H100-80GB-HBM3',
      },
    },
  },
  {
    id: 'PD207',
    title: 'The model cache is large enough for the weights',
    severity: 'error',
    cause:
      'the download fills the volume and fails, or the pod is evicted because it exceeds the size of its '
      + 'emptyDir; then the download starts again',
    fix: 'set a larger `modelCache.size`, or waive the rule if the driver of the volume ignores its size',
    source: 'sizes in lib/facts/models.ts; Kubernetes documentation, Volumes: emptyDir.sizeLimit',
    evidence: 'read',
    holdsFor: 'models whose facts are known',
    check: ({ modelCache: { storage }, pools }) =>
      poolsOf({ pools }, 'decode').flatMap(({ model }) => {
        const weights = model.facts?.weightsGiB;
        const size = 'size' in storage ? gib(storage.size) : undefined;
        return weights === undefined || size === undefined || size >= weights
          ? []
          : [
              {
                field: 'modelCache.size',
                cause:
                  `the weights of ${modelName(model)} are ${weights.toFixed(1)} GiB, got `
                  + `${'size' in storage ? storage.size : ''}`,
                // The driver of a claim may ignore its size, as the rule's own fix says.
                ...(storage.type === 'emptyDir' && { fix: `set it to ${Math.ceil(weights)}Gi or more` }),
              },
            ];
      }),
    example: {
      field: 'modelCache.size',
      fails: '100Gi',
      passes: '200Gi',
      given: givenModel('meta-llama/Llama-3.1-70B-Instruct', 'PD508'),
      implies: ['PD626'],
    },
  },
  {
    id: 'PD226',
    title: 'The ephemeral storage of a pod holds the weights that it downloads',
    severity: 'error',
    cause:
      'an emptyDir is on the disk of the node and counts as ephemeral storage: above the limit the pod is evicted, and '
      + 'the next one downloads again',
    fix: 'set a larger `ephemeralStorage`, or leave it out',
    source: 'Kubernetes documentation, Local ephemeral storage: limits; sizes in lib/facts/models.ts',
    evidence: 'read',
    holdsFor: 'models whose facts are known',
    check: ({ modelCache: { storage }, pools }) => pools.flatMap(({ ephemeralStorage, model, role }) => {
      const weights = model.facts?.weightsGiB;
      const limit = ephemeralStorage === undefined ? undefined : gib(ephemeralStorage);
      return storage.type !== 'emptyDir' || weights === undefined || limit === undefined || limit >= weights
        ? []
        : [{
            field: `${role}.ephemeralStorage`,
            cause: `the weights of ${modelName(model)} are ${weights.toFixed(1)} GiB, got ${ephemeralStorage}`,
            fix: `set it to more than ${Math.ceil(weights)}Gi, or leave it out`,
          }];
    }),
    example: {
      field: 'decode.ephemeralStorage',
      fails: '100Gi',
      passes: '200Gi',
      given: {
        ...givenModel('meta-llama/Llama-3.1-70B-Instruct', 'PD508', 'PD511'),
        modelCache: { type: 'emptyDir', size: '200Gi' },
      },
      implies: ['PD626'],
    },
  },
  {
    id: 'PD208',
    title: 'vLLM does not use the whole memory of the GPU',
    severity: 'error',
    cause:
      'the CUDA context uses memory before vLLM measures it, so the memory is never entirely free: `Free '
      + 'memory on device ... is less than desired GPU memory utilization`',
    fix: 'set `gpuMemoryUtilization` to at most 0.95',
    source: 'vLLM 0.33 vllm/v1/worker/utils.py:761',
    evidence: 'read',
    check: plan =>
      plan.pools.flatMap(pool =>
        pool.roleEngine.gpuMemoryUtilization === 1
          ? [
              {
                field: `${pool.role}.engine.gpuMemoryUtilization`,
                cause: 'must be below 1, since CUDA uses memory of the GPU too, got 1',
              },
            ]
          : [],
      ),
    example: { field: 'decode.engine', fails: { gpuMemoryUtilization: 1 }, passes: { gpuMemoryUtilization: 0.95 } },
  },
];
