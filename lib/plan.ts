import { Role } from './compatibility/release';
import { GPU_PRODUCT_LABEL } from './facts/accelerators';
import { EndpointPickerProps } from './routing/endpoint-picker';
import { EXT_PROC_PORT } from './routing/endpoint-picker-config';
import { InferenceGatewayProps } from './routing/inference-gateway';
import { InferencePoolProps } from './routing/inference-pool';
import { waiverAnnotations } from './rules/waivers';
import { DecodePoolProps } from './serving/decode-pool';
import { podLabels, poolLabels, roleSelector } from './serving/labels';
import { ModelCacheProps } from './serving/model-cache';
import { ModelProps, ModelServerPoolProps } from './serving/model-server-pool-props';
import { DECODE_ENGINE_PORT, SERVING_PORT } from './serving/ports';
import { PrefillPoolProps } from './serving/prefill-pool';
import { InferenceSpec, ModelSpec, PodSpec } from './spec';

/** A spec with every default and derived value filled in: for each construct of a deployment the props it takes. Plain data; rules read it. */
export interface InferencePlan {
  /** Name of the deployment: the chart's id and the prefix of derived names. */
  readonly name: string;
  /** What the user wrote. */
  readonly spec: InferenceSpec;
  /** The shared weights. */
  readonly modelCache: ModelCacheProps;
  /** The prefill pods, but for the cache's volume. */
  readonly prefill: Omit<PrefillPoolProps, 'modelCache'>;
  /** The decode pods, but for the cache's volume. */
  readonly decode: Omit<DecodePoolProps, 'modelCache'>;
  /** The picker. */
  readonly endpointPicker: EndpointPickerProps;
  /** The pool over both roles. */
  readonly inferencePool: InferencePoolProps;
  /** The way in. */
  readonly inferenceGateway: InferenceGatewayProps;
}

/** Fills in a spec. Never fails: what cannot work is for the rules to say. */
export function planInference(name: string, spec: InferenceSpec): InferencePlan {
  const { gateway, namespace, release } = spec;
  const names = {
    gateway: spec.names?.gateway ?? `${name}-inference-gateway`,
    httpRoute: spec.names?.httpRoute ?? `${name}-pd-disaggregation`,
    inferencePool: spec.names?.inferencePool ?? name,
  };
  const endpointPicker = `${names.inferencePool}-epp`;
  const group = gateway.inferencePoolGroup;
  return {
    name,
    spec,
    modelCache: { name: `${name}-model-cache`, storage: spec.modelCache },
    prefill: { ...pool(name, spec, 'prefill'), role: 'prefill', enginePort: SERVING_PORT },
    decode: {
      ...pool(name, spec, 'decode'),
      role: 'decode',
      enginePort: DECODE_ENGINE_PORT,
      routingProxy: { release: release.routingProxy, port: SERVING_PORT, enginePort: DECODE_ENGINE_PORT },
    },
    endpointPicker: {
      name: endpointPicker,
      release: release.endpointPicker,
      pool: { name: names.inferencePool, namespace, group },
      ...(spec.waive && { annotations: waiverAnnotations(spec) }),
    },
    inferencePool: {
      name: names.inferencePool,
      group,
      matchLabels: poolLabels(name, release),
      targetPort: SERVING_PORT,
      endpointPicker: { serviceName: endpointPicker, port: EXT_PROC_PORT },
    },
    inferenceGateway: {
      name: names.gateway,
      provider: gateway,
      httpRoute: names.httpRoute,
      inferencePool: { name: names.inferencePool, group, port: SERVING_PORT },
      endpointPicker: { serviceName: endpointPicker, host: `${endpointPicker}.${namespace}.svc.cluster.local` },
    },
  };
}

function pool(name: string, spec: InferenceSpec, role: Role): Omit<ModelServerPoolProps, 'enginePort' | 'modelCache' | 'role'> {
  const { parallelism, sharedMemory = '16Gi', engine = {}, extraArgs = [], extraEnv = {}, pod = {}, replicas, cpu, memory } = spec[role];
  return {
    name: `${name}-${role}`,
    modelServer: spec.release.modelServer,
    labels: podLabels(name, spec.release, role),
    selector: roleSelector(name, role),
    replicas,
    model: model(spec.model),
    engine: { blockSize: 128, ...spec.engine },
    roleEngine: engine,
    parallelism: { tensor: parallelism?.tensor ?? 1, pipeline: parallelism?.pipeline ?? 1 },
    cpu,
    memory,
    sharedMemory,
    startupSeconds: spec.startupSeconds ?? 1800,
    drainSeconds: spec.drainSeconds ?? 120,
    extraArgs,
    extraEnv,
    pod: onAccelerator(pod, spec),
  };
}

function onAccelerator(pod: PodSpec, { accelerator }: InferenceSpec): PodSpec {
  return accelerator === undefined ? pod : { ...pod, nodeSelector: { ...pod.nodeSelector, [GPU_PRODUCT_LABEL]: accelerator } };
}

function model({ uri, servedName, revision, token }: ModelSpec): ModelProps {
  const repository = uri.replace(/^hf:\/\//, '');
  return { repository, servedName: servedName ?? repository, revision, token };
}
