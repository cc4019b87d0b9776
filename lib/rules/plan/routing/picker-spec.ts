import { runningTypes } from '../../../plan/endpoint-picker-config';
import type { DerivedParameters } from '../../../stack/picker/endpoint-picker-release';
import { Release } from '../../../stack/releases';
import type { EndpointPickerSpec } from '../../../spec/endpoint-picker';
import { Rule } from '../../language/rule';

/** What a spec says of the endpoint picker, against what the picker of the release does with it. */
export const pickerSpecRules: readonly Rule[] = [
  {
    id: 'PD435',
    title: 'The endpoint picker reads what is stated for it',
    severity: 'warning',
    cause: 'a picker without a plugin that weighs cached prefixes has no place for the figures, so they have no effect',
    fix: 'remove the field, or use a release whose picker has such a plugin',
    source: 'lib/stack/picker/: `derived` of a version; llm-d-router v0.10.0 filter/prefixcacheaffinity/plugin.go',
    evidence: 'read',
    check: ({ spec: { endpointPicker = {}, release } }) =>
      statements.flatMap(([field, parameter]) =>
        endpointPicker[field] !== undefined && release.endpointPicker.derived?.[parameter] === undefined
          ? [{ field: `endpointPicker.${field}`, cause: `the endpoint picker of ${release.name} does not read it` }]
          : []),
    example: {
      field: 'release.endpointPicker.derived',
      fails: undefined,
      passes: Release.ROUTER_0_10.endpointPicker.derived,
      given: { 'endpointPicker.prefillThroughput': 41_000 },
    },
  },
  {
    id: 'PD436',
    title: 'Several endpoint pickers know the same',
    severity: 'error',
    cause:
      'a plugin that counts what its own process sent does not know what another picker sent: both send requests to '
      + 'pods that the other has filled, and each finds half of the cached prefixes',
    fix: 'set `endpointPicker.replicas` to 1, or use a configuration without these plugins',
    source:
      'llm-d-router v0.10.0 requestcontrol/dataproducer and scheduling/scorer/activerequest; llm-d '
      + 'guides/pd-disaggregation: one replica with inflight-load-producer',
    evidence: 'read',
    check: ({ endpointPicker: { release, replicas } }) => {
      if (replicas === 1) return [];
      const field = 'endpointPicker.replicas';
      const { config, image, known } = release;
      if (known === undefined)
        return [{ field, cause: `is ${replicas}, and what the plugins of ${image} count by process is not known` }];
      const alone = runningTypes(config, release).filter(type => known.ofOneProcess.includes(type));
      return alone.length === 0
        ? []
        : [{ field, cause: `is ${replicas}, and these plugins count what one picker sent: ${alone.join(', ')}` }];
    },
    example: {
      field: 'endpointPicker.replicas',
      fails: 2,
      passes: 1,
    },
  },
];

const statements: readonly (readonly [keyof EndpointPickerSpec, keyof DerivedParameters])[] = [
  ['prefillThroughput', 'prefillThroughput'],
  ['prefixWaitMilliseconds', 'prefixWait'],
];
