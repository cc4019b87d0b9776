import { KubernetesObject } from '../kube/kubernetes-objects';
import { DOWNLOAD_COMPONENT } from '../plan/model-download';

/** The Job among objects that fills the model cache; undefined where there is none. */
export function downloadJob(objects: readonly KubernetesObject[]): KubernetesObject | undefined {
  return objects.find(({ kind, metadata: { labels = {} } }) =>
    kind === 'Job' && labels['app.kubernetes.io/component'] === DOWNLOAD_COMPONENT);
}
