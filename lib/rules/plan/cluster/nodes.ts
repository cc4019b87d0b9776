import { defaultDevice, nodeLabel } from '../../../devices/devices';
import { givenModel } from '../../language/example';
import { Rule } from '../../language/rule';
import { poolSpec } from '../../../plan/pool-spec';

/** How nodes with the GPU are found. */
export const nodeRules: readonly Rule[] = [
  {
    id: 'PD621',
    title: 'The label of the nodes has a known value for the accelerator',
    severity: 'error',
    cause: 'the node selector is derived from the accelerator and the label; without a value the pods get any node',
    fix: 'set `acceleratorLabel: \'none\'` and select the nodes by `pod.nodeSelector` of both roles',
    source: 'lib/devices/nvidia.ts: the values that are known of each label',
    evidence: 'read',
    check: ({ accelerator, spec: { acceleratorLabel } }) => {
      if (acceleratorLabel === undefined) return [];
      const field = 'acceleratorLabel';
      if (accelerator === undefined)
        return [{ field, cause: 'is set without `accelerator`, whose label it is', fix: 'set `accelerator`' }];
      return nodeLabel(defaultDevice, acceleratorLabel, accelerator.product)
        ? []
        : [{ field, cause: `no value of \`${acceleratorLabel}\` is known for '${accelerator.product}'` }];
    },
    example: {
      field: 'acceleratorLabel',
      fails: 'cloud.google.com/gke-accelerator',
      passes: 'none',
      given: {
        ...givenModel('meta-llama/Llama-3.1-8B-Instruct', 'PD506', 'PD508'), accelerator: 'NVIDIA-H100-PCIe',
      },
    },
  },
  {
    id: 'PD632',
    title: 'The value of a label of a cloud was seen on a node',
    severity: 'warning',
    cause: 'the pods stay pending where the nodes have another value; those of clouds were not seen on a node',
    fix: 'compare with `kubectl get nodes -L <label>`, then waive the rule',
    source: 'lib/devices/nvidia.ts: values that were not read at a version',
    evidence: 'read',
    holdsFor: 'labels other than that of GPU feature discovery',
    check: ({ accelerator, spec: { acceleratorLabel = '' } }) => {
      const value = defaultDevice.otherLabels[acceleratorLabel]?.[accelerator?.product ?? ''];
      return value === undefined
        ? []
        : [{ field: 'acceleratorLabel', cause: `whether nodes have \`${acceleratorLabel}: ${value}\` was not seen` }];
    },
    example: {
      field: 'acceleratorLabel',
      fails: 'cloud.google.com/gke-accelerator',
      passes: 'none',
      given: {
        ...givenModel('meta-llama/Llama-3.1-8B-Instruct', 'PD506', 'PD508'), accelerator: 'NVIDIA-H100-80GB-HBM3',
      },
    },
  },
  {
    id: 'PD631',
    title: 'Nodes with the accelerator are selected by one label',
    severity: 'warning',
    cause:
      `a node selector is the product of its labels: \`${defaultDevice.productLabel}\`, which follows from `
      + '`accelerator`, is on no node without GPU feature discovery, and the pods stay pending',
    fix: 'set `acceleratorLabel`',
    source: 'Kubernetes documentation, Assigning Pods to Nodes: all labels of a nodeSelector must be on the node',
    evidence: 'read',
    check: ({ accelerator, pools, spec }) =>
      accelerator === undefined || spec.acceleratorLabel !== undefined
        ? []
        : pools.flatMap(({ role }) =>
            Object.keys(poolSpec(spec, role).pod?.nodeSelector ?? {})
              .filter(label => cloudLabels.has(label))
              .map(label => ({
                field: `${role}.pod.nodeSelector.${label}`,
                cause: `selects by \`${label}\` and, because of \`accelerator\`, by \`${defaultDevice.productLabel}\``,
                fix: label in defaultDevice.otherLabels
                  ? `remove it and set \`acceleratorLabel: '${label}'\``
                  : 'set `acceleratorLabel: \'none\'`',
              }))),
    example: {
      field: 'decode.pod',
      fails: { nodeSelector: { 'cloud.google.com/gke-accelerator': 'nvidia-h100-80gb' } },
      passes: { nodeSelector: { zone: 'a' } },
      given: {
        ...givenModel('meta-llama/Llama-3.1-8B-Instruct', 'PD506', 'PD508'), accelerator: 'NVIDIA-H100-80GB-HBM3',
      },
    },
  },
];

/** Labels of clouds; AKS has one that names no product. */
const cloudLabels = new Set([...Object.keys(defaultDevice.otherLabels), 'kubernetes.azure.com/accelerator']);
