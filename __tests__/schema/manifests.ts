/** Small valid manifests to break in tests; each call gives a fresh copy. */
export const valid = {
  deployment: () => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'llama-decode', namespace: 'llama', labels: { 'llm-d.ai/role': 'decode' } },
    spec: {
      replicas: 2,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: '25%' } },
      selector: { matchLabels: { 'llm-d.ai/role': 'decode' } },
      template: {
        metadata: { labels: { 'llm-d.ai/role': 'decode' } },
        spec: {
          containers: [
            {
              name: 'vllm',
              image: 'ghcr.io/llm-d/llm-d-cuda:v0.3.0',
              imagePullPolicy: 'IfNotPresent',
              env: [
                { name: 'HF_HOME', value: '/models' },
                { name: 'VLLM_NIXL_SIDE_CHANNEL_HOST', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
              ],
              ports: [
                { name: 'engine', containerPort: 8200 },
                { name: 'nixl', containerPort: 5557, protocol: 'TCP' },
              ],
              readinessProbe: { httpGet: { path: '/health', port: 'engine' }, periodSeconds: 5 },
              resources: { limits: { 'nvidia.com/gpu': '1', memory: '64Gi', cpu: 1.5 } },
              volumeMounts: [{ name: 'models', mountPath: '/models' }],
            },
          ],
          volumes: [{ name: 'models', persistentVolumeClaim: { claimName: 'models' } }],
        },
      },
    },
  }),
  service: () => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'llama-epp', namespace: 'llama' },
    spec: {
      type: 'ClusterIP',
      selector: { app: 'llama-epp' },
      ports: [{ name: 'grpc-ext-proc', port: 9002, targetPort: 9002, protocol: 'TCP' }],
    },
  }),
  poolV1: () => ({
    apiVersion: 'inference.networking.k8s.io/v1',
    kind: 'InferencePool',
    metadata: { name: 'llama', namespace: 'llama' },
    spec: {
      selector: { matchLabels: { 'llm-d.ai/model': 'llama' } },
      targetPorts: [{ number: 8000 }],
      endpointPickerRef: { name: 'llama-epp', port: { number: 9002 }, failureMode: 'FailClose' },
    },
  }),
  poolAlpha: () => ({
    apiVersion: 'inference.networking.x-k8s.io/v1alpha2',
    kind: 'InferencePool',
    metadata: { name: 'llama', namespace: 'llama' },
    spec: {
      selector: { 'llm-d.ai/model': 'llama' },
      targetPortNumber: 8000,
      extensionRef: { name: 'llama-epp', portNumber: 9002 },
    },
  }),
  gateway: () => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'llama', namespace: 'llama' },
    spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
  }),
  httpRoute: () => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'llama', namespace: 'llama' },
    spec: {
      parentRefs: [{ name: 'llama' }],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/' } }],
          backendRefs: [{ group: 'inference.networking.k8s.io', kind: 'InferencePool', name: 'llama', port: 8000 }],
          timeouts: { request: '0s' },
        },
      ],
    },
  }),
  destinationRule: () => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name: 'llama-epp', namespace: 'llama' },
    spec: {
      host: 'llama-epp.llama.svc.cluster.local',
      trafficPolicy: { tls: { mode: 'SIMPLE', insecureSkipVerify: true } },
    },
  }),
  referenceGrant: () => ({
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kind: 'ReferenceGrant',
    metadata: { name: 'llama', namespace: 'llama' },
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'edge' }],
      to: [{ group: 'inference.networking.k8s.io', kind: 'InferencePool' }],
    },
  }),
};

/** The same manifest with one value set (or, for `undefined`, removed) at a path such as `spec.rules.0.name`. */
export function changed(manifest: object, path: string, value: unknown): object {
  const copy = structuredClone(manifest) as Record<string, unknown>;
  const parts = path.split('.');
  const last = parts.pop() ?? '';
  const parent = parts.reduce((at, part) => at[part] as Record<string, unknown>, copy);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}
