import type { ProxyPlan } from '../proxy-plan';

/** Where Envoy listens. */
export const envoyPorts = {
  /** For requests. */
  requests: 8081,
  /** For whether it is ready, and its metrics. */
  metrics: 19_001,
} as const;

/** The prefix of the metrics about requests of callers. */
export const REQUESTS_PREFIX = 'inference';

/**
 * What Envoy is told. Ports, filters and the way to a pod are those of llm-d's chart (llm-d-router v0.9.0
 * `config/charts/llm-d-router-standalone/values.yaml`). Different from it: a request is refused while the picker is
 * away, headers of the picker are refused, paths are those of the spec, and no answer is cut.
 */
export function envoyConfig(plan: ProxyPlan): object {
  return {
    // Reached from inside of the pod alone.
    admin: { address: address('127.0.0.1', ADMIN_PORT) },
    static_resources: {
      listeners: [
        listener('requests', envoyPorts.requests, plan, {
          stat_prefix: REQUESTS_PREFIX,
          route_config: { virtual_hosts: [{ name: 'requests', domains: ['*'], routes: routes(plan) }] },
          http_filters: [...refusal(plan), picker, router],
        }),
        listener('metrics', envoyPorts.metrics, plan, {
          stat_prefix: 'metrics',
          route_config: {
            virtual_hosts: [{
              name: 'metrics',
              domains: ['*'],
              routes: [READY_PATH, METRICS_PATH].map(path => ({ match: { path }, route: { cluster: 'admin' } })),
            }],
          },
          http_filters: [router],
        }),
      ],
      clusters: [pods, pickerCluster(plan), { ...local('admin', ADMIN_PORT), connect_timeout: '1s' }],
    },
  };
}

/** Answered with 200 while Envoy takes requests. */
export const READY_PATH = '/ready';

/** Where Prometheus reads. */
export const METRICS_PATH = '/stats/prometheus';

/** The header in which the picker names the address of a pod. */
const DESTINATION = 'x-gateway-destination-endpoint';

const ADMIN_PORT = 19_000;
const PICKER = 'envoy.filters.http.ext_proc';

function listener(name: string, port: number, { ipv6 }: ProxyPlan, manager: object): object {
  return {
    name,
    address: ipv6 ? address('::', port, { ipv4_compat: true }) : address('0.0.0.0', port),
    // A connection holds this much of a body at a time: prompts of any length pass by it to the picker.
    per_connection_buffer_limit_bytes: 32_768,
    filter_chains: [{
      filters: [{
        name: 'envoy.filters.network.http_connection_manager',
        typed_config: {
          '@type': type('filters.network.http_connection_manager.v3.HttpConnectionManager'),
          // Unset, a stream without a byte for five minutes is cut: a long prompt in a queue.
          stream_idle_timeout: '0s',
          use_remote_address: true,
          normalize_path: true,
          merge_slashes: true,
          path_with_escaped_slashes_action: 'UNESCAPE_AND_REDIRECT',
          common_http_protocol_options: { headers_with_underscores_action: 'REJECT_REQUEST' },
          http2_protocol_options: {
            max_concurrent_streams: 100, initial_stream_window_size: 65_536, initial_connection_window_size: 1_048_576,
          },
          server_header_transformation: 'PASS_THROUGH',
          ...manager,
        },
      }],
    }],
  };
}

/** Answers are streamed for as long as they are generated. */
function routes({ paths }: ProxyPlan): object[] {
  return [
    ...paths.map(path => ({
      match: path.replace(/\/$/, '') === '' ? { prefix: '/' } : { path_separated_prefix: path.replace(/\/$/, '') },
      route: { cluster: 'pods', timeout: '0s', idle_timeout: '0s' },
    })),
    // Without this route the picker would be asked before the answer.
    {
      match: { prefix: '/' },
      direct_response: { status: 404 },
      typed_per_filter_config: {
        [PICKER]: { '@type': type('filters.http.ext_proc.v3.ExtProcPerRoute'), disabled: true },
      },
    },
  ];
}

/** Before the picker is asked, so that what it sets itself passes. */
function refusal({ refusedHeaders }: ProxyPlan): object[] {
  return [{
    name: 'envoy.filters.http.rbac',
    typed_config: {
      '@type': type('filters.http.rbac.v3.RBAC'),
      rules: {
        action: 'DENY',
        policies: {
          'headers-of-the-picker': {
            permissions: [DESTINATION, ...refusedHeaders].map(name => ({ header: { name, present_match: true } })),
            principals: [{ any: true }],
          },
        },
      },
    },
  }];
}

const picker = {
  name: PICKER,
  typed_config: {
    '@type': type('filters.http.ext_proc.v3.ExternalProcessor'),
    // Without the picker a request would go where its caller wants, or nowhere.
    failure_mode_allow: false,
    grpc_service: { envoy_grpc: { cluster_name: 'picker' } },
    processing_mode: {
      request_header_mode: 'SEND', request_body_mode: 'FULL_DUPLEX_STREAMED', request_trailer_mode: 'SEND',
      response_header_mode: 'SEND', response_body_mode: 'FULL_DUPLEX_STREAMED', response_trailer_mode: 'SEND',
    },
    // A picker may hold a request back until a pod has room for it.
    message_timeout: '1000s',
  },
};

const router = {
  name: 'envoy.filters.http.router',
  typed_config: { '@type': type('filters.http.router.v3.Router'), suppress_envoy_headers: true },
};

/** The pods and the picker limit what they take, not Envoy, whose default is 1024 requests. */
const breakers = {
  thresholds: [{ max_connections: 40_000, max_pending_requests: 40_000, max_requests: 40_000, max_retries: 1024 }],
};

const pods = {
  name: 'pods',
  type: 'ORIGINAL_DST',
  lb_policy: 'CLUSTER_PROVIDED',
  connect_timeout: '10s',
  circuit_breakers: breakers,
  original_dst_lb_config: { use_http_header: true, http_header_name: DESTINATION },
};

function pickerCluster({ pickerPort, pickerTls }: ProxyPlan): object {
  return {
    ...local('picker', pickerPort),
    connect_timeout: '10s',
    circuit_breakers: breakers,
    typed_extension_protocol_options: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
        '@type': type('upstreams.http.v3.HttpProtocolOptions'),
        explicit_http_config: {
          http2_protocol_options: { initial_stream_window_size: 65_536, initial_connection_window_size: 1_048_576 },
        },
      },
    },
    // The certificate is not checked: nobody but the picker listens on this address.
    ...(pickerTls && {
      transport_socket: {
        name: 'envoy.transport_sockets.tls',
        typed_config: {
          '@type': type('transport_sockets.tls.v3.UpstreamTlsContext'),
          common_tls_context: { alpn_protocols: ['h2'], validation_context: {} },
        },
      },
    }),
  };
}

function local(name: string, port: number): object {
  return {
    name,
    type: 'STATIC',
    load_assignment: {
      cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint: { address: address('127.0.0.1', port) } }] }],
    },
  };
}

function address(host: string, port: number, more: object = {}): object {
  return { socket_address: { address: host, port_value: port, ...more } };
}

function type(message: string): string {
  return `type.googleapis.com/envoy.extensions.${message}`;
}
