import { amountOf } from '../../../kube/quantity';
import { defaultResources } from '../../../plan/default-resources';
import { Release } from '../../../stack/releases';
import { Rule } from '../../language/rule';

/** The queues of the endpoint picker. */
export const flowControlRules: readonly Rule[] = [
  {
    id: 'PD791',
    title: 'The endpoint picker of the release has queues where a spec states them',
    severity: 'error',
    cause: 'without flow control every request goes to a pod at once, and no priority is looked at',
    fix: 'remove `endpointPicker.flowControl`, or use a release whose picker has it: Release.ROUTER_0_10',
    source: 'lib/stack/picker/: `flowControl` of a version; llm-d-router v0.10.0 pkg/epp/flowcontrol/config.go',
    evidence: 'read',
    check: ({ spec: { endpointPicker: { flowControl } = {}, release } }) =>
      flowControl !== undefined && release.endpointPicker.flowControl === undefined
        ? [{
            field: 'endpointPicker.flowControl',
            cause: `the endpoint picker of ${release.name} is not known to have flow control`,
          }]
        : [],
    example: {
      field: 'endpointPicker.flowControl',
      fails: {},
      passes: undefined,
      given: { release: Release.ROUTER_0_3 },
    },
  },
  {
    id: 'PD792',
    title: 'A priority has one queue',
    severity: 'error',
    cause: 'the endpoint picker exits at two queues of one priority',
    fix: 'state the priority once',
    source: 'llm-d-router v0.10.0 pkg/epp/flowcontrol/registry/config.go',
    evidence: 'proven',
    check: ({ spec: { endpointPicker: { flowControl: { bands = [] } = {} } = {} } }) =>
      bands.flatMap(({ priority }, index) =>
        bands.findIndex(other => other.priority === priority) < index
          ? [{
              field: `endpointPicker.flowControl.bands[${index}].priority`,
              cause: `the priority ${priority} has a queue already`,
            }]
          : []),
    example: {
      field: 'endpointPicker.flowControl',
      fails: { bands: [{ priority: 10 }, { priority: 10 }] },
      passes: { bands: [{ priority: 10 }, { priority: -10 }] },
      given: { release: Release.ROUTER_0_10 },
    },
  },
  {
    id: 'PD793',
    title: 'The queues of the endpoint picker fit into its memory',
    severity: 'error',
    cause:
      'waiting prompts are in the memory of the picker: at its limit it is killed, and every waiting request with it',
    fix: 'lower `maxBytes`, or raise the memory limit in `containers.endpointPicker`',
    source: 'llm-d guides/flow-control; llm-d-router v0.10.0 pkg/epp/flowcontrol/registry/config.go',
    evidence: 'read',
    check: ({ spec: { containers, endpointPicker: { flowControl: { bands = [], maxBytes } = {} } = {} } }) => {
      const limit = containers?.endpointPicker?.resources?.limits?.memory
        ?? defaultResources.endpointPicker.limits.memory;
      const stated = [
        { field: 'endpointPicker.flowControl.maxBytes', amount: maxBytes },
        ...bands.map((band, index) => ({
          field: `endpointPicker.flowControl.bands[${index}].maxBytes`, amount: band.maxBytes,
        })),
      ];
      return stated.flatMap(({ field, amount }) => {
        if (amount === undefined) return [];
        const bytes = amountOf(amount);
        if (!Number.isInteger(bytes) || bytes < 1)
          return [{ field, cause: `'${amount}' is no amount of bytes`, fix: 'write it as \'2Gi\'' }];
        return bytes < amountOf(limit)
          ? []
          : [{ field, cause: `is ${amount}, and the picker may have ${limit} of memory for all that it does` }];
      });
    },
    example: {
      field: 'endpointPicker.flowControl',
      fails: { maxBytes: '10Gi' },
      passes: { maxBytes: '2Gi' },
      given: { release: Release.ROUTER_0_10 },
    },
  },
  {
    id: 'PD794',
    title: 'The queues of several endpoint pickers are several',
    severity: 'warning',
    cause:
      'each picker has queues of its own and dispatches from them alone: a priority holds among the requests of one '
      + 'picker, and every limit counts once for each',
    fix: 'set `endpointPicker.replicas` to 1, or divide the limits by the number of pickers',
    source: 'llm-d guides/flow-control',
    evidence: 'read',
    check: ({ endpointPicker: { replicas }, spec: { endpointPicker: { flowControl } = {} } }) =>
      flowControl !== undefined && replicas > 1
        ? [{ field: 'endpointPicker.replicas', cause: `is ${replicas}, and each of them has queues of its own` }]
        : [],
    example: {
      field: 'endpointPicker.replicas',
      fails: 2,
      passes: 1,
      given: { 'release': Release.ROUTER_0_10, 'endpointPicker.flowControl': {} },
      implies: ['PD436'],
    },
  },
];
