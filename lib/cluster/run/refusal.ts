import { ClusterError } from '../../kube/cluster-reader';
import { KubernetesObject } from '../../kube/kubernetes-objects';
import { objectText } from '../../kube/object-key';

/** An object that the API server does not take, with what to do. */
export function refusal(object: KubernetesObject, error: Error): Error {
  if (!(error instanceof ClusterError)) return error;
  const fix = remedies[error.code];
  return new ClusterError(
    error.code, `${objectText(object)} was refused: ${error.message}${fix === undefined ? '' : `. Fix: ${fix}`}`,
  );
}

const remedies: Readonly<Partial<Record<number, string>>> = {
  403: 'ask a cluster administrator for the permission; `llmd doctor` lists all that are required',
  404: 'install the CRDs; `llmd doctor` says which',
  409: 'run this again: its plan says whose fields they are',
  422: 'an immutable field has changed: delete the object, and deploy again',
};
