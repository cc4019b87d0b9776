import { deviceNamed } from '../../../devices/devices';
import { gpus } from '../../../plan/model-server-pool-props';
import { claimField } from '../../../plan/planned-claims';
import { givenModel } from '../../language/example';
import { onceByField } from '../../language/once-by-field';
import { Rule, Violation } from '../../language/rule';

const model = givenModel('meta-llama/Llama-3.1-8B-Instruct', 'PD506', 'PD508', 'PD654');

/** NVLink between nodes. */
export const computeDomainRules: readonly Rule[] = [
  {
    id: 'PD652',
    title: 'A ComputeDomain is of GPUs with NVLink between nodes',
    severity: 'error',
    cause: 'the nodes have no IMEX channel, which the driver offers only there, and the pods wait for it',
    fix: 'remove `computeDomain`, or name an accelerator of an NVL72 rack, such as `NVIDIA-GB200`',
    source: 'NVIDIA/k8s-dra-driver-gpu v25.12.0 README.md and cmd/compute-domain-kubelet-plugin/driver.go',
    evidence: 'read',
    check: plan => onceByField(plan.pools.flatMap(({ accelerator, claim, device, role }): Violation[] => {
      if (!claim?.computeDomain) return [];
      const { name, title } = deviceNamed(device);
      const { facts, product = title } = accelerator ?? {};
      const isWithout = name !== 'nvidia' || (facts !== undefined && facts.nvlinkBetweenNodes !== true);
      return isWithout
        ? [{ field: `${claimField(plan, { role })}.computeDomain`, cause: `${product} has no NVLink between nodes` }]
        : [];
    })),
    example: {
      field: 'accelerator', fails: 'NVIDIA-H200', passes: 'NVIDIA-GB200', implies: ['PD653'],
      given: { kubernetes: '1.34', claim: { computeDomain: true }, ...model },
    },
  },
  {
    id: 'PD653',
    title: 'A pod of a ComputeDomain has all GPUs of its node',
    severity: 'warning',
    cause: 'the driver offers one channel of each node to pods: a second pod of a ComputeDomain does not get onto it, '
      + 'and the other GPUs of the node are idle',
    fix: 'raise `parallelism` to the GPUs of a node, or remove `computeDomain` where a pod needs no other node',
    source: 'NVIDIA/k8s-dra-driver-gpu v25.12.0 cmd/compute-domain-kubelet-plugin/driver.go: channel 0 alone',
    evidence: 'read',
    check: ({ pools }) => pools.flatMap((pool): Violation[] => {
      const { accelerator, claim, role } = pool;
      const perNode = accelerator?.facts?.gpusPerNode;
      return claim?.computeDomain && perNode !== undefined && gpus(pool) < perNode
        ? [{
            field: `${role}.parallelism`,
            cause: `a pod has ${gpus(pool)} of the ${perNode} GPUs of a node with ${accelerator!.product}`,
          }]
        : [];
    }),
    example: {
      field: 'decode.parallelism', fails: { tensor: 1 }, passes: { tensor: 4 },
      given: {
        kubernetes: '1.34', accelerator: 'NVIDIA-GB200', claim: { computeDomain: true }, prefill: undefined,
        ...givenModel('meta-llama/Llama-3.1-8B-Instruct', 'PD654'),
      },
    },
  },
];
