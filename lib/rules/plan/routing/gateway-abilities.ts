import { gatewayNamed, gateways } from '../../../gateways/gateways';
import { gatewayInsteadOf } from '../../../gateways/others';
import { gke } from '../../../gateways/gke/gke';
import { istio } from '../../../gateways/istio/istio';
import { nginxGatewayFabric } from '../../../gateways/nginx-gateway-fabric/nginx-gateway-fabric';
import { statedPolicies } from '../../../plan/operations/network-policies';
import { poolsOf } from '../../../plan/pools';
import { nearest } from '../../../schema/did-you-mean';
import { Rule } from '../../language/rule';

/** What some gateways can do and others cannot: each names one that can. */
export const gatewayAbilityRules: readonly Rule[] = [
  {
    id: 'PD760',
    title: 'The gateway hands on the headers that the endpoint picker sets',
    severity: 'error',
    cause:
      'the picker names the prefill pod in a header of the request. A gateway that drops it leaves the routing proxy '
      + 'without a prefill pod: every prompt is computed on the decode pod, and prefill pods stay idle',
    fix: 'use another gateway',
    source:
      'nginx/nginx-gateway-fabric v2.6.7 cmd/gateway/endpoint_picker.go: of the headers that the picker sets, only '
      + 'x-gateway-destination-endpoint is taken over; llm-d-router v0.10.0: x-prefiller-host-port',
    evidence: 'read',
    check: ({ pools, spec: { gateway: { name }, release } }) => {
      const { abilities, title } = gatewayNamed(name);
      const [header = ''] = release.routingProxy.targetHeaders;
      return abilities.carriesPickerHeaders || poolsOf({ pools }, 'prefill').length === 0
        ? []
        : [{
            field: 'gateway',
            cause: `${title} drops the header ${header}, in which the picker names a prefill pod`,
            fix: `use ${inOrder(gatewaysThat(({ carriesPickerHeaders }) => carriesPickerHeaders))}`,
          }];
    },
    example: {
      field: 'gateway', fails: nginxGatewayFabric('2.6'), passes: istio('1.30'), implies: ['PD763'],
    },
  },
  {
    id: 'PD761',
    title: 'The GatewayClass is one of the gateway that the spec names',
    severity: 'error',
    cause:
      'the controller of the class takes the Gateway: another one than the spec names reads other objects than those '
      + 'that are written, and may read no InferencePools',
    fix: 'use the class of the gateway, or the gateway of the class',
    source: 'lib/gateways/, one module for each gateway, with its classes; lib/gateways/others.ts',
    evidence: 'read',
    check: ({ spec: { gateway: { gatewayClassName, name } } }) => {
      const { gatewayClassNames, otherClasses, title } = gatewayNamed(name);
      if (gatewayClassNames.includes(gatewayClassName)) return [];
      const field = 'gateway.gatewayClassName';
      const own = gatewayClassNames.map(known => `'${known}'`).join(' or ');
      const of = gateways.find(other => other.gatewayClassNames.includes(gatewayClassName));
      if (of)
        return [{
          field,
          cause: `'${gatewayClassName}' is a class of ${of.title}, not of ${title}`,
          fix: `use ${own}, or \`gateway: ${newestOf(of)}\``,
        }];
      const instead = gatewayInsteadOf(gatewayClassName);
      if (instead) return [{ field, cause: `${gatewayClassName} ${instead.cause}`, fix: instead.fix }];
      if (otherClasses) return [];
      const meant = nearest(gatewayClassName, gatewayClassNames);
      return [{
        field,
        cause: `'${gatewayClassName}' is no class of ${title} that reads InferencePools`,
        fix: meant === undefined ? `use ${own}` : `did you mean '${meant}'? There are: ${own}`,
      }];
    },
    example: {
      field: 'gateway.gatewayClassName', fails: 'kgateway', alsoFails: ['gke-l7-rilb'], passes: 'istio-internal',
    },
  },
  {
    id: 'PD762',
    title: 'What is said of the gateway\'s pods is said of a gateway that has pods',
    severity: 'error',
    cause: 'a load balancer of a cloud has no container in the cluster, so nothing would read the value',
    fix: 'remove it',
    source: 'lib/gateways/gke/gke.ts',
    evidence: 'read',
    check: ({ spec: { containers, gateway: { name } } }) => {
      const { parameters, title } = gatewayNamed(name);
      return parameters === undefined && containers?.gateway !== undefined
        ? [{ field: 'containers.gateway', cause: `${title} runs outside of the cluster and has no container in it` }]
        : [];
    },
    example: {
      field: 'containers.gateway',
      given: { gateway: gke('gke-l7-rilb', { proxyOnlySubnet: '10.129.0.0/23' }) },
      fails: { resources: { limits: { memory: '2Gi' } } },
      passes: undefined,
      implies: ['PD434', 'PD763'],
    },
  },
  {
    id: 'PD763',
    title: 'The gateway keeps callers from setting the headers of the endpoint picker',
    severity: 'warning',
    cause:
      'where the picker names no prefill pod, the routing proxy takes the name that a caller wrote, and sends the '
      + 'prompt there',
    fix:
      'let what authenticates callers in front take the headers off, or waive the rule where all callers are trusted; '
      + 'or use another gateway',
    source: 'llm-d-router v0.10.0 pkg/sidecar/proxy; lib/gateways/, `callersHeaders` of each module',
    evidence: 'read',
    check: ({ inferenceGateway: { refusedHeaders }, pools, spec: { gateway: { name } } }) => {
      const { abilities, title } = gatewayNamed(name);
      // Without prefill pods there is no routing proxy.
      const isProxied = poolsOf({ pools }, 'prefill').length > 0 && refusedHeaders.length > 0;
      return abilities.callersHeaders === 'kept' && isProxied
        ? [{
            field: 'gateway',
            cause: `${title} hands on ${refusedHeaders.join(', ')} as a caller sends it`,
          }]
        : [];
    },
    example: {
      field: 'gateway',
      fails: gke('gke-l7-rilb', { proxyOnlySubnet: '10.129.0.0/23' }),
      passes: istio('1.30'),
      implies: ['PD434'],
    },
  },
  {
    id: 'PD764',
    title: 'The network policies know where the gateway connects from',
    severity: 'warning',
    cause:
      'a load balancer outside of the cluster connects from addresses that the spec does not say, so the policies let '
      + 'any address reach the picker and the port that pods serve',
    fix:
      'set `proxyOnlySubnet` of the gateway to the range of the proxy-only subnet '
      + '(`gcloud compute networks subnets list --filter=purpose=REGIONAL_MANAGED_PROXY`)',
    source: 'cloud.google.com, Proxy-only subnets for Envoy-based load balancers',
    evidence: 'read',
    check: ({ spec }) => {
      const { gateway, namespace } = spec;
      const { pods, title } = gatewayNamed(gateway.name);
      const isOutside = pods?.({ name: '', namespace }) === 'outside the cluster';
      return isOutside && gateway.sourceRanges === undefined && statedPolicies(spec)
        ? [{ field: 'gateway', cause: `where ${title} connects from is not said` }]
        : [];
    },
    example: {
      field: 'gateway',
      fails: gke('gke-l7-rilb'),
      passes: gke('gke-l7-rilb', { proxyOnlySubnet: '10.129.0.0/23' }),
      implies: ['PD434', 'PD763'],
    },
  },
  {
    id: 'PD765',
    title: 'A verification Job knows the address of the gateway',
    severity: 'error',
    cause:
      'the Job asks the gateway from inside the cluster; one without a Service gets its address when its load balancer '
      + 'is made',
    fix:
      'remove `operations.verification` and run `llmd verify`, which reads the address from the status of the Gateway; '
      + 'or use a gateway with a Service',
    source: 'lib/gateways/gke/gke.ts; llm-d-router ebab6879 config/charts/llm-d-router-gateway/templates/NOTES.txt',
    evidence: 'read',
    check: ({ inferenceGateway: { entrance: { request }, provider }, operations }) =>
      operations.verification !== undefined && !request.url.includes('://')
        ? [{
            field: 'operations.verification',
            cause: `${gatewayNamed(provider.name).title} has no Service that a Job could ask`,
          }]
        : [],
    example: {
      field: 'operations.verification',
      given: { gateway: gke('gke-l7-rilb', { proxyOnlySubnet: '10.129.0.0/23' }) },
      fails: {},
      passes: undefined,
      implies: ['PD434', 'PD763'],
    },
  },
];

type Abilities = (typeof gateways)[number]['abilities'];

/** How a spec names the gateways that can. */
function gatewaysThat(can: (abilities: Abilities) => boolean): readonly string[] {
  return gateways.filter(({ abilities }) => can(abilities)).map(newestOf);
}

function newestOf({ controller, inferencePoolGroups, versionNotes }: (typeof gateways)[number]): string {
  const versions = Object.keys(inferencePoolGroups);
  return controller.specOf(versions.filter(version => versionNotes[version] === undefined).at(-1) ?? versions.at(-1)!);
}

function inOrder(ways: readonly string[]): string {
  return [ways.slice(0, -1).join(', '), ...ways.slice(-1)].join(' or ');
}
