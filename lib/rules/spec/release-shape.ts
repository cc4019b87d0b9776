import type { GatewayProvider } from '../../gateways/gateway';
import { gateways } from '../../gateways/gateways';
import { gatewayInsteadOf } from '../../gateways/others';
import type { Release } from '../../stack/release';
import { isOfLibrary } from '../../stack/releases';
import type { RoutingProxyRelease, SidecarKnowledge } from '../../stack/sidecar/routing-proxy-release';
import type { Estimate, WorkingMemory } from '../../stack/vllm/working-memory';
import type { VllmCommandLine, VllmFlag } from '../../stack/vllm/flags/command-line';
import type { ModelServerMetrics } from '../../stack/vllm/metrics';
import { shown } from '../../schema/shown';
import { playedBy, version } from './component-version-shape';
import { endpointPicker } from './endpoint-picker-release-shape';
import type { EngineValues } from '../../stack/vllm/values/engine-values';
import type {
  MeasuredTensorPair, ModelServerRelease, TransferKnowledge, VllmKnowledge,
} from '../../stack/vllm/model-server-release';
import {
  anyOf, boolean, data, Fields, form, list, map, number, object, oneOf, optional, Shape, string, wholeNumber,
} from '../../schema/shape';

/** A release: one of this library, or a table of the user's own. */
export const release: Shape = (value, field) => (isOfLibrary(value) ? [] : anyRelease(value, field));

const containerImage = form(/^\S+$/, 'a container image');

const anyRelease: Shape = tableOf(
  'a release, for example Release.ROUTER_0_3',
  object<Release>({
    name: string,
    modelServer: object<ModelServerRelease>({
      image: containerImage,
      user: number,
      kvRole: object<ModelServerRelease['kvRole']>({ prefill: kvRole(), decode: kvRole() }),
      kvLoadFailurePolicy: optional(oneOf('fail', 'recompute')),
      sideChannelPerTensorRank: boolean,
      shutdownTimeoutFlag: optional(string),
      tokenizer: optional(object<NonNullable<ModelServerRelease['tokenizer']>>({ image: containerImage })),
      known: optional(vllmKnowledge()),
    }),
    routingProxy: object<RoutingProxyRelease>({
      image: containerImage,
      portFlag: string,
      modelServerPortFlag: string,
      connectorFlag: string,
      secureFlag: string,
      ranksFlag: optional(string),
      flagsOfRanks: optional(map(string)),
      flags: optional(map(string)),
      targetHeaders: list(form(/^[a-z0-9-]+$/, 'the name of a request header, in lower case')),
      known: optional(object<SidecarKnowledge>({ ...version, flags: list(string), playedBy })),
    }),
    endpointPicker,
  }),
);

function vllmKnowledge(): Shape {
  const estimate = object<Estimate>({ gib: number, error: number });
  return object<VllmKnowledge>({
    ...version,
    flags: list(string),
    engineValues: engineValues(),
    commandLine: optional(commandLine()),
    environment: list(string),
    gpuMemoryUtilization: number,
    workingMemory: object<WorkingMemory>({
      activation: object<WorkingMemory['activation']>({ dense: estimate, wide: estimate, experts: estimate }),
      outsideTorchGiB: number,
      outsideTorchOfSeveralGiB: number,
      graphsGiB: optional(number),
    }),
    moreTensorParallel: oneOf('decode', 'either'),
    readsForRepeatedHeads: boolean,
    measuredTensorPairs: list(object<MeasuredTensorPair>({
      prefill: number, decode: number, repeatedHeads: boolean,
      attention: list(oneOf('gqa', 'mla', 'sliding', 'hybrid', 'mamba')),
    })),
    measuredRanks: number,
    decodeContextParallel: oneOf('unread', 'latent'),
    unsplitLayouts: list(string),
    readsKvLoadFailurePolicy: boolean,
    kvBothDeprecated: boolean,
    pipeline: object<VllmKnowledge['pipeline']>({ prefill: string, decode: string }),
    architectures: optional(list(string)),
    stateTransfer: optional(anyOf(
      '{ impossible } or { environment }',
      object<{ impossible: string }>({ impossible: string }),
      object<{ environment: Readonly<Record<string, string>> }>({ environment: map(string) }),
    )),
    metrics: object<ModelServerMetrics>({
      firstToken: string,
      token: string,
      waiting: string,
      running: string,
      kvCacheUsage: string,
      promptTokens: string,
      generationTokens: string,
      requests: string,
      kvTransferFailures: list(string),
      kvBytes: optional(string),
      promptTokensBySource: optional(string),
    }),
    bucketSchemes: list(string),
    bucketClients: list(string),
    transfers: object<TransferKnowledge>({
      connectors: list(string), nixlSettings: list(string), offloadsBytes: boolean, tiers: list(string),
      libraries: map(list(string)),
      measuredSettings: list(string), measuredTiers: list(string),
    }),
    sideChannelPort: number,
  });
}

