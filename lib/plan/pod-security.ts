import { offloadingOf } from '../connectors/offloading/offloadings';
import type { InferenceSpec } from '../spec/deployment';
import type { PoolSpec } from '../spec/pool';
import { weightsStorage } from './weights-storage';

/** A level of Kubernetes' Pod Security Standards. */
export type PodSecurityLevel = 'privileged' | 'restricted';

/** The version of the Pod Security Standards by which {@link podSecurityLevel} was judged. */
export const POD_SECURITY_VERSION = 'v1.34';

/**
 * The strictest level that admits every pod of a deployment. A directory of the node and a capability beyond
 * `NET_BIND_SERVICE` are admitted by `privileged` alone; without them the pods are `restricted`
 * (k8s.io/pod-security-admission v0.34.4, `npm run test:cluster -- pod-security`).
 */
export function podSecurityLevel({
  decode,
  fabric,
  prefill,
  security,
  ...weights
}: Pick<InferenceSpec, 'decode' | 'fabric' | 'model' | 'modelCache' | 'prefill' | 'security'>): PodSecurityLevel {
  const ipcLock = fabric !== undefined && fabric !== 'tcp' && fabric.type === 'rdma-ipc-lock';
  const isAdded = (security?.capabilities ?? []).length > 0;
  return ipcLock || isAdded || [prefill, decode].some(keepsOnNode) || weightsStorage(weights).type === 'hostPath'
    ? 'privileged'
    : 'restricted';
}

/** Whether a role keeps KV cache in a folder of the node. */
function keepsOnNode(pool: PoolSpec | undefined): boolean {
  const { offloading } = pool ?? {};
  return offloading !== undefined
    && offloadingOf(offloading).folders(offloading).some(({ storage }) => storage.type === 'hostPath');
}
