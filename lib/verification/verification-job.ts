import { createHash } from 'node:crypto';
import { Labels, WITHOUT_MESH } from '../plan/labels';
import type { ResourcesSpec } from '../spec/containers';
import type { SecretKeyReference } from '../spec/references';
import { type VerificationPod, withoutWeights } from './verification-pod';
import { verificationProgram } from './verification-program';
import { VerificationPlan, VerificationTask } from '../plan/verification-plan';

/** A Job that talks to a deployment from inside the cluster, with what it needs. */
export interface VerificationProps {
  /** Name of the deployment. */
  readonly deployment: string;
  /** Name of its objects, the Job's but for a digest. */
  readonly name: string;
  readonly plan: VerificationPlan;
  readonly pod: VerificationPod;
  readonly task: VerificationTask;
  /** A token that the Gateway lets in. @default - none is sent */
  readonly token?: SecretKeyReference;
  /** Requests and limits of the task's container beside the defaults. @default - the defaults */
  readonly resources?: ResourcesSpec;
  /** Annotations of all objects. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Annotations of the Job beside these. @default - none */
  readonly jobAnnotations?: Readonly<Record<string, string>>;
  /** Containers that follow the task's, which then comes first; none for a task that is all. */
  readonly containers?: readonly object[];
  /** Volumes of these. */
  readonly volumes?: readonly object[];
  /** Files beside the program in its folder, {@link VERIFICATION_FOLDER}. */
  readonly files?: Readonly<Record<string, string>>;
}

/** An object as it is applied. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Labels;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/**
 * The objects of a Job: it may list pods of its namespace, and nothing else. Names end with a digest of what the Job
 * does: a Job's template cannot be changed, and with another name nobody has to.
 */
export function verificationObjects(props: VerificationProps): Manifest[] {
  const { annotations, deployment, jobAnnotations, name, plan: { namespace } } = props;
  const labels = verificationLabels(deployment);
  const metadata = { name, namespace, labels, ...annotations && { annotations } };
  const data = {
    'plan.json': `${JSON.stringify(props.plan, undefined, 1)}\n`,
    'verification.py': verificationProgram,
    ...props.files,
  };
  const job = jobSpec(props);
  const digest = createHash('sha256').update(JSON.stringify([job, data])).digest('hex').slice(0, 8);
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata,
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data },
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        ...metadata,
        name: `${name}-${digest}`,
        ...(jobAnnotations && { annotations: { ...annotations, ...jobAnnotations } }),
      },
      spec: job,
    },
  ];
}

/** The labels of verification pods, by which network policies let them in. */
export function verificationLabels(deployment: string): Labels {
  return {
    'app.kubernetes.io/component': 'verification',
    'app.kubernetes.io/managed-by': 'cdk8s-llm-d',
    'app.kubernetes.io/part-of': deployment,
  };
}

function jobSpec({
  deployment, name, plan, pod: given, resources, task, token, containers = [], volumes = [],
}: VerificationProps): object {
  const pod = task.name === 'verify' && containers.length === 0 ? withoutWeights(given) : given;
  const own = taskContainer(pod, task, resources, token);
  return {
    // Whoever asked is told; a second try would hide what the first one found.
    backoffLimit: 0,
    activeDeadlineSeconds: task.deadlineSeconds,
    template: {
      // A proxy of a service mesh would keep the pod from ending.
      metadata: { labels: { ...verificationLabels(deployment), ...WITHOUT_MESH } },
      spec: {
        restartPolicy: 'Never',
        serviceAccountName: name,
        automountServiceAccountToken: true,
        enableServiceLinks: false,
        affinity: { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [besideDecode(plan)] } },
        tolerations: pod.tolerations,
        ...(pod.imagePullSecrets && { imagePullSecrets: pod.imagePullSecrets }),
        securityContext: pod.podSecurityContext,
        ...(containers.length > 0 && { initContainers: [own] }),
        containers: containers.length > 0 ? containers : [own],
        volumes: [
          ...pod.volumes,
          { name: 'verification', configMap: { name } },
          { name: 'tmp', emptyDir: {} },
          ...volumes,
        ],
      },
    },
  };
}

/** The nodes of decode pods have the image, which is of many gigabytes, already. */
function besideDecode({ roles }: VerificationPlan): object {
  return {
    weight: 100,
    podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: roles.decode.selector } },
  };
}

function taskContainer(
  { image, env, volumeMounts, securityContext }: VerificationPod,
  { name, numbers }: VerificationTask,
  { limits, requests }: ResourcesSpec = {},
  token?: SecretKeyReference,
): object {
  const defaults = defaultResources[name];
  return {
    name,
    image,
    imagePullPolicy: 'IfNotPresent',
    command: ['python3', `${VERIFICATION_FOLDER}/verification.py`, name, ...numbers.map(String)],
    env: [...env, { name: 'LLMD_PLAN', value: `${VERIFICATION_FOLDER}/plan.json` }, ...tokenEnv(token)],
    resources: { requests: { ...defaults.requests, ...requests }, limits: { ...defaults.limits, ...limits } },
    securityContext,
    volumeMounts: [
      ...volumeMounts,
      { name: 'verification', mountPath: VERIFICATION_FOLDER, readOnly: true },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
}

/** As the load generator of vLLM reads it too. */
function tokenEnv(token: SecretKeyReference | undefined): readonly object[] {
  return token === undefined
    ? []
    : [{ name: 'OPENAI_API_KEY', valueFrom: { secretKeyRef: { name: token.secretName, key: token.key } } }];
}

/** Where the containers find the program and its files. */
export const VERIFICATION_FOLDER = '/verification';

/**
 * A load generator tokenizes every prompt and takes every token apart; the rest waits for answers. All have limits, so
 * that a Job can run in a namespace whose quota counts them.
 */
const small = { requests: { cpu: '500m', memory: '512Mi' }, limits: { cpu: '2', memory: '1Gi' } };
const defaultResources = {
  'verify': small,
  'warm-up': small,
  'bench': { requests: { cpu: '4', memory: '4Gi' }, limits: { cpu: '8', memory: '8Gi' } },
} as const;
