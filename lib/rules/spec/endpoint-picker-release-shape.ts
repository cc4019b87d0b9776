import type {
  ConfigurationRefusals, DerivedParameters, EndpointPickerConfig, EndpointPickerMetrics, EndpointPickerRelease,
  FlowControlSupport, Permission, PickerDrain, PickerKnowledge, PluginInstance, PluginParameter, UncachedTokens,
} from '../../stack/picker/endpoint-picker-release';
import type { PrecisePrefixSupport } from '../../stack/picker/precise-prefix';
import type { ParameterFacts, PluginFacts } from '../../stack/picker/plugins/plugin-facts';
import {
  anyOf, boolean, data, form, list, map, number, object, oneOf, optional, Shape, string, wholeNumber,
} from '../../schema/shape';
import { playedBy, version } from './component-version-shape';

type Profile = EndpointPickerConfig['schedulingProfiles'][number];

/** The endpoint picker of a release. */
export const endpointPicker = object<EndpointPickerRelease>({
  image: form(/^\S+$/, 'a container image'),
  flags: map(string),
  drain: object<PickerDrain>({ seconds: wholeNumber(0, 3600), flag: optional(string) }),
  config: pickerConfig(),
  aggregated: optional(pickerConfig()),
  uncachedTokens: optional(object<UncachedTokens>({ decider: string, insteadOf: string })),
  precisePrefix: optional(object<PrecisePrefixSupport>({
    producer: string, insteadOf: string, readers: list(string), parameter: string, tokens: string, source: string,
    flags: map(string),
  })),
  flowControl: optional(object<FlowControlSupport>({ featureGate: string })),
  experimentalFlag: optional(string),
  derived: optional(object<DerivedParameters>({
    blockSize: optional(pluginParameter()),
    prefillThroughput: optional(pluginParameter()),
    prefixWait: optional(pluginParameter()),
  })),
  inferenceServingLabel: form(/^(?!constructor$|__proto__$)\S+$/, 'the key of a label'),
  metrics: optional(object<EndpointPickerMetrics>({
    decisions: string, requests: string, errors: string, readyEndpoints: string,
    queued: optional(string), running: optional(string), saturation: optional(string),
  })),
  permissions: object<EndpointPickerRelease['permissions']>({
    'inference.networking.x-k8s.io': optional(list(permission())),
    'inference.networking.k8s.io': optional(list(permission())),
  }),
  known: optional(pickerKnowledge()),
});

function pluginParameter(): Shape {
  return object<PluginParameter>({ plugin: string, parameter: string, byDefault: optional(number) });
}

function pickerConfig(): Shape {
  return object<EndpointPickerConfig>({
    apiVersion: string,
    kind: oneOf('EndpointPickerConfig'),
    plugins: list(
      object<PluginInstance>({ name: optional(string), type: string, parameters: optional(map(data)) }),
    ),
    featureGates: optional(list(string)),
    flowControl: optional(map(data)),
    dataLayer: optional(map(data)),
    schedulingProfiles: list(
      object<EndpointPickerConfig['schedulingProfiles'][number]>({
        name: string,
        plugins: list(object<Profile['plugins'][number]>({ pluginRef: string, weight: optional(number) })),
      }),
    ),
  });
}

function pickerKnowledge(): Shape {
  return object<PickerKnowledge>({
    ...version,
    flags: list(string),
    playedBy,
    apiVersions: list(string),
    allPluginsRead: boolean,
    plugins: map(pluginFacts()),
    ofOneProcess: list(string),
    kvCacheMetric: string,
    scrapesIpv6: anyOf('true, false or \'unread\'', boolean, oneOf('unread')),
    refusals: object<ConfigurationRefusals>({
      apiVersion: string, plugin: string, unknownParameter: optional(string), parameterValue: string, other: string,
    }),
    withoutReplicas: object<PickerKnowledge['withoutReplicas']>({ prefill: string, decode: string }),
  });
}

function pluginFacts(): Shape {
  return object<PluginFacts>({
    kind: oneOf(
      'role', 'filter', 'scorer', 'picker', 'handler', 'decider', 'producer', 'admitter', 'screener',
      'fairness policy', 'ordering policy', 'usage policy', 'eviction policy', 'detector',
      'source', 'extractor', 'discovery', 'parser', 'reporter',
    ),
    parameters: anyOf('a map of parameters or \'unread\'', oneOf('unread'), map(object<ParameterFacts>({
      type: oneOf('integer', 'number', 'boolean', 'text', 'duration', 'data'),
      default: optional(data),
      least: optional(number),
      most: optional(number),
      above: optional(number),
      words: optional(list(string)),
    }))),
    reads: optional(list(string)),
    isExperimental: optional(boolean),
  });
}

function permission(): Shape {
  return object<Permission>({ apiGroup: string, resources: list(string) });
}
