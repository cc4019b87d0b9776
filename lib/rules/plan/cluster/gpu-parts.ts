import { gpuPart } from '../../../devices/gpu-part';
import { gpusOfPod } from '../../../plan/parallelism';
import { namedAccelerators } from '../../../plan/planned-devices';
import { givenModel } from '../../language/example';
import { Rule } from '../../language/rule';

/** What a pod can do with a part of a GPU. */
export const gpuPartRules: readonly Rule[] = [
  {
    id: 'PD633',
    title: 'An engine on a MIG slice has one',
    severity: 'error',
    cause:
      'a process sees one slice, however many its container has, and slices do not reach each other: with two ranks '
      + 'vLLM exits with `invalid device ordinal`, or NCCL does not start',
    fix: 'set `tensor` to 1 and use a larger slice, or whole GPUs',
    source: 'NVIDIA MIG User Guide, Application Considerations: one compute instance a process, no P2P between them',
    evidence: 'read',
    check: ({ pools }) => pools
      .filter(({ accelerator, parallelism }) =>
        gpusOfPod(parallelism) > 1 && gpuPart(accelerator?.product ?? '')?.slice !== undefined)
      .map(({ accelerator, parallelism, role }) => ({
        field: `${role}.parallelism`,
        cause: `the engine is split over ${gpusOfPod(parallelism)} slices (${accelerator!.product})`,
      })),
    example: {
      field: 'decode.parallelism',
      fails: { tensor: 2 },
      passes: { tensor: 1 },
      given: {
        ...givenModel('Qwen/Qwen3-8B', 'PD506', 'PD508', 'PD634'),
        accelerator: 'NVIDIA-H100-80GB-HBM3-MIG-3g.40gb',
        engine: { maxModelLen: 8192 },
      },
    },
  },
  {
    id: 'PD634',
    title: 'A part of a GPU was tried with the pair',
    severity: 'warning',
    cause:
      'memory is judged by the nominal size of a slice, and the transfer of KV cache out of a part of a GPU was not '
      + 'run; of a shared GPU every pod takes its part of all the memory, and the second one does not start',
    fix: 'run `llmd verify` against the cluster and waive the rule with its result; on a shared GPU set '
      + '`engine.gpuMemoryUtilization` of the roles so that all pods of the GPU fit',
    source: 'NVIDIA MIG User Guide, Supported MIG Profiles; nvidia/k8s-device-plugin, Shared access to GPUs',
    evidence: 'read',
    check: plan => namedAccelerators(plan).flatMap(({ field, product }) => {
      const part = gpuPart(product);
      if (part === undefined) return [];
      const kind = part.slice ? `a MIG slice of ${part.product}` : `${part.product}, which pods use by turns`;
      return [{ field, cause: `${product} is ${kind}` }];
    }),
    example: {
      field: 'accelerator',
      fails: 'NVIDIA-H100-80GB-HBM3-MIG-3g.40gb',
      passes: 'NVIDIA-H100-80GB-HBM3',
      given: {
        ...givenModel('Qwen/Qwen3-8B', 'PD506', 'PD508'),
        engine: { maxModelLen: 8192 },
      },
    },
  },
];
