import { serviceHost } from '../../../plan/service-host';
import { InferencePlan } from '../../../plan/inference-plan';
import { EXT_PROC_PORT, HEALTH_PORT, METRICS_PORT } from '../../../plan/picker-ports';
import { poolsOf } from '../../../plan/pools';
import { Rule, Violation } from '../../language/rule';

/** The way of a request from the gateway to a pod: groups, names and ports that must agree. */
export const routingRules: readonly Rule[] = [
  {
    id: 'PD403',
    title: 'Pool, route, endpoint picker and gateway use the same API group',
    severity: 'error',
    cause:
      'an InferencePool of the other group is another object: the route does not resolve, or the endpoint '
      + 'picker waits for a pool that does not exist',
    fix: 'use the group of the gateway, as `planInference` does',
    source: 'llm-d/llm-d#578 and PR 513; kserve/kserve#4833; gateway-api-inference-extension cmd/epp/runner/health.go',
    evidence: 'proven',
    check: ({ endpointPicker, inferenceGateway: { inferencePool: backend, provider }, inferencePool }) => [
      ...(inferencePool.group === provider.inferencePoolGroup
        ? []
        : [
            disagree(
              'inferencePool.group',
              'the pool',
              inferencePool.group,
              'the gateway',
              provider.inferencePoolGroup,
            ),
          ]),
      ...(backend.group === inferencePool.group
        ? []
        : [
            disagree(
              'inferenceGateway.inferencePool.group',
              'the route',
              backend.group,
              'the pool',
              inferencePool.group,
            ),
          ]),
      ...(endpointPicker.pool.group === inferencePool.group
        ? []
        : [
            disagree(
              'endpointPicker.pool.group',
              'the picker',
              endpointPicker.pool.group,
              'the pool',
              inferencePool.group,
            ),
          ]),
    ],
    example: {
      of: 'plan',
      field: 'inferenceGateway.inferencePool.group',
      fails: 'inference.networking.x-k8s.io',
      alsoFails: ['inference.networking.k8s.io'],
      passes: 'inference.networking.k8s.io',
    },
  },
  {
    id: 'PD404',
    title: 'Pool, route and endpoint picker refer to each other by the same names',
    severity: 'error',
    cause:
      'the API server does not check references: a route to a pool of another name has the status '
      + '`BackendNotFound`, and an endpoint picker of another pool never becomes Ready',
    fix: 'use the same name in all places, as `planInference` does',
    source: 'llm-d/llm-d#2107; hivecommons/hive PR 2398',
    evidence: 'issue',
    check: ({ endpointPicker, inferenceGateway: gateway, inferencePool, spec: { namespace } }) => [
      ...equal(
        'inferenceGateway.inferencePool.name',
        'the route',
        gateway.inferencePool.name,
        'the pool',
        inferencePool.name,
      ),
      ...equal('endpointPicker.pool.name', 'the picker', endpointPicker.pool.name, 'the pool', inferencePool.name),
      ...equal(
        'endpointPicker.pool.namespace',
        'the picker',
        endpointPicker.pool.namespace,
        'the deployment',
        namespace,
      ),
      ...equal(
        'inferencePool.endpointPicker.serviceName',
        'the pool',
        inferencePool.endpointPicker.serviceName,
        'the picker',
        endpointPicker.name,
      ),
    ],
    example: { of: 'plan', field: 'inferenceGateway.inferencePool.name', fails: 'gaie-pd', passes: 'llama' },
  },
  {
    id: 'PD405',
    title: 'The gateway uses TLS for the host name of the endpoint picker\'s Service',
    severity: 'error',
    cause:
      'the DestinationRule matches traffic by the full host name; with another name Istio uses plain text for '
      + 'an endpoint picker that serves TLS, and every request fails with 500',
    fix: 'use `<service>.<namespace>.svc.<network.clusterDomain>`, as `planInference` does',
    source: 'llm-d/llm-d#615; istio/istio#59577',
    evidence: 'issue',
    check: ({ endpointPicker, inferenceGateway: { endpointPicker: target }, spec }) => [
      ...equal(
        'inferenceGateway.endpointPicker.serviceName',
        'the gateway',
        target.serviceName,
        'the picker',
        endpointPicker.name,
      ),
      ...equal(
        'inferenceGateway.endpointPicker.host',
        'the gateway',
        target.host,
        'the picker',
        serviceHost(endpointPicker.name, spec),
      ),
    ],
    example: {
      of: 'plan',
      field: 'inferenceGateway.endpointPicker.host',
      fails: 'llama-epp',
      passes: 'llama-epp.team-a.svc.cluster.local',
    },
  },
  {
    id: 'PD406',
    title: 'All pods accept requests on the port of the pool',
    severity: 'error',
    cause:
      'the pool has one port for all its pods: on decode pods the proxy must listen there, on prefill pods the '
      + 'engine; the requests of a pod that does not listen fail with 502',
    fix: 'set the port of the pool to that of the proxy and of the prefill engine',
    source: 'llm-d/llm-d PR 2488 (30 of 40 requests 502); gateway-api-inference-extension#2562',
    evidence: 'issue',
    check: ({ inferenceGateway: { inferencePool: backend }, inferencePool: { targetPort }, pools }) => [
      ...poolsOf({ pools }, 'decode').flatMap(({ enginePort, routingProxy }) =>
        routingProxy
          ? equal('decode.routingProxy.port', 'the routing proxy', routingProxy.port, 'the pool', targetPort)
          : equal('decode.enginePort', 'the engine', enginePort, 'the pool', targetPort),
      ),
      ...poolsOf({ pools }, 'prefill').flatMap(({ enginePort }) =>
        equal('prefill.enginePort', 'the prefill engine', enginePort, 'the pool', targetPort),
      ),
      ...equal('inferenceGateway.inferencePool.port', 'the route', backend.port, 'the pool', targetPort),
    ],
    example: { of: 'plan', field: 'prefill.enginePort', fails: 8200, passes: 8000 },
  },
  {
    id: 'PD407',
    title: 'The routing proxy forwards to the engine of its pod',
    severity: 'error',
    cause:
      'if the port of the pool is that of the engine, requests bypass the proxy and no prefill pod is used; a '
      + 'proxy that forwards to another port answers 502',
    fix: 'let the proxy forward to the port of the engine, and give the engine another port than the proxy',
    source:
      'llm-d-routing-sidecar v0.3.0 and disagg-sidecar v0.10.0; vllm-project/router '
      + 'scripts/k8s/llama3/llm-d/httproute.yaml@d8bd2213',
    evidence: 'proven',
    check: plan =>
      poolsOf(plan, 'decode').flatMap(({ enginePort, routingProxy }) =>
        routingProxy === undefined ? [] : equal(
          'decode.routingProxy.enginePort',
          'the routing proxy',
          routingProxy.enginePort,
          'the decode engine',
          enginePort,
        ),
      ),
    example: { of: 'plan', field: 'decode.routingProxy.enginePort', fails: 8001, passes: 8200 },
  },
  {
    id: 'PD412',
    title: 'The pool calls the endpoint picker on the port that it serves',
    severity: 'error',
    cause:
      'the gateway opens its stream to the port in the pool; the container, the Service and the probes of the '
      + 'endpoint picker have fixed ports, and no other port is open',
    fix:
      `remove the ports; the library sets ${EXT_PROC_PORT} for requests, ${HEALTH_PORT} for health, `
      + `${METRICS_PORT} for metrics`,
    source:
      'gateway-api-inference-extension config/charts/inferencepool v1.5.0: extProcPort moved the Service and '
      + 'not the container',
    evidence: 'read',
    check: plan => pickerPorts(plan),
    example: { of: 'plan', field: 'inferencePool.endpointPicker.port', fails: 9100, passes: 9002 },
  },
];

function pickerPorts({ endpointPicker: { release }, inferencePool }: InferencePlan): Violation[] {
  const expected = { '--grpc-port': EXT_PROC_PORT, '--grpc-health-port': HEALTH_PORT, '--metrics-port': METRICS_PORT };
  return [
    ...equal(
      'inferencePool.endpointPicker.port',
      'the pool',
      inferencePool.endpointPicker.port,
      'the picker',
      EXT_PROC_PORT,
    ),
    ...Object.entries(expected).flatMap(([flag, port]) => {
      const given = release.flags[flag];
      return given === undefined
        ? []
        : equal(`release.endpointPicker.flags.${flag}`, `\`${flag}\``, given, 'its Service or probe', String(port));
    }),
  ];
}

function equal<T extends string | number>(
  field: string,
  who: string,
  value: T,
  whose: string,
  expected: T,
): Violation[] {
  return value === expected ? [] : [disagree(field, who, value, whose, expected)];
}

function disagree(
  field: string,
  who: string,
  value: string | number,
  whose: string,
  expected: string | number,
): Violation {
  return { field, cause: `${who} has ${value}, but ${whose} has ${expected}` };
}