function engineValues(): Shape {
  const size = anyOf('a number, \'model\' or \'unread\'', number, oneOf('model', 'unread'));
  return object<EngineValues>({
    quantization: map(oneOf('stored', 'byte', 'byte once loaded', 'unread')),
    quantizedFiles: optional(map(anyOf('a list of values or \'dropped\'', list(string), oneOf('dropped')))),
    precisions: optional(map(list(oneOf('bfloat16', 'float16', 'float32')))),
    kvCacheDtype: map(size),
    dtype: map(anyOf('a number or \'model\'', number, oneOf('model'))),
    blockSize: object<EngineValues['blockSize']>({ multipleOf: number, most: optional(number) }),
    speculation: optional(map(string)),
  });
}

function commandLine(): Shape {
  return object<VllmCommandLine>({
    suffixes: string,
    configSuffixes: boolean,
    flags: map(object<VllmFlag>({
      type: oneOf(
        'switch', 'text', 'integer', 'number', 'size', 'size-or-auto', 'json', 'json-or-text', 'config', 'texts',
        'adapter', 'bool',
      ),
      values: optional(anyOf('a number of values, or one of + * ?', number, oneOf('+', '*', '?'))),
      choices: optional(list(anyOf('a text or a number', string, number))),
      atLeast: optional(number),
      above: optional(number),
      atMost: optional(number),
      below: optional(number),
      keys: optional(list(string)),
      plugin: optional(string),
      variable: optional(string),
      normalized: optional(boolean),
      none: optional(boolean),
      negated: optional(boolean),
      opposite: optional(string),
      aliases: optional(list(string)),
      default: optional(data),
    })),
  });
}

const oneOfTheGateways = oneOf(...gateways.map(({ name }) => name));

/** The name of an implementation; of some others it is known what to use in their place. */
const gatewayName: Shape = (value, field) => {
  const instead = typeof value === 'string' ? gatewayInsteadOf(value) : undefined;
  return instead === undefined
    ? oneOfTheGateways(value, field)
    : [{ field, cause: `${String(value)} ${instead.cause}`, fix: instead.fix }];
};

/** A gateway: made by `istio(...)`, or a table of the user's own. */
export const gateway: Shape = tableOf('a gateway, for example istio(\'1.30\')', object<GatewayProvider>({
  name: gatewayName,
  version: string,
  gatewayClassName: optional(string),
  inferencePoolGroup: oneOf('inference.networking.x-k8s.io', 'inference.networking.k8s.io'),
  serviceType: optional(oneOf('ClusterIP', 'NodePort', 'LoadBalancer')),
  serviceNameSuffix: optional(string),
  timeoutSeconds: optional(wholeNumber(1, 2_147_483_647)),
  sourceRanges: optional(list(string)),
  image: optional(string),
  selectedBy: optional(oneOf('InferencePool', 'endpointPicker')),
}));

/** Says what is expected as a whole where nothing of it is there, and what is wrong inside where something is. */
function tableOf(expected: string, shape: Shape): Shape {
  return (value, field) => typeof value === 'object' && value !== null && !Array.isArray(value)
    ? shape(value, field)
    : [{ field, cause: `must be ${expected}, got ${shown(value)}` }];
}

function kvRole(): Fields<ModelServerRelease['kvRole']>['decode'] {
  return oneOf('kv_both', 'kv_producer', 'kv_consumer');
}
