import { devices } from '../../devices/devices';
import { modelSources } from '../../model-sources/sources';
import type { RuleId } from '../../rules/language/rule-id';

/** What an engine, a sidecar, a picker, the scheduler or a node says when something that is known is wrong. */
export interface KnownFailure {
  /** The words by which it is known. */
  readonly says: RegExp;
  /** What to do. */
  readonly fix: string;
  /** The rule that would have refused the spec. */
  readonly rule?: RuleId;
}

/** The known failure that a text tells of, as a sentence about what to do. */
export function fixFor(text: string): string | undefined {
  const known = knownFailures.find(({ says }) => says.test(text));
  if (known === undefined) return undefined;
  return known.rule === undefined ? known.fix : `${known.fix} (\`llmd rules ${known.rule}\`)`;
}

/**
 * The first that matches counts, so the particular ones come first. The words are those of vLLM 0.11 and 0.27, llm-d's sidecars and pickers,
 * Kubernetes 1.34's scheduler and kubelet, and containerd 2.
 */
export const knownFailures: readonly KnownFailure[] = [
  {
    says: /EngineCore_DP\d|data_parallel|data-parallel/, rule: 'PD101',
    fix: 'the engine is told to be several, with the GPUs of one: take the data-parallel flag away and raise the role\'s `replicas`',
  },
  { says: /Free memory on device|No available memory for the cache blocks|CUDA out of memory|OutOfMemoryError/, rule: 'PD201', fix: 'the model does not fit the GPU: lower `engine.maxModelLen`, raise `parallelism.tensor`, or take a larger GPU' },
  { says: /larger than the maximum number of tokens that can be stored in KV cache|estimated maximum model length/, rule: 'PD202', fix: 'lower `engine.maxModelLen`' },
  { says: /unrecognized arguments|unknown (shorthand )?flag|flag provided but not defined/, rule: 'PD110', fix: 'the image does not know this flag: take it away, or take the `release` that has it' },
  { says: /invalid choice|argument --[\w-]+: invalid/, rule: 'PD105', fix: 'the image does not take this value: correct the field in the spec' },
  ...modelSources.flatMap(({ failures }) => failures),
  { says: /No space left on device/, rule: 'PD207', fix: 'the model cache is full: raise `modelCache.size`' },
  { says: /Permission denied|PermissionError/, rule: 'PD603', fix: 'the engine\'s user may not write there: correct `security.user`, or the owner of the volume' },
  { says: /Address already in use/, rule: 'PD314', fix: 'two things in the pod listen on one port: take the port out of `extraArgs` or `extraEnv`' },
  { says: /is forbidden: User "system:serviceaccount/, rule: 'PD605', fix: 'apply the Role and RoleBinding of dist/ again: `llmd deploy`' },
  { says: /unknown plugin|plugin type .* is not (found|registered)|failed to load config/i, rule: 'PD425', fix: 'the picker\'s image does not take its configuration: synthesize for the image\'s `release` and deploy again' },
  { says: /OOMKilled/, rule: 'PD118', fix: 'the container needed more memory than its limit: raise the role\'s `memory`' },
  ...devices.map(({ resource }) => ({
    says: new RegExp(`Insufficient ${resource.replaceAll('.', '\\.')}`),
    fix: 'no node has so many free GPUs: free some, add nodes, or lower `replicas` or `parallelism` of the role; `llmd doctor` shows what is free',
  })),
  { says: /Insufficient (rdma|vpc\.amazonaws)\S*/, fix: 'no node has a free RDMA device of this name: install the network\'s device plugin, or correct `fabric`' },
  { says: /Insufficient memory/, fix: 'no node has that much free memory beside its GPUs: lower the role\'s `memory`, or take larger nodes' },
  { says: /Insufficient cpu/, fix: 'no node has that many free cores beside its GPUs: lower the role\'s `cpu`, or take larger nodes' },
  { says: /unbound immediate PersistentVolumeClaims|persistentvolumeclaim "[^"]*" not found/, fix: 'the model cache has no volume: set `modelCache.storageClassName` to a class whose volumes many nodes can write' },
  { says: /didn't match Pod's node affinity\/selector/, fix: 'no node has the labels that the pod asks for: correct `accelerator` or `pod.nodeSelector`' },
  { says: /untolerated taint/, fix: 'nodes have a taint that the pod does not tolerate: add it to `pod.tolerations`' },
  { says: /secret "[^"]*" not found|references non-existent secret key/, fix: 'create the Secret with its key: `kubectl create secret generic NAME --from-file=KEY=./token`' },
  { says: /ErrImagePull|ImagePullBackOff|InvalidImageName|manifest unknown|failed to (pull|resolve)/, fix: 'the node cannot pull the image: check its name, set `images.mirrors`, or give the service account a pull secret' },
  { says: /violates PodSecurity/, fix: 'the namespace is stricter than the pods: correct its label pod-security.kubernetes.io/enforce, or `fabric` and `modelCache`' },
  { says: /exceeded quota/, fix: 'a ResourceQuota of the namespace refuses the pods: raise it' },
];
