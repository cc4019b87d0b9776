import { devices } from '../../devices/devices';
import { modelSources } from '../../model-sources/sources';
import type { RuleId } from '../../rules/language/rule-id';

/** A failure that is recognized by what an engine, a sidecar, an endpoint picker, the scheduler or a node says. */
export interface KnownFailure {
  /** Matches the text of the failure. */
  readonly says: RegExp;
  /** What to do. */
  readonly fix: string;
  /** The rule that would have refused the spec. */
  readonly rule?: RuleId;
}

/** The fix for the known failure in a text; undefined if no known failure matches. */
export function fixFor(text: string): string | undefined {
  const known = knownFailures.find(({ says }) => says.test(text));
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
    says: /invalid choice|argument --[\w-]+: invalid/,
    rule: 'PD105',
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
    says: /unknown plugin|plugin type .* is not (found|registered)|failed to load config/i,
    rule: 'PD425',
    fix:
      'the endpoint picker\'s image does not accept its configuration: set `release` to the release of the '
      + 'image, synthesize and deploy again',
  },
  {
    says: /OOMKilled/,
    rule: 'PD118',
    fix: 'the container needed more memory than its limit: raise the role\'s `memory`',
  },
  ...devices.map(({ resource }) => ({
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
];
