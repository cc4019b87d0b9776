import { LogOptions } from '../kube/cluster-reader';
import { EvidenceReader } from '../cluster/causes/gather-evidence';
import { KubernetesObject } from '../kube/kubernetes-objects';
import { Kubectl } from './kubectl';

/** Reads evidence by kubectl. */
export class KubectlReader implements EvidenceReader {
  constructor(private readonly kubectl: Kubectl) {}

  list<T extends KubernetesObject>(apiVersion: string, kind: string, namespace = 'default'): Promise<readonly T[]> {
    return this.kubectl.list<T>(resourceOf(apiVersion, kind), namespace);
  }

  async read<T extends KubernetesObject>(
    apiVersion: string,
    kind: string,
    name: string,
    namespace = 'default',
  ): Promise<T | undefined> {
    const text = await this.kubectl.run([
      'get',
      resourceOf(apiVersion, kind),
      name,
      '--namespace',
      namespace,
      '--ignore-not-found',
      '--output',
      'json',
    ]);
    return text === '' ? undefined : (JSON.parse(text) as T);
  }

  log(namespace: string, pod: string, container: string, { lines, previous = false }: LogOptions): Promise<string> {
    return this.kubectl.run([
      'logs',
      pod,
      '--namespace',
      namespace,
      '--container',
      container,
      '--tail',
      `${lines}`,
      `--previous=${previous}`,
    ]);
  }
}

/** A kind as kubectl takes it where several groups have one of that name. */
function resourceOf(apiVersion: string, kind: string): string {
  const [version, group = ''] = apiVersion.split('/').reverse();
  return `${kind}.${version}.${group}`;
}
