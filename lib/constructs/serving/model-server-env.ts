import type { k8s } from 'cdk8s-plus-28';
import { sourceOf } from '../../model-sources/sources';
import { EnvSource } from '../../spec/references';
import { gpus, ModelServerPoolProps } from '../../plan/model-server-pool-props';
import { deviceNamed } from '../../devices/devices';
import { connectorNamed } from '../../connectors/connectors';
import { offloadingOf } from '../../connectors/offloading/offloadings';
import { POD_ADDRESS } from '../../plan/kv-events';
import { MODEL_CACHE_PATH } from '../../plan/weights-storage';
import { rankEnv } from './rank-env';
import { HOME_PATH } from './volumes';

/** The environment of the engine: what is derived first, then the user's own. */
export function modelServerEnv(props: ModelServerPoolProps): k8s.EnvVar[] {
  return environment({ ...derivedEnv(props), ...rankEnv(props), ...props.extraEnv });
}

/** Variables as a container has them. */
export function environment(variables: Readonly<Record<string, EnvSource>>): k8s.EnvVar[] {
  return Object.entries(variables).map(envVar);
}

/** Every variable that the library sets. The names are reserved: the same name in `extraEnv` is refused. */
export function derivedEnv(props: ModelServerPoolProps): Record<string, EnvSource> {
  const source = sourceOf(props.model);
  return {
    ...deviceNamed(props.device).environment({ ...props.roleEngine, ranks: gpus(props), memory: props.memory }),
    ...source.env(props.model, MODEL_CACHE_PATH),
    ...props.outside,
    HOME: HOME_PATH,
    // Torch Inductor looks the user up by name.
    USER: 'vllm',
    ...source.homeEnv(HOME_PATH),
    ...writableCaches,
    // The topic of the events names the pod by it.
    ...(props.kvEvents && { [POD_ADDRESS]: { fieldPath: 'status.podIP' } }),
    ...(props.connector !== undefined && connectorNamed(props.connector).environment(props)),
    ...(props.offloading && offloadingOf(props.offloading).environment(props.offloading)),
    ...(props.engine.hashSeed !== undefined && { PYTHONHASHSEED: String(props.engine.hashSeed) }),
    // Seconds. vLLM closes idle connections after 5, proxies and gateways reuse them for longer, the routing proxy for
    // 90: the request then ends in a reset (llm-d/llm-d PR 1564).
    VLLM_HTTP_TIMEOUT_KEEP_ALIVE: '120',
  };
}

// Caches that vLLM, Torch, Triton, FlashInfer, Numba and Outlines write at start, which would otherwise go to a home
// directory the container's user may not own (vllm-project/vllm PR 38552).
const writableCaches = {
  XDG_CACHE_HOME: `${HOME_PATH}/.cache`,
  XDG_CONFIG_HOME: `${HOME_PATH}/.config`,
  VLLM_CACHE_ROOT: `${HOME_PATH}/.cache/vllm`,
  TORCHINDUCTOR_CACHE_DIR: `${HOME_PATH}/.cache/torchinductor`,
  TRITON_CACHE_DIR: `${HOME_PATH}/.cache/triton`,
  FLASHINFER_WORKSPACE_BASE: `${HOME_PATH}/.cache/flashinfer`,
  NUMBA_CACHE_DIR: `${HOME_PATH}/.cache/numba`,
  OUTLINES_CACHE_DIR: `${HOME_PATH}/.cache/outlines`,
};

/** A variable of a container. */
export function envVar([name, source]: [string, EnvSource]): k8s.EnvVar {
  if (typeof source === 'string') return { name, value: source };
  if ('fieldPath' in source)
    return { name, valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: source.fieldPath } } };
  return { name, valueFrom: { secretKeyRef: { name: source.secretName, key: source.key } } };
}
