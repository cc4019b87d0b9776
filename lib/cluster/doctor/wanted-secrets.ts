import { DistDeployment } from '../dist-deployment';
import { containersOf, Deployment, KubernetesObject } from '../../kube/kubernetes-objects';

/** A Secret and the keys that pods need; no keys means that they use all of them. */
export type WantedSecret = DistDeployment['secrets'][number];

/** Secrets that pods need to start and that are not in the file: those that they mount, and those that their environment variables refer to. */
export function wantedSecrets({ objects, secrets }: DistDeployment): readonly WantedSecret[] {
  const wanted = new Map(secrets.map(({ name, keys }) => [name, new Set(keys)]));
  const inFile = new Set(objects.filter(({ kind }) => kind === 'Secret').map(({ metadata }) => metadata.name));
  for (const { name, key } of objects.filter(isDeployment).flatMap(ofEnvironment)) {
    if (!inFile.has(name)) wanted.set(name, (wanted.get(name) ?? new Set()).add(key));
  }
  return [...wanted].map(([name, keys]) => ({ name, keys: [...keys] }));
}

function isDeployment(object: KubernetesObject): object is Deployment {
  return object.kind === 'Deployment';
}

function ofEnvironment({ spec }: Deployment): readonly SecretKeyRef[] {
  return containersOf(spec.template.spec)
    .flatMap(({ env = [] }) => env as readonly { readonly valueFrom?: { readonly secretKeyRef?: SecretKeyRef } }[])
    .flatMap(({ valueFrom }) => valueFrom?.secretKeyRef === undefined || valueFrom.secretKeyRef.optional === true ? [] : [valueFrom.secretKeyRef]);
}

interface SecretKeyRef {
  readonly name: string;
  readonly key: string;
  readonly optional?: boolean;
}
