import { DefaultNode, is, list, map } from './default-node';

/**
 * The defaults of Kubernetes' own kinds, which its OpenAPI document does not have; those of custom resources are in
 * their schema. kubernetes v1.34.4: pkg/apis/core/v1/defaults.go, pkg/apis/apps/v1/defaults.go,
 * pkg/apis/autoscaling/v2/defaults.go, pkg/apis/batch/v1/defaults.go, pkg/apis/networking/v1/defaults.go,
 * pkg/apis/rbac/v1/defaults.go.
 */
export function kubernetesDefaults(kind: string): DefaultNode | undefined {
  return Object.hasOwn(byKind, kind) ? byKind[kind] : undefined;
}

const httpGet = map({ path: is('/'), scheme: is('HTTP') });
const handlers = { httpGet, grpc: map({ service: is('') }) };
const probe = map({
  timeoutSeconds: is(1), periodSeconds: is(10), successThreshold: is(1), failureThreshold: is(3), ...handlers,
});

/** A container that asks for less than its limit says so; else it asks for its limit. */
const resources = map({ requests: {
  value: ({ limits }: Readonly<Record<string, unknown>>) => limits,
} });

const container = {
  imagePullPolicy: is(({ image }: { readonly image?: unknown }) =>
    (/(:latest|^[^:@]*|\/[^:@]*)$/.test(String(image)) ? 'Always' : 'IfNotPresent')),
  terminationMessagePath: is('/dev/termination-log'),
  terminationMessagePolicy: is('File'),
  ports: list({ protocol: is('TCP') }),
  env: list({ value: is(({ valueFrom }: { readonly valueFrom?: unknown }) =>
    (valueFrom === undefined ? '' : undefined)),
  valueFrom: map({ fieldRef: map({ apiVersion: is('v1') }) }) }),
  resources,
  livenessProbe: probe, readinessProbe: probe, startupProbe: probe,
  lifecycle: map({ preStop: map({ httpGet }), postStart: map({ httpGet }) }),
};

const MODE = 0o644;
const fieldItems = list({ fieldRef: map({ apiVersion: is('v1') }) });

const volume = {
  configMap: map({ defaultMode: is(MODE) }),
  secret: map({ defaultMode: is(MODE) }),
  downwardAPI: map({ defaultMode: is(MODE), items: fieldItems }),
  projected: map({
    defaultMode: is(MODE),
    sources: list({ serviceAccountToken: map({ expirationSeconds: is(3600) }),
      downwardAPI: map({ items: fieldItems }) }),
  }),
  hostPath: map({ type: is('') }),
};

const podSpec = map({
  restartPolicy: is('Always'),
  dnsPolicy: is('ClusterFirst'),
  schedulerName: is('default-scheduler'),
  terminationGracePeriodSeconds: is(30),
  enableServiceLinks: is(true),
  securityContext: is({}),
  hostNetwork: is(false), hostPID: is(false), hostIPC: is(false),
  containers: list(container),
  initContainers: list(container),
  volumes: list(volume),
});

const template = map({ spec: podSpec });

const QUARTER = '25%';

const byKind: Readonly<Record<string, DefaultNode>> = {
  Deployment: map({ spec: map({
    revisionHistoryLimit: is(10),
    progressDeadlineSeconds: is(600),
    paused: is(false),
    minReadySeconds: is(0),
    strategy: is(
      { type: 'RollingUpdate', rollingUpdate: { maxSurge: QUARTER, maxUnavailable: QUARTER } },
      map({
        type: is('RollingUpdate'),
        rollingUpdate: is(
          ({ type = 'RollingUpdate' }: { readonly type?: unknown }) =>
            (type === 'RollingUpdate' ? { maxSurge: QUARTER, maxUnavailable: QUARTER } : undefined),
          map({ maxSurge: is(QUARTER), maxUnavailable: is(QUARTER) }),
        ),
      }),
    ),
    template,
  }) }),
  Job: map({ spec: map({
    backoffLimit: is(6), completions: is(1), parallelism: is(1), completionMode: is('NonIndexed'), suspend: is(false),
    podReplacementPolicy: is('TerminatingOrFailed'), manualSelector: is(false),
    template,
  }) }),
  Service: map({ spec: map({
    type: is('ClusterIP'), sessionAffinity: is('None'), internalTrafficPolicy: is('Cluster'),
    ports: list({ protocol: is('TCP'), targetPort: is(({ port }: { readonly port?: unknown }) => port) }),
  }) }),
  HorizontalPodAutoscaler: map({ spec: map({ minReplicas: is(1) }) }),
  PersistentVolumeClaim: map({ spec: map({ volumeMode: is('Filesystem') }) }),
  NetworkPolicy: map({ spec: map({
    policyTypes: is(({ egress }: { readonly egress?: unknown }) =>
      (Array.isArray(egress) && egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'])),
    ingress: list({ ports: list({ protocol: is('TCP') }) }),
    egress: list({ ports: list({ protocol: is('TCP') }) }),
  }) }),
  RoleBinding: map({ roleRef: map({ apiGroup: is('rbac.authorization.k8s.io') }) }),
  ClusterRoleBinding: map({ roleRef: map({ apiGroup: is('rbac.authorization.k8s.io') }) }),
  ServiceAccount: map({ automountServiceAccountToken: is(true) }),
};
