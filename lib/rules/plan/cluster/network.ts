import type { PoolPlan } from '../../../plan/pool-plan';
import { Rule, Violation } from '../../language/rule';

/** What a spec says of the network of its cluster. */
export const networkRules: readonly Rule[] = [
  {
    id: 'PD622',
    title: 'The families of addresses are named once each',
    severity: 'error',
    cause: 'a pod has one family of addresses or both; the first is that of `status.podIP`, which peers are told',
    fix: 'use `[\'IPv4\']`, `[\'IPv6\']`, or both with the one first that `status.podIP` has',
    source: 'Kubernetes documentation, IPv4/IPv6 dual-stack: status.podIPs has at most one address of each family',
    evidence: 'read',
    waivable: false,
    check: ({ spec: { network } }) => {
      const families = network?.ipFamilies;
      return families === undefined || (families.length > 0 && new Set(families).size === families.length)
        ? []
        : [{ field: 'network.ipFamilies', cause: `must name one family or two, got [${families.join(', ')}]` }];
    },
    example: { field: 'network', fails: { ipFamilies: [] }, passes: { ipFamilies: ['IPv4', 'IPv6'] } },
  },
  {
    id: 'PD623',
    title: 'The domain of the cluster is a DNS name',
    severity: 'error',
    cause: 'host names of Services end with it; with anything else the gateway matches no host and every request fails',
    fix: 'write the domain without a dot at its beginning and end, for example `cluster.local`',
    source: 'Kubernetes documentation, DNS for Services and Pods; RFC 1123',
    evidence: 'read',
    check: ({ spec: { network } }) => {
      const domain = network?.clusterDomain;
      return domain === undefined || (domainName.test(domain) && domain.length <= MAX_DOMAIN)
        ? []
        : [{ field: 'network.clusterDomain', cause: `'${domain}' is not a DNS name` }];
    },
    example: { field: 'network', fails: { clusterDomain: '.corp.local.' }, passes: { clusterDomain: 'corp.local' } },
  },
  {
    id: 'PD624',
    title: 'A proxy is not asked for addresses of the cluster',
    severity: 'warning',
    cause:
      'programs send every request to the proxy that `NO_PROXY` does not leave out, and the Jobs that verify a '
      + 'deployment have the environment of its engines: they would ask a proxy for the pods',
    fix: 'add `NO_PROXY` with the domain of the cluster and the IP blocks of its pods, which only its owner knows',
    source: 'lib/verification/verification-pod.ts; Python 3.12 urllib.request.getproxies_environment',
    evidence: 'read',
    check: ({ pools, spec: { network } }) => pools.flatMap(pool => proxied(pool, network?.clusterDomain)),
    example: {
      field: 'decode.extraEnv',
      fails: { HTTPS_PROXY: 'http://proxy.corp:3128' },
      passes: { HTTPS_PROXY: 'http://proxy.corp:3128', NO_PROXY: '.svc,.cluster.local,10.0.0.0/8' },
      implies: ['PD322', 'PD611'],
    },
  },
  {
    id: 'PD630',
    title: 'Picker, routing proxy and fabric are known to work at IPv6 addresses',
    severity: 'warning',
    cause:
      'the picker scores pods by their metrics; where it writes an IPv6 address into a URL without brackets it reads '
      + 'none, and chooses pods without knowing their load. That the routing proxy and UCX take such addresses is '
      + 'assumed',
    fix: 'run `llmd verify`, check the log of the picker for failed scrapes, and waive the rule with the result',
    source:
      'gateway-api-inference-extension v1.0.0 pkg/epp/backend/metrics/metrics.go:80 (`%s://%s:%d%s`, no brackets); '
      + 'llm-d-router v0.10.0, the routing proxies and UCX were not read',
    evidence: 'read',
    holdsFor: 'pods whose first address is one of IPv6',
    check: ({ endpointPicker: { release: { image, known } }, spec: { network } }) => {
      if (network?.ipFamilies?.[0] !== 'IPv6' || known?.scrapesIpv6 === true) return [];
      return [{
        field: 'network.ipFamilies',
        cause: known?.scrapesIpv6 === false
          ? `${image} reads no metrics of pods whose address is one of IPv6`
          : `it is not known whether ${image} reads metrics of pods whose address is one of IPv6`,
      }];
    },
    example: { field: 'network', fails: { ipFamilies: ['IPv6'] }, passes: { ipFamilies: ['IPv4', 'IPv6'] } },
  },
];

const domainName = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/;
const MAX_DOMAIN = 253;

function proxied({ extraEnv, role }: PoolPlan, domain = 'cluster.local'): Violation[] {
  const proxy = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'].flatMap(name => [name, name.toLowerCase()])
    .find(name => name in extraEnv);
  return proxy === undefined || 'NO_PROXY' in extraEnv || 'no_proxy' in extraEnv
    ? []
    : [{
        field: `${role}.extraEnv.${proxy}`,
        cause: `\`${proxy}\` is set and \`NO_PROXY\` is not`,
        fix: `add \`NO_PROXY: 'localhost,127.0.0.1,::1,.svc,.${domain},<IP block of the pods>'\``,
      }];
}
