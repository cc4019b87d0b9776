import { deviceNamed } from '../../../devices/devices';
import { deviceCount } from '../../../plan/model-server-pool-props';
import { Release } from '../../../stack/releases';
import { givenModel } from '../../language/example';
import { Rule, Violation } from '../../language/rule';

const onTpu = {
  'device': 'tpu', 'accelerator': 'tpu7x', 'prefill': undefined, 'decode.parallelism': { tensor: 8 },
  'release': Release.ROUTER_0_11, ...givenModel('meta-llama/Llama-3.1-8B-Instruct', 'PD431', 'PD640'),
};

/** What devices other than GPUs of NVIDIA ask of blocks and the shape of a slice. */
export const deviceShapeRules: readonly Rule[] = [
  {
    id: 'PD655',
    title: 'The picker knows the blocks of the engines whose events it reads',
    severity: 'error',
    cause: 'the engine chooses the size of its blocks itself, and the hashes of the picker are of blocks of 128 '
      + 'tokens: no prompt is ever found in a cache',
    fix: 'set `engine.blockSize` to the size that the engines log at start',
    source: 'lib/devices/tpu.ts; llm-d/llm-d guides/precise-prefix-cache-routing at v0.9.0: blockSizeTokens',
    evidence: 'read',
    holdsFor: 'devices whose engines choose it',
    check: ({ pools, spec: { endpointPicker, engine } }) => {
      const chosen = pools.map(({ device }) => deviceNamed(device)).find(({ blockSize }) => blockSize === 'engine');
      return chosen === undefined || endpointPicker?.precisePrefix === undefined || engine?.blockSize !== undefined
        ? []
        : [{ field: 'engine.blockSize', cause: `is not set, and engines on ${chosen.title} choose it` }];
    },
    example: {
      field: 'engine.blockSize', fails: undefined, passes: 128, implies: ['PD376'],
      given: { ...onTpu, 'endpointPicker': { precisePrefix: {} }, 'endpointPicker.replicas': 1 },
    },
  },
  {
    id: 'PD656',
    title: 'A pod of TPUs names their kind and the shape of its slice',
    severity: 'error',
    cause: 'GKE places a pod with TPUs by both labels, and no node has a slice of another number of chips',
    fix: 'name the `accelerator` and a `tensor` for 1, 4 or 8 of its chips; or state both labels in `pod.nodeSelector`',
    source: 'GKE documentation, TPUs in GKE: node selectors; TPU configurations of one node',
    evidence: 'read',
    holdsFor: 'devices with a shape',
    check: ({ pools }) => pools.flatMap((pool): Violation[] => {
      const { accelerator, device, parallelism, pod: { nodeSelector = {} }, role } = pool;
      const { noun, productLabel, shapeLabels } = deviceNamed(device);
      if (shapeLabels === undefined) return [];
      const [count, product] = [deviceCount(pool), accelerator?.product];
      if (parallelism.nodes > 1) {
        return [{
          field: `${role}.parallelism`,
          cause: `is of ${parallelism.nodes} nodes: slices of several nodes are not written`,
          fix: 'lower `parallelism` to the chips of one node, or write the objects by hand',
        }];
      }
      // Parallelism that is no whole number has its own rule.
      if (!Number.isSafeInteger(count)) return [];
      const hasShape = Object.keys(nodeSelector).some(label => label.endsWith('-topology'));
      return productLabel !== undefined && productLabel in nodeSelector && hasShape
        ? []
        : [product === undefined
            ? { field: 'accelerator', cause: 'is not set' }
            : {
                field: `${role}.parallelism`,
                cause: `takes ${count} ${noun}s of ${product}: no slice of a node is known`,
              }];
    }),
    example: {
      field: 'decode.parallelism', fails: { tensor: 6 }, passes: { tensor: 8 }, implies: ['PD106'],
      given: { ...onTpu, 'decode.parallelism': undefined },
    },
  },
];
