import { createHash } from 'node:crypto';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { sourceOf } from '../../model-sources/sources';
import { defaultResources } from '../../plan/default-resources';
import { WITHOUT_MESH } from '../../plan/labels';
import type { ModelDownloadPlan } from '../../plan/model-download-plan';
import { WAIT_CONTAINER } from '../../plan/model-download';
import type { ModelServerPoolProps } from '../../plan/model-server-pool-props';
import { MODEL_CACHE_PATH } from '../../plan/weights-storage';
import { environment } from './model-server-env';
import { containerResources } from './resources';
import { modelServerPodSecurity, modelServerSecurity } from './security';
import { filesMounts, filesVolumes, HOME_PATH, weightsMount } from './volumes';

/** What {@link ModelDownload} needs. */
export interface ModelDownloadProps {
  /** All that is derived. */
  readonly plan: ModelDownloadPlan;
  /** Pods that load the model, whose image, user and volume the Job takes. */
  readonly engine: ModelServerPoolProps;
}

/** A Job that fills the model cache once. The engines wait for it, and have neither token nor way out. */
export class ModelDownload extends Construct {
  constructor(scope: Construct, id: string, { engine, plan }: ModelDownloadProps) {
    super(scope, id);
    const { labels, name, seconds } = plan;
    new k8s.KubeServiceAccount(this, 'service-account', { metadata: { name }, automountServiceAccountToken: false });
    const spec: k8s.JobSpec = {
      // A download goes on where an earlier one ended.
      backoffLimit: 6,
      activeDeadlineSeconds: seconds,
      template: { metadata: { labels: { ...labels, ...WITHOUT_MESH } }, spec: podSpec(plan, engine) },
    };
    const digest = createHash('sha256').update(JSON.stringify(k8s.toJson_JobSpec(spec))).digest('hex').slice(0, 8);
    new k8s.KubeJob(this, 'Default', { metadata: { name: `${name}-${digest}`, labels }, spec });
  }
}

/** The container that keeps an engine from starting before its model is there. */
export function waitForModel(engine: ModelServerPoolProps, { marker, name }: ModelDownloadPlan): k8s.Container {
  return {
    ...alike(engine),
    name: WAIT_CONTAINER,
    command: ['python3', '-c', WAIT, `${MODEL_CACHE_PATH}/${marker}`, name],
    resources: containerResources(defaultResources.waitForModel),
    volumeMounts: [{ ...weightsMount(engine.modelCache!.name, engine.model), readOnly: true }],
  };
}

/** A file that is not there may be hidden by a cache of NFS: its folder is read each time. */
const WAIT = [
  'import os, sys, time',
  'marker, job = sys.argv[1:]',
  'folder, name = os.path.split(marker)',
  'print(f"waits until the Job {job} has filled the model cache", flush=True)',
  'while not (os.path.isdir(folder) and name in os.listdir(folder)): time.sleep(5)',
].join('\n');

function podSpec({ name, marker, resources, token }: ModelDownloadPlan, engine: ModelServerPoolProps): k8s.PodSpec {
  const { model: offline, pod } = engine;
  const model = { ...offline, offline: false, token };
  const source = sourceOf(model);
  const { download: program = '' } = source;
  return {
    restartPolicy: 'OnFailure',
    serviceAccountName: name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: modelServerPodSecurity({ ...engine, fabric: 'tcp' }),
    tolerations: pod.tolerations && [...pod.tolerations],
    imagePullSecrets: pod.imagePullSecrets && [...pod.imagePullSecrets],
    containers: [{
      ...alike(engine),
      name: 'download',
      command: ['python3', '-c', program, MODEL_CACHE_PATH, marker, model.repository, model.revision ?? ''],
      env: environment({
        ...source.env(model, MODEL_CACHE_PATH),
        ...engine.outside,
        HOME: HOME_PATH,
        ...source.homeEnv(HOME_PATH),
        TMPDIR: HOME_PATH,
      }),
      resources: containerResources(defaultResources.modelDownload, resources),
      volumeMounts: [
        weightsMount(engine.modelCache!.name, model), { name: 'home', mountPath: HOME_PATH },
        ...source.volumeMounts(model), ...filesMounts(engine.files),
      ],
    }],
    volumes: [
      engine.modelCache!, { name: 'home', emptyDir: {} }, ...source.volumes(model), ...filesVolumes(engine.files),
    ],
  };
}

function alike(engine: ModelServerPoolProps): Pick<k8s.Container, 'image' | 'imagePullPolicy' | 'securityContext'> {
  return {
    image: engine.modelServer.image,
    imagePullPolicy: 'IfNotPresent',
    securityContext: { ...modelServerSecurity({ ...engine, fabric: 'tcp' }), readOnlyRootFilesystem: true },
  };
}
