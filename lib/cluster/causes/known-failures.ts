import { devices } from '../../devices/devices';
import { modelSources } from '../../model-sources/sources';
import type { KnownFailure } from './known-failure';
import { pickerRefusals } from './picker-refusals';

/**
 * The fix for the known failure in a text; undefined if no known failure matches.
 *
 * @param images what runs in the pod that failed: what a text means may depend on the version
 */
export function fixFor(text: string, images: readonly string[] = []): string | undefined {
  const known = [...images.flatMap(pickerRefusals), ...knownFailures].find(({ says }) => says.test(text));
  if (known === undefined) return undefined;
  return known.rule === undefined ? known.fix : `${known.fix} (\`llmd rules ${known.rule}\`)`;
}

/**
 * The first match counts, so specific failures come first. The texts are those of vLLM 0.11 and 0.27, llm-d's sidecars
 * and pickers, Kubernetes 1.34's scheduler and kubelet, and containerd 2.
 */
export const knownFailures: readonly KnownFailure[] = [
  {
    says: /EngineCore_DP\d|data_parallel|data-parallel/,
    rule: 'PD101',
    fix:
      'the engine is told to run several data-parallel ranks with the GPUs of one: remove the data-parallel '
      + 'flag and raise the role\'s `replicas`',
  },
  {
    says: /Free memory on device|No available memory for the cache blocks|CUDA out of memory|OutOfMemoryError/,
    rule: 'PD201',
    fix: 'the model does not fit the GPU: lower `engine.maxModelLen`, raise `parallelism.tensor`, or use a larger GPU',
  },
  {
    says: /larger than the maximum number of tokens that can be stored in KV cache|estimated maximum model length/,
    rule: 'PD202',
    fix: 'lower `engine.maxModelLen`',
  },
  {
    says: /unrecognized arguments|unknown (shorthand )?flag|flag provided but not defined/,
    rule: 'PD110',
    fix: 'the image does not know this flag: remove it, or use a `release` that has it',
  },
  {
    says: /invalid choice|argument --[\w-]+: (invalid|Value .* cannot be converted)/,
    rule: 'PD123',
    fix: 'the image does not accept this value: correct the field in the spec',
  },
  ...modelSources.flatMap(({ failures }) => failures),
  { says: /No space left on device/, rule: 'PD207', fix: 'the model cache is full: raise `modelCache.size`' },
  {
    says: /Permission denied|PermissionError/,
    rule: 'PD603',
    fix: 'the engine\'s user has no write permission there: correct `security.user`, or the owner of the volume',
  },
  {
    says: /Address already in use/,
    rule: 'PD314',
    fix: 'two processes of the pod listen on one port: remove the port from `extraArgs` or `extraEnv`',
  },
  {
    says: /is forbidden: User "system:serviceaccount/,
    rule: 'PD605',
    fix: 'apply the Role and RoleBinding of dist/ again: `llmd deploy`',
  },
  {
    says: /unknown plugin|plugin type .* is not (found|registered)|failed to (load|parse)( the)? config/i,
    fix:
      'the endpoint picker does not take its configuration, and what version its image has is not known: compare the '
      + 'configuration with the documentation of the image',
  },
  {
    says: /OOMKilled/,
    fix: 'the container needed more memory than its limit: raise the role\'s `memory`',
  },
  ...devices.flatMap(({ resource }) => resource ?? []).map(resource => ({
    says: new RegExp(`Insufficient ${resource.replaceAll('.', '\\.')}`),
    fix:
      'no node has enough free GPUs: free some, add nodes, or lower `replicas` or `parallelism` of the role; '
      + '`llmd doctor` shows the free GPUs',
  })),
  {
    says: /Insufficient (rdma|vpc\.amazonaws)\S*/,
    fix: 'no node has a free RDMA device of this name: install the network\'s device plugin, or correct `fabric`',
  },
  {
    says: /Insufficient memory/,
    fix: 'no node with free GPUs has enough free memory: lower the role\'s `memory`, or use larger nodes',
  },
  {
    says: /Insufficient cpu/,
    fix: 'no node with free GPUs has enough free cores: lower the role\'s `cpu`, or use larger nodes',
  },
  {
    says: /unbound immediate PersistentVolumeClaims|persistentvolumeclaim "[^"]*" not found/,
    fix:
      'the model cache has no volume: set `modelCache.storageClassName` to a class whose volumes can be '
      + 'written from several nodes (ReadWriteMany)',
  },
  {
    says: /didn't match Pod's node affinity\/selector/,
    fix: 'no node has the labels that the pod requires: correct `accelerator` or `pod.nodeSelector`',
  },
  {
    says: /untolerated taint/,
    fix: 'nodes have a taint that the pod does not tolerate: add a toleration to `pod.tolerations`',
  },
  {
    says: /secret "[^"]*" not found|references non-existent secret key/,
    fix: 'create the Secret with its key: `kubectl create secret generic NAME --from-file=KEY=./token`',
  },
  {
    says: /ErrImagePull|ImagePullBackOff|InvalidImageName|manifest unknown|failed to (pull|resolve)/,
    fix:
      'the node cannot pull the image: check its name, set `images.mirrors`, or give the service account a '
      + 'pull secret',
  },
  {
    says: /violates PodSecurity/,
    fix:
      'the namespace enforces a stricter Pod Security level than the pods satisfy: correct its label '
      + 'pod-security.kubernetes.io/enforce, or `fabric` and `modelCache`',
  },
  { says: /exceeded quota/, fix: 'a ResourceQuota of the namespace refuses the pods: raise it' },
  {
    says: /failed quota: .*must specify/,
    fix:
      'a ResourceQuota of the namespace counts what the container does not state: set `resources` of the container in '
      + '`containers`, or have a LimitRange of the namespace give it a default',
  },
  {
    says: /Hybrid KV cache manager is disabled but failed to convert/,
    fix:
      'this vLLM cannot transfer the KV cache of a model whose layers differ: use a newer `release`, or another model',
  },
  {
    says: /appears path-like, but doesn't exist/,
    fix: 'no file of this name is in the pod: give the chat template as text, or use an image that has the file',
  },
  {
    says: /Multi-Attach error for volume/,
    fix:
      'the volume can be mounted on one node only: set `modelCache.storageClassName` to a class whose volumes can be '
      + 'written from several nodes (ReadWriteMany), and create the claim again',
  },
  {
    says: /had volume node affinity conflict/,
    fix:
      'the volume is in a zone without a node for the pod: use a StorageClass with volumeBindingMode '
      + 'WaitForFirstConsumer or one that spans zones, and create the claim again',
  },
  {
    says: /CERTIFICATE_VERIFY_FAILED/,
    fix:
      'the pod does not trust the certificate of the server, mostly that of a proxy or mirror: use an image with its '
      + 'CA, or a server whose certificate public CAs signed',
  },
  {
    says: /Temporary failure in name resolution/,
    fix:
      'the pod cannot resolve names: check that its NetworkPolicies let it reach the DNS of the cluster, on port 5353 '
      + 'as well on OpenShift, and that the host exists',
  },
  {
    says: /dial tcp \[[0-9a-f:]+\]:\d+: connect: connection refused/,
    fix:
      'the engine does not listen on IPv6, or is not started yet: in a cluster whose pods have IPv6 addresses set '
      + '`network: { ipFamilies: [\'IPv6\'] }`',
  },
  {
    says: /cannot find -l:?libcuda\.so/,
    fix:
      'the driver\'s libraries are not where the linker looks: do not replace `LD_LIBRARY_PATH` in `extraEnv`, and '
      + 'check that the node runs the pod with the container runtime of its GPUs',
  },
  {
    says: /NIXL compatibility hash mismatch/,
    rule: 'PD320',
    fix:
      'the two pods differ in the image, the model, or a setting that decides the KV cache: wait for the end of the '
      + 'rollout, and deploy both roles from one synth',
  },
];
