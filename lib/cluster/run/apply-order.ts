import { KubernetesObject } from '../../kube/kubernetes-objects';
import { isRecord } from '../applied-objects';
import { DistDeployment } from '../dist-deployment';

/**
 * The objects that are applied, in their order: without Jobs that Argo CD runs after a sync. The record comes first,
 * after the namespace only: an interrupted deploy then leaves a record of all that it may have created.
 */
export function appliedInOrder({ objects }: Pick<DistDeployment, 'objects'>): readonly KubernetesObject[] {
  const applied = objects.filter(({ metadata }) => metadata.annotations?.[HOOK] === undefined);
  const isFirst = (object: KubernetesObject): boolean => object.kind === 'Namespace' || isRecord(object);
  return [...applied.filter(isFirst), ...applied.filter(object => !isFirst(object))];
}

/** Marks objects that Argo CD runs at a point of a sync instead of applying them with the others. */
const HOOK = 'argocd.argoproj.io/hook';
