import type { EndpointPickerSpec, PickerPodSpec } from '../spec/endpoint-picker';
import type { InferenceSpec } from '../spec/deployment';
import type {
  EndpointPickerRelease, PluginInstance, PluginParameter,
} from '../stack/picker/endpoint-picker-release';
import { defaultBlockSize, plannedBlockSize } from './default-block-size';
import { configInUse, pickerConfig, pluginFlags } from './endpoint-picker-config';
import { kvEventsOf } from './kv-events';
import { objectives } from './objectives';
import { pickerLabels } from './picker-labels';
import { serviceHost } from './service-host';
import { statedPlugins } from './stated-plugins';
import { TOKENIZER_PORT, tokenizerName } from './tokenizer';

/**
 * The picker of a release with what its plugins are told of this deployment.
 *
 * @param servedName the name of the model
 */
export function toldOf(
  deployment: string, spec: InferenceSpec, servedName: string, release: EndpointPickerRelease,
): EndpointPickerRelease {
  const { blockSize = defaultBlockSize } = { ...plannedBlockSize(spec), ...spec.engine };
  const { endpointPicker = {}, operations, prefill } = spec;
  const { firstTokenSeconds } = objectives(operations?.monitoring);
  const { prefillThroughput, prefixWaitMilliseconds = firstTokenSeconds * 1000 } = endpointPicker;
  const { derived = {} } = release;
  const ofRelease = release[configInUse({ prefill }, release)] ?? release.config;
  const events = kvEventsOf(spec, servedName, 'decode');
  const index = events && endpointPicker.precisePrefix && {
    spec: endpointPicker.precisePrefix, events, blockSize, servedName,
    tokenizer: `http://${serviceHost(tokenizerName(deployment), spec)}:${TOKENIZER_PORT}`,
  };
  const config = pickerConfig(endpointPicker, { ...release, config: ofRelease }, index);
  const told: readonly (readonly [PluginParameter | undefined, number | undefined])[] = [
    [derived.blockSize, blockSize],
    [derived.prefillThroughput, prefillThroughput],
    [derived.prefixWait, prefixWaitMilliseconds],
  ];
  const plugins = config.plugins.map((plugin) => {
    const own = told.flatMap(([at, value]) =>
      at?.plugin === plugin.type && value !== undefined && value !== at.byDefault
      && !states(endpointPicker, plugin, at.parameter)
        ? [[at.parameter, value] as const]
        : []);
    return own.length === 0 ? plugin : { ...plugin, parameters: { ...plugin.parameters, ...Object.fromEntries(own) } };
  });
  return {
    ...release,
    flags: { ...release.flags, ...(index && release.precisePrefix?.flags), ...pluginFlags(config, release) },
    config: { ...config, plugins },
  };
}

/** Whether the user states the parameter of the plugin: it is not derived then. */
function states(spec: EndpointPickerSpec, { name, type }: PluginInstance, parameter: string): boolean {
  return statedPlugins(spec).some(({ plugin }) =>
    plugin.type === type && (plugin.name ?? type) === (name ?? type)
    && Object.hasOwn(plugin.parameters ?? {}, parameter));
}

/**
 * Streams that it has answered for may last this long after it takes no new ones (gateway-api-inference-extension
 * `config/charts/inferencepool`).
 */
export const STREAM_SECONDS = 130;

/** What the user says of the picker's pod, and what keeps an outage short. */
export function pickerScheduling(name: string, spec: InferenceSpec): PickerPodSpec {
  const { pod = {}, replicas = 1, unreachableSeconds = UNREACHABLE_SECONDS }: EndpointPickerSpec
    = spec.endpointPicker ?? {};
  const { tolerations = [], topologySpreadConstraints } = pod;
  const spread = topologySpreadConstraints
    ?? (replicas > 1 && (spec.operations?.topologySpread ?? true) ? [spreadOf(name)] : undefined);
  return {
    ...pod,
    tolerations: [
      ...tolerations,
      ...LOST_NODE.filter(key => tolerations.every(other => other.key !== key))
        .map(key => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: unreachableSeconds })),
    ],
    ...(spread && { topologySpreadConstraints: spread }),
  };
}

/** Kubernetes gives a pod 300 s for both, unless it says otherwise (Kubernetes 1.34 `defaulttolerationseconds`). */
const LOST_NODE = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'] as const;

/** Long enough for a kubelet that starts again. Another picker beside a lost one costs nothing: it has no GPU. */
const UNREACHABLE_SECONDS = 10;

function spreadOf(name: string): NonNullable<PickerPodSpec['topologySpreadConstraints']>[number] {
  return {
    maxSkew: 1,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: pickerLabels(name) },
  };
}
