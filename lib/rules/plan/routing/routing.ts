import { gatewayNamed } from '../../../gateways/gateways';
import { istio } from '../../../gateways/istio/istio';
import { InferencePlan } from '../../../plan/inference-plan';
import { EXT_PROC_PORT, HEALTH_PORT, METRICS_PORT } from '../../../constructs/routing/endpoint-picker-config';
import { Rule, Violation } from '../../language/rule';

/** The way of a request from the gateway to a pod: groups, names and ports that must agree. */
export const routingRules: readonly Rule[] = [
  {
    id: 'PD401',
    title: 'The picker of the release can read the InferencePool of the gateway',
    severity: 'error',
    cause: 'a picker that watches the other group never sees its pool, is never Ready and restarts for ever',
    fix: 'take a newer gateway, or a release whose picker reads that group',
    source: 'llm-d-router v0.10.0 `--pool-group`: only inference.networking.k8s.io; istio/istio go.mod by tag: 1.27 reads only inference.networking.x-k8s.io',
    evidence: 'read',
    check: ({ spec: { gateway, release } }) => {
      const group = gateway.inferencePoolGroup;
      return release.endpointPicker.permissions[group]
        ? []
        : [{
            field: 'gateway',
            cause: `${gateway.name} ${gateway.version} reads an InferencePool only in the group ${group}, which the endpoint picker of ${release.name} does not support`,
          }];
    },
    example: { field: 'gateway', fails: istio('1.27'), passes: istio('1.28') },
  },
  {
    id: 'PD402',
    title: 'The API group of the pool is the one that the gateway reads',
    severity: 'error',
    cause: 'the API server takes a route to either group; a gateway that does not know it reports `ResolvedRefs=False` in the route\'s status and drops the traffic',
    fix: 'take the provider from `istio(\'<version>\')`, which knows the group',
    source: 'istio/istio go.mod and pilot/pkg/config/kube/gateway/conversion.go by tag; llm-d/llm-d#578, kserve/kserve#4833',
    evidence: 'proven',
    holdsFor: 'Istio 1.27 to 1.30',
    check: ({ spec: { gateway } }) => {
      const { inferencePoolGroups } = gatewayNamed(gateway.name);
      const group = Object.hasOwn(inferencePoolGroups, gateway.version) ? inferencePoolGroups[gateway.version] : undefined;
      return group === undefined || gateway.inferencePoolGroup === group
        ? []
        : [{ field: 'gateway.inferencePoolGroup', cause: `${gateway.name} ${gateway.version} reads only ${group}, got ${gateway.inferencePoolGroup}` }];
    },
    example: {
      field: 'gateway.inferencePoolGroup', fails: 'inference.networking.x-k8s.io', passes: 'inference.networking.k8s.io',
      implies: ['PD401'],
    },
  },
  {
    id: 'PD428',
    title: 'The version of the gateway is one whose support for InferencePools is known',
    severity: 'warning',
    cause: 'what was read of other versions may not hold for this one',
    fix: 'take a version that is known, or run `llmd doctor` and `llmd verify` against the cluster and waive this rule with what they said',
    source: 'lib/gateways/, one module for each gateway, with the versions that were read',
    evidence: 'read',
    check: ({ spec: { gateway: { name, version } } }) => {
      const { inferencePoolGroups } = gatewayNamed(name);
      if (Object.hasOwn(inferencePoolGroups, version)) return [];
      const known = Object.keys(inferencePoolGroups).join(', ');
      return [{
        field: 'gateway.version',
        cause: `nothing is known of ${name} ${version}; known are ${known}. Not judged: the group in which it reads InferencePools (PD402), `
          + 'and whether it refuses the headers of the routing proxy before it asks the picker',
      }];
    },
    example: {
      field: 'gateway', fails: istio.of({ version: '1.99', inferencePoolGroup: 'inference.networking.k8s.io' }),
      passes: istio('1.30'),
    },
  },
  {
    id: 'PD403',
    title: 'Pool, route, picker and gateway name one API group',
    severity: 'error',
    cause: 'an InferencePool of the other group is another object: the route does not resolve, or the picker waits for a pool that does not exist',
    fix: 'take the group from the gateway, as `planInference` does',
    source: 'llm-d/llm-d#578 and PR 513; kserve/kserve#4833; gateway-api-inference-extension cmd/epp/runner/health.go',
    evidence: 'proven',
    check: ({ endpointPicker, inferenceGateway: { inferencePool: backend, provider }, inferencePool }) => [
      ...(inferencePool.group === provider.inferencePoolGroup ? [] : [disagree('inferencePool.group', 'the pool', inferencePool.group, 'the gateway', provider.inferencePoolGroup)]),
      ...(backend.group === inferencePool.group ? [] : [disagree('inferenceGateway.inferencePool.group', 'the route', backend.group, 'the pool', inferencePool.group)]),
      ...(endpointPicker.pool.group === inferencePool.group ? [] : [disagree('endpointPicker.pool.group', 'the picker', endpointPicker.pool.group, 'the pool', inferencePool.group)]),
    ],
    example: {
      of: 'plan', field: 'inferenceGateway.inferencePool.group', fails: 'inference.networking.x-k8s.io',
      passes: 'inference.networking.k8s.io',
    },
  },
  {
    id: 'PD404',
    title: 'Pool, route and picker refer to each other by name',
    severity: 'error',
    cause: 'references are text that the API server does not resolve: a route to a pool of another name is `BackendNotFound`, a picker of another pool never Ready',
    fix: 'give the same name in all places, as `planInference` does',
    source: 'llm-d/llm-d#2107; hivecommons/hive PR 2398',
    evidence: 'issue',
    check: ({ endpointPicker, inferenceGateway: gateway, inferencePool, spec: { namespace } }) => [
      ...equal('inferenceGateway.inferencePool.name', 'the route', gateway.inferencePool.name, 'the pool', inferencePool.name),
      ...equal('endpointPicker.pool.name', 'the picker', endpointPicker.pool.name, 'the pool', inferencePool.name),
      ...equal('endpointPicker.pool.namespace', 'the picker', endpointPicker.pool.namespace, 'the deployment', namespace),
      ...equal('inferencePool.endpointPicker.serviceName', 'the pool', inferencePool.endpointPicker.serviceName, 'the picker', endpointPicker.name),
    ],
    example: { of: 'plan', field: 'inferenceGateway.inferencePool.name', fails: 'gaie-pd', passes: 'llama' },
  },
  {
    id: 'PD405',
    title: 'The gateway speaks TLS to the picker at the host of its Service',
    severity: 'error',
    cause: 'the DestinationRule finds its traffic by the full host name; under another one Istio speaks plain text to a picker that serves TLS, and every request ends with 500',
    fix: 'write `<service>.<namespace>.svc.cluster.local`, as `planInference` does',
    source: 'llm-d/llm-d#615; istio/istio#59577',
    evidence: 'issue',
    holdsFor: 'Istio',
    check: ({ endpointPicker, inferenceGateway: { endpointPicker: target }, spec: { namespace } }) => [
      ...equal('inferenceGateway.endpointPicker.serviceName', 'the gateway', target.serviceName, 'the picker', endpointPicker.name),
      ...equal('inferenceGateway.endpointPicker.host', 'the gateway', target.host, 'the picker', `${endpointPicker.name}.${namespace}.svc.cluster.local`),
    ],
    example: {
      of: 'plan', field: 'inferenceGateway.endpointPicker.host', fails: 'llama-epp',
      passes: 'llama-epp.team-a.svc.cluster.local',
    },
  },
  {
    id: 'PD406',
    title: 'The pool\'s port takes requests in pods of both roles',
    severity: 'error',
    cause: 'the pool has one port for all its pods: on decode pods the proxy must listen there, on prefill pods the engine; a pod that does not listen answers 502 to its share of the requests',
    fix: 'give the pool the port of the proxy and of the prefill engine',
    source: 'llm-d/llm-d PR 2488 (30 of 40 requests 502); gateway-api-inference-extension#2562',
    evidence: 'issue',
    check: ({ decode, inferenceGateway: { inferencePool: backend }, inferencePool: { targetPort }, prefill }) => [
      ...equal('decode.routingProxy.port', 'the routing proxy', decode.routingProxy.port, 'the pool', targetPort),
      ...equal('prefill.enginePort', 'the prefill engine', prefill.enginePort, 'the pool', targetPort),
      ...equal('inferenceGateway.inferencePool.port', 'the route', backend.port, 'the pool', targetPort),
    ],
    example: { of: 'plan', field: 'prefill.enginePort', fails: 8200, passes: 8000 },
  },
  {
    id: 'PD407',
    title: 'The routing proxy stands before the engine of its pod',
    severity: 'error',
    cause: 'a pool whose port is the engine\'s goes past the proxy, and no request is ever prefilled elsewhere; a proxy that forwards to another port answers 502',
    fix: 'give the proxy the engine\'s port, and the engine another one than the proxy\'s',
    source: 'llm-d-routing-sidecar v0.3.0 and disagg-sidecar v0.10.0; vllm-project/router scripts/k8s/llama3/llm-d/httproute.yaml@d8bd2213',
    evidence: 'proven',
    check: ({ decode: { enginePort, routingProxy } }) => equal('decode.routingProxy.enginePort', 'the routing proxy', routingProxy.enginePort, 'the decode engine', enginePort),
    example: { of: 'plan', field: 'decode.routingProxy.enginePort', fails: 8001, passes: 8200 },
  },
  {
    id: 'PD412',
    title: 'The pool asks the picker on the port it serves',
    severity: 'error',
    cause: 'the gateway opens its stream to the port in the pool; the picker\'s container, its Service and its probes have fixed ports, and nothing listens elsewhere',
    fix: `leave the ports to the library: ${EXT_PROC_PORT} for requests, ${HEALTH_PORT} for health, ${METRICS_PORT} for metrics`,
    source: 'gateway-api-inference-extension config/charts/inferencepool v1.5.0: extProcPort moved the Service and not the container',
    evidence: 'read',
    check: plan => pickerPorts(plan),
    example: { of: 'plan', field: 'inferencePool.endpointPicker.port', fails: 9100, passes: 9002 },
  },
];

function pickerPorts({ endpointPicker: { release }, inferencePool }: InferencePlan): Violation[] {
  const expected = { '--grpc-port': EXT_PROC_PORT, '--grpc-health-port': HEALTH_PORT, '--metrics-port': METRICS_PORT };
  return [
    ...equal('inferencePool.endpointPicker.port', 'the pool', inferencePool.endpointPicker.port, 'the picker', EXT_PROC_PORT),
    ...Object.entries(expected).flatMap(([flag, port]) => {
      const given = release.flags[flag];
      return given === undefined ? [] : equal(`release.endpointPicker.flags.${flag}`, `\`${flag}\``, given, 'its Service or probe', String(port));
    }),
  ];
}

function equal<T extends string | number>(field: string, who: string, value: T, whose: string, expected: T): Violation[] {
  return value === expected ? [] : [disagree(field, who, value, whose, expected)];
}

function disagree(field: string, who: string, value: string | number, whose: string, expected: string | number): Violation {
  return { field, cause: `${who} has ${value} where ${whose} has ${expected}` };
}
