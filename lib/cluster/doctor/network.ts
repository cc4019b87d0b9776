import { flagsOf } from '../../rules/language/vllm-arguments';
import { DistDeployment, rolesIn } from '../dist-deployment';
import type { PartWorkload } from '../part-workload';
import { ClusterSnapshot } from './cluster-snapshot';
import { Diagnosis, error, ok } from './diagnosis';

const CHECK = 'pod addresses';

/** Whether the engines listen on the addresses that pods of the cluster get. Without running pods nothing is known. */
export function checkNetwork(
  { podIpFamilies }: ClusterSnapshot, deployment: DistDeployment,
): readonly Diagnosis[] {
  if (podIpFamilies.length === 0) return [];
  if (podIpFamilies.includes('IPv4')) return [ok(CHECK, podIpFamilies.join(' and '))];
  const deaf = rolesIn(deployment).map(({ part }) => part).filter(workload => !listensOnIpv6(workload));
  return deaf.length === 0
    ? [ok(CHECK, 'IPv6, on which the engines listen')]
    : [
        error(
          CHECK,
          'pods of the cluster have IPv6 addresses, but the engines of '
          + `${deaf.map(({ name }) => name).join(', ')} listen on IPv4 alone, so no probe reaches them`,
          'set `network: { ipFamilies: [\'IPv6\'] }`',
        ),
      ];
}

function listensOnIpv6({ template }: PartWorkload): boolean {
  return flagsOf(template.spec.containers[0]?.args ?? [])
    .some(({ name, value = '' }) => name === '--host' && value.includes(':'));
}
