import { defaultDevice, deviceNamed, devices, nodeLabel } from '../../../devices/devices';
import { givenModel } from '../../language/example';
import { onceByField } from '../../language/once-by-field';
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
    source: 'lib/devices/: the values that are known of each label',
    evidence: 'read',
    check: ({ pools }) => onceByField(pools.flatMap(({ accelerator, acceleratorLabel, device }) => {
      if (acceleratorLabel === undefined) return [];
      const { field, name } = acceleratorLabel;
      if (accelerator === undefined)
        return [{ field, cause: 'is set without `accelerator`, whose label it is', fix: 'set `accelerator`' }];
      return nodeLabel(deviceNamed(device), name, accelerator.product)
        ? []
        : [{ field, cause: `no value of \`${name}\` is known for '${accelerator.product}'` }];
    })),
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
    source: 'lib/devices/: values that were not read at a version',
    evidence: 'read',
    holdsFor: 'labels other than the vendor\'s own',
    check: ({ pools }) => onceByField(pools.flatMap(({ accelerator, acceleratorLabel, device }) => {
      const { field = '', name = '' } = acceleratorLabel ?? {};
      const value = deviceNamed(device).otherLabels[name]?.[accelerator?.product ?? ''];
      return value === undefined ? [] : [{ field, cause: `whether nodes have \`${name}: ${value}\` was not seen` }];
    })),
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
    check: ({ pools, spec }) => pools.flatMap(({ accelerator, acceleratorLabel, device, role }) => {
      const { otherLabels, productLabel } = deviceNamed(device);
      if (accelerator === undefined || acceleratorLabel !== undefined || productLabel === undefined) return [];
      return Object.keys(poolSpec(spec, role).pod?.nodeSelector ?? {})
        .filter(label => cloudLabels.has(label))
        .map(label => ({
          field: `${role}.pod.nodeSelector.${label}`,
          cause: `selects by \`${label}\` and, because of \`${accelerator.field}\`, by \`${productLabel}\``,
          fix: label in otherLabels
            ? `remove it and set \`acceleratorLabel: '${label}'\``
            : 'set `acceleratorLabel: \'none\'`',
        }));
    }),
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
const cloudLabels = new Set([
  ...devices.flatMap(({ otherLabels }) => Object.keys(otherLabels)), 'kubernetes.azure.com/accelerator',
]);
