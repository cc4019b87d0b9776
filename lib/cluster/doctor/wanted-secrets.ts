import { DistDeployment } from '../dist-deployment';
import { containersOf } from '../../kube/kubernetes-objects';
import { PartPods, partWorkloads } from '../part-workload';

/** A Secret and the keys that pods need; no keys means that they use all of them. */
export type WantedSecret = DistDeployment['secrets'][number];

/** The key of a Secret with which images are pulled. */
export const PULL_SECRET_KEY = '.dockerconfigjson';

/**
 * Secrets that pods need to start and that are not in the file: those that they mount, those that their environment
 * variables refer to, and those with which images are pulled.
 */
export function wantedSecrets({ objects, secrets }: DistDeployment): readonly WantedSecret[] {
  const wanted = new Map(secrets.map(({ name, keys }) => [name, new Set(keys)]));
  const inFile = new Set(objects.filter(({ kind }) => kind === 'Secret').map(({ metadata }) => metadata.name));
  const parts = objects.flatMap(partWorkloads).flatMap(({ pods }) => pods);
  for (const { name, key } of parts.flatMap(ofEnvironment)) {
    if (!inFile.has(name)) wanted.set(name, (wanted.get(name) ?? new Set()).add(key));
  }
  for (const { name } of parts.flatMap(({ template }) => template.spec.imagePullSecrets ?? [])) {
    if (!inFile.has(name) && !wanted.has(name)) wanted.set(name, new Set([PULL_SECRET_KEY]));
  }
  return [...wanted].map(([name, keys]) => ({ name, keys: [...keys] }));
}

function ofEnvironment({ template }: PartPods): readonly SecretKeyRef[] {
  return containersOf(template.spec)
    .flatMap(({ env = [] }) => env as readonly { readonly valueFrom?: { readonly secretKeyRef?: SecretKeyRef } }[])
    .flatMap(({ valueFrom }) =>
      valueFrom?.secretKeyRef === undefined || valueFrom.secretKeyRef.optional === true ? [] : [valueFrom.secretKeyRef],
    );
}

interface SecretKeyRef {
  readonly name: string;
  readonly key: string;
  readonly optional?: boolean;
}
