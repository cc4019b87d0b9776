import { KubernetesObject } from '../kube/kubernetes-objects';
import { Kubectl } from './kubectl';

/** Whether all pods of a Deployment are of its present template and available. */
export async function deploymentAvailable(kubectl: Kubectl, namespace: string, name: string): Promise<boolean> {
  const [deployment] = await kubectl.list<RolledOut>(
    'deployments',
    namespace,
    '--field-selector',
    `metadata.name=${name}`,
  );
  const { spec: { replicas = 1 } = {}, status, metadata } = deployment ?? {};
  return status?.observedGeneration === metadata?.generation && status?.updatedReplicas === replicas
    && status?.availableReplicas === replicas && status.replicas === replicas;
}

interface RolledOut extends KubernetesObject {
  readonly spec: { readonly replicas?: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
}
