import { parse } from 'yaml';
import { deploymentOf, Manifest, only, podOf } from '../manifests';

/** What `dist/llm-d-llama31.k8s.yaml` must say, by row of the list of facts about the deployment it replaces. */
export interface Claim {
  readonly row: number;
  readonly title: string;
  readonly holds: (manifests: readonly Manifest[]) => void;
}

const NAMESPACE = 'llm-d-llama31';

export const claims: readonly Claim[] = [
  {
    row: 1,
    title:
      'namespace llm-d-llama31; the token comes from Secret llm-d-hf-token, key HF_TOKEN, which is not among '
      + 'the manifests',
    holds: (manifests) => {
      only(manifests, 'Namespace', NAMESPACE);
      expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([]);
      for (const role of ['prefill', 'decode'] as const) {
        const { volumes, containers } = podOf(manifests, role).spec;
        expect(volumes).toContainEqual(
          expect.objectContaining({
            name: 'huggingface-token',
            secret: { secretName: 'llm-d-hf-token', items: [{ key: 'HF_TOKEN', path: 'token' }], defaultMode: 0o440 },
          }),
        );
        expect(containers[0].volumeMounts).toContainEqual({
          name: 'huggingface-token',
          mountPath: '/var/run/secrets/huggingface',
          readOnly: true,
        });
        expect(env(containers[0])).toMatchObject({ HF_TOKEN_PATH: '/var/run/secrets/huggingface/token' });
      }
    },
  },
  {
    row: 2,
    title: 'eight prefill pods of one container, vllm, on port 8000 with one GPU',
    holds: (manifests) => {
      const { spec } = deploymentOf(manifests, 'prefill');
      expect(spec.replicas).toBe(8);
      const pod = spec.template.spec;
      expect(pod.initContainers).toBeUndefined();
      expect(pod.containers).toHaveLength(1);
      expect(pod.containers[0]).toMatchObject({ name: 'vllm', resources: { limits: { 'nvidia.com/gpu': '1' } } });
      expect(pod.containers[0].args).toContain('--port=8000');
      expect(portNumbers(pod.containers[0])).toContain(8000);
    },
  },
  {
    row: 3,
    title: 'eight decode pods of vllm on port 8200 and the sidecar routing-proxy on port 8000, with one GPU',
    holds: (manifests) => {
      const { spec } = deploymentOf(manifests, 'decode');
      expect(spec.replicas).toBe(8);
      const {
        containers: [engine, ...others],
        initContainers: [proxy, ...more],
      } = spec.template.spec;
      expect([...others, ...more]).toEqual([]);
      expect(engine).toMatchObject({ name: 'vllm', resources: { limits: { 'nvidia.com/gpu': '1' } } });
      expect(engine.args).toContain('--port=8200');
      expect(portNumbers(engine)).toContain(8200);
      expect(proxy).toMatchObject({ name: 'routing-proxy', restartPolicy: 'Always' });
      expect(proxy.args).toContain('--port=8000');
      expect(portNumbers(proxy)).toEqual([8000]);
    },
  },
  {
    row: 4,
    title: 'the pods carry llm-d.ai/inferenceServing=true and their role',
    holds: (manifests) => {
      for (const role of ['prefill', 'decode'] as const) {
        expect(podOf(manifests, role).metadata.labels).toMatchObject({
          'llm-d.ai/inferenceServing': 'true',
          'llm-d.ai/role': role,
        });
      }
    },
  },
  {
    row: 5,
    title:
      'each pod has one GPU, 100Gi, 22 cores, 16Gi of shared memory and GPU 0; in all 16 GPUs, 1.6Ti and 352 cores',
    holds: (manifests) => {
      const pods = (['prefill', 'decode'] as const).map(role => deploymentOf(manifests, role).spec);
      for (const {
        template: { spec },
      } of pods) {
        const amounts = { 'nvidia.com/gpu': '1', memory: '100Gi', cpu: '22' };
        expect(spec.containers[0].resources).toEqual({ requests: amounts, limits: amounts });
        expect(spec.volumes).toContainEqual({ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '16Gi' } });
        expect(spec.containers[0].volumeMounts).toContainEqual({ name: 'shm', mountPath: '/dev/shm' });
        expect(env(spec.containers[0])).toMatchObject({ CUDA_VISIBLE_DEVICES: '0' });
      }
      const requests = ({ template }: Manifest): Manifest => template.spec.containers[0].resources.requests;
      const total = (resource: string) =>
        pods.reduce((sum, pod) => sum + pod.replicas * Number.parseInt(requests(pod)[resource]), 0);
      expect([total('nvidia.com/gpu'), total('memory'), total('cpu')]).toEqual([16, 1600, 352]);
    },
  },
  {
    row: 6,
    title:
      'the model is meta-llama/Llama-3.1-8B-Instruct by that name, kept on a shared claim of 200Gi, and a ten '
      + 'minute download is survived',
    holds: (manifests) => {
      const claim = only(manifests, 'PersistentVolumeClaim');
      expect(claim.spec).toEqual({ accessModes: ['ReadWriteMany'], resources: { requests: { storage: '200Gi' } } });
      for (const role of ['prefill', 'decode'] as const) {
        const {
          containers: [engine],
          volumes,
        } = podOf(manifests, role).spec;
        expect(engine.args[0]).toBe('meta-llama/Llama-3.1-8B-Instruct');
        expect(engine.args).toContain('--served-model-name=meta-llama/Llama-3.1-8B-Instruct');
        expect(volumes).toContainEqual({
          name: 'model-cache',
          persistentVolumeClaim: { claimName: claim.metadata.name },
        });
        const { mountPath } = engine.volumeMounts.find(({ name }: Manifest) => name === 'model-cache');
        expect(env(engine)).toMatchObject({ HF_HUB_CACHE: mountPath });
        const { failureThreshold, periodSeconds } = engine.startupProbe;
        expect(failureThreshold * periodSeconds).toBeGreaterThanOrEqual(12 * 60);
      }
    },
  },
  {
    row: 7,
    title:
      'the sidecar is llm-d-routing-sidecar v0.3.0, connector nixlv2, not secure, serving on 8000 for the '
      + 'engine on 8200',
    holds: (manifests) => {
      const [proxy] = podOf(manifests, 'decode').spec.initContainers;
      expect(proxy.image).toBe('ghcr.io/llm-d/llm-d-routing-sidecar:v0.3.0');
      expect(proxy.args).toEqual(['--port=8000', '--vllm-port=8200', '--connector=nixlv2', '--secure-proxy=false']);
    },
  },
  {
    row: 8,
    title: 'KV cache moves by NIXL: both roles have the connector and advertise the pod\'s address on a declared port',
    holds: (manifests) => {
      for (const role of ['prefill', 'decode'] as const) {
        const {
          containers: [engine],
        } = podOf(manifests, role).spec;
        const transfer = engine.args.find((argument: string) => argument.startsWith('--kv-transfer-config='));
        expect(JSON.parse(transfer.slice('--kv-transfer-config='.length))).toEqual({
          kv_connector: 'NixlConnector',
          kv_role: 'kv_both',
        });
        expect(engine.env).toContainEqual({
          name: 'VLLM_NIXL_SIDE_CHANNEL_HOST',
          valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } },
        });
        expect(portNumbers(engine)).toContain(Number(env(engine).VLLM_NIXL_SIDE_CHANNEL_PORT));
      }
    },
  },
  {
    row: 9,
    title: 'the Gateway is infra-llama31-inference-gateway of class istio on port 80, with its class parameters',
    holds: (manifests) => {
      const { spec } = only(manifests, 'Gateway', 'infra-llama31-inference-gateway');
      expect(spec).toMatchObject({ gatewayClassName: 'istio', listeners: [{ port: 80, protocol: 'HTTP' }] });
      const parameters = only(manifests, 'ConfigMap', spec.infrastructure.parametersRef.name);
      expect(parse(parameters.data.service)).toEqual({ spec: { type: 'ClusterIP' } });
      expect(parse(parameters.data.deployment).spec.template.spec.containers[0].name).toBe('istio-proxy');
    },
  },
  {
    row: 10,
    title:
      'HTTPRoute llm-d-llama31-pd-disaggregation → InferencePool gaie-llama31 → picker gaie-llama31-epp → pods '
      + 'of both roles',
    holds: (manifests) => {
      const route = only(manifests, 'HTTPRoute', 'llm-d-llama31-pd-disaggregation');
      expect(route.spec.parentRefs).toMatchObject([{ kind: 'Gateway', name: 'infra-llama31-inference-gateway' }]);
      expect(route.spec.rules).toMatchObject([{ backendRefs: [{ kind: 'InferencePool', name: 'gaie-llama31' }] }]);
      const pool = only(manifests, 'InferencePool', 'gaie-llama31').spec;
      const service = only(manifests, 'Service', pool.extensionRef.name);
      expect(service.metadata.name).toBe('gaie-llama31-epp');
      expect(service.spec.ports).toContainEqual(
        expect.objectContaining({ port: pool.extensionRef.portNumber, targetPort: 'grpc' }),
      );
      const picker = podOf(manifests, 'epp');
      expect(picker.metadata.labels).toMatchObject(service.spec.selector);
      expect(picker.metadata.labels).toMatchObject({ inferencepool: 'gaie-llama31-epp' });
      expect(only(manifests, 'DestinationRule').spec.host).toBe(`gaie-llama31-epp.${NAMESPACE}.svc.cluster.local`);
      expect(pool.targetPortNumber).toBe(8000);
      for (const role of ['prefill', 'decode'] as const)
        expect(podOf(manifests, role).metadata.labels).toMatchObject(pool.selector);
    },
  },
  {
    row: 11,
    title: 'the pool\'s API group is inference.networking.x-k8s.io in every place that names it',
    holds: (manifests) => {
      expect(only(manifests, 'InferencePool').apiVersion).toBe('inference.networking.x-k8s.io/v1alpha2');
      expect(poolGroups(manifests)).toEqual(Array(4).fill('inference.networking.x-k8s.io'));
    },
  },
  {
    row: 12,
    title: 'prefill and decode are Deployments of their own, so that they scale independently',
    holds: (manifests) => {
      const [prefill, decode] = (['prefill', 'decode'] as const).map(role => deploymentOf(manifests, role));
      expect(prefill!.metadata.name).not.toBe(decode!.metadata.name);
      expect(prefill!.spec.selector.matchLabels).not.toEqual(decode!.spec.selector.matchLabels);
      for (const { spec } of [prefill!, decode!])
        expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
    },
  },
  {
    row: 13,
    title: 'data parallelism is replicas: no engine gets a data-parallel flag',
    holds: (manifests) => {
      for (const role of ['prefill', 'decode'] as const) {
        const { spec } = deploymentOf(manifests, role);
        expect(
          spec.template.spec.containers[0].args.filter((argument: string) => /data-parallel|^-dp/.test(argument)),
        ).toEqual([]);
        expect(spec.replicas).toBe(8);
      }
    },
  },
];

/** The group as pool, route, picker flag and the picker's Role name it. */
export function poolGroups(manifests: readonly Manifest[]): string[] {
  const pool = only(manifests, 'InferencePool');
  const [{ backendRefs: [backend] }] = only(manifests, 'HTTPRoute').spec.rules;
  const flag = podOf(manifests, 'epp').spec.containers[0].args.find((argument: string) =>
    argument.startsWith('--pool-group='),
  );
  const rule = only(manifests, 'Role').rules.find(({ resources }: Manifest) => resources.includes('inferencepools'));
  return [pool.apiVersion.split('/')[0], backend.group, flag.split('=')[1], ...rule.apiGroups];
}

function env(container: Manifest): Record<string, string> {
  return Object.fromEntries(container.env.map(({ name, value }: Manifest) => [name, value]));
}

function portNumbers(container: Manifest): number[] {
  return container.ports.map(({ containerPort }: Manifest) => containerPort);
}
