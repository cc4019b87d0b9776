import { k8s } from 'cdk8s-plus-28';
import { sourceOf } from '../../model-sources/sources';
import { defaultResources } from '../../plan/default-resources';
import type { TokenizerPlan } from '../../plan/tokenizer-plan';
import { tokenFlags } from '../../plan/tokenizer';
import { MODEL_CACHE_PATH } from '../../plan/weights-storage';
import type { EnvSource } from '../../spec/references';
import { modelCacheVolume } from '../serving/model-cache';
import { envVar } from '../serving/model-server-env';
import { containerResources } from '../serving/resources';
import { modelServerPodSecurity, modelServerSecurity } from '../serving/security';
import { HOME_PATH, modelServerVolumeMounts, modelServerVolumes } from '../serving/volumes';

/** The pod of the tokenizer: it loads the files of the tokenizer, no weights. */
export function tokenizerPod(plan: TokenizerPlan): k8s.PodSpec {
  const { image, labels, name, port, pullSecrets, resources } = plan;
  const { props, volumes } = asEngine(plan);
  return {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: modelServerPodSecurity(props),
    ...(pullSecrets && { imagePullSecrets: pullSecrets.map(secret => ({ name: secret })) }),
    containers: [
      {
        name: 'tokenizer',
        image,
        imagePullPolicy: 'IfNotPresent',
        command: ['vllm', 'launch', 'render'],
        args: tokenizerArgs(plan),
        env: Object.entries(environment(plan)).map(envVar),
        ports: [{ name: 'http', containerPort: port, protocol: 'TCP' }],
        // It imports vLLM and downloads a tokenizer.
        startupProbe: { ...health, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 120 },
        readinessProbe: { ...health, periodSeconds: 5, timeoutSeconds: 5 },
        livenessProbe: { ...health, periodSeconds: 10, timeoutSeconds: 15, failureThreshold: 10 },
        resources: containerResources(defaultResources.tokenizer, resources),
        securityContext: modelServerSecurity(props),
        volumeMounts: modelServerVolumeMounts(props).filter(({ name: volume }) => volume !== SHARED_MEMORY),
      },
    ],
    topologySpreadConstraints: [{
      maxSkew: 1,
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: labels },
    }],
    volumes,
  };
}

const health = { httpGet: { path: '/health', port: k8s.IntOrString.fromString('http') } };

function tokenizerArgs({ engine, port }: TokenizerPlan): string[] {
  const { engine: { maxModelLen }, extraArgs, host, model } = engine;
  return [
    model.repository,
    `--served-model-name=${model.servedName}`,
    ...Object.entries(sourceOf(model).flags(model))
      .flatMap(([flag, value]) => value === undefined ? [] : [`${flag}=${value}`]),
    ...(host === undefined ? [] : [`--host=${host}`]),
    `--port=${port}`,
    ...(maxModelLen === undefined ? [] : [`--max-model-len=${maxModelLen}`]),
    ...tokenFlags(extraArgs),
  ];
}

function environment({ engine: { model } }: TokenizerPlan): Record<string, EnvSource> {
  const source = sourceOf(model);
  return {
    ...source.env(model, MODEL_CACHE_PATH),
    HOME: HOME_PATH,
    USER: 'vllm',
    ...source.homeEnv(HOME_PATH),
    XDG_CACHE_HOME: `${HOME_PATH}/.cache`,
    XDG_CONFIG_HOME: `${HOME_PATH}/.config`,
    VLLM_CACHE_ROOT: `${HOME_PATH}/.cache/vllm`,
    // It is asked by the picker again and again, as an engine is by the proxies.
    VLLM_HTTP_TIMEOUT_KEEP_ALIVE: '120',
  };
}

/** The volumes of an engine of the model, without what only GPUs and their networks need. */
function asEngine({ engine, modelCache: { name, storage } }: TokenizerPlan) {
  const props = { ...engine, fabric: 'tcp' as const, modelCache: modelCacheVolume(name, storage) };
  return { props, volumes: modelServerVolumes(props).filter(({ name: volume }) => volume !== SHARED_MEMORY) };
}

const SHARED_MEMORY = 'shm';
