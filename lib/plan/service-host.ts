import type { InferenceSpec } from '../spec/deployment';

/** The full host name of a Service of a deployment. */
export function serviceHost(
  service: string, { namespace, network }: Pick<InferenceSpec, 'namespace' | 'network'>,
): string {
  return `${service}.${namespace}.svc.${network?.clusterDomain ?? 'cluster.local'}`;
}
