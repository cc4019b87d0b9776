import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSpec, istio, Release } from '../../lib';
import { Manifest, manifestsOf, only, podOf } from '../manifests';
import { PairSpec, validSpec } from '../valid-spec';

const spec: PairSpec = {
  ...validSpec,
  operations: { monitoring: { namespace: 'monitoring', labels: { release: 'stack' } } },
};
const old: InferenceSpec = { ...spec, release: Release.LLM_D_0_3, gateway: istio('1.27') };
const autoscaled = {
  prefill: { ...spec.prefill, autoscaling: { maxReplicas: 6 } },
  decode: { ...spec.decode, autoscaling: { maxReplicas: 8 } },
} as const;
const alertsOf = (of: InferenceSpec) =>
  only(manifestsOf(of), 'PrometheusRule').spec.groups[0].rules as {
    alert: string;
    expr: string;
    labels: Manifest;
    annotations: Manifest;
    for: string;
  }[];
const dashboardOf = (of: InferenceSpec) =>
  JSON.parse(
    Object.values(only(manifestsOf(of), 'ConfigMap', 'llama-dashboard').data as Record<string, string>)[0]!,
  ) as Manifest;
const shown = (of: InferenceSpec) =>
  (dashboardOf(of).panels as Manifest[]).flatMap(({ targets }) => targets as { expr: string }[]);
const expressions = (of: InferenceSpec) => [...alertsOf(of), ...shown(of)].map(({ expr }) => expr);
const metricsIn = (expression: string) => expression.match(/\b(vllm:\w+|llm_d_\w+|kube\w+|istio_\w+|up)(?=\{)/g) ?? [];

test('monitors find the pods of their role by a port that these have, and give metrics the labels that queries select by', () => {
  const manifests = manifestsOf(spec);
  for (const role of ['prefill', 'decode'] as const) {
    const { metadata, spec: monitor } = only(manifests, 'PodMonitor', `llama-${role}`);
    const {
      metadata: pod,
      spec: { containers },
    } = podOf(manifests, role);
    expect(metadata.labels.release).toBe('stack');
    expect(pod.labels).toMatchObject(monitor.selector.matchLabels);
    expect(monitor.podMetricsEndpoints.map(({ port, path }: Manifest) => [port, path])).toEqual([
      ['engine', '/metrics'],
    ]);
    expect(containers[0].ports.map(({ name }: Manifest) => name)).toContain('engine');
    expect(monitor.podTargetLabels).toEqual(['llm-d.ai/model', 'llm-d.ai/role']);
  }
});

test(
  'the picker of 0.10 is scraped through its Service, that of 0.3 is not because it would review every '
  + 'reader\'s token',
  () => {
    const manifests = manifestsOf(spec);
    const { spec: monitor } = only(manifests, 'ServiceMonitor', 'llama-epp');
    const service = only(manifests, 'Service', 'llama-epp');
    expect(service.metadata.labels).toMatchObject(monitor.selector.matchLabels);
    expect(service.spec.ports.map(({ name }: Manifest) => name)).toContain(monitor.endpoints[0].port);
    expect(podOf(manifests, 'epp').spec.containers[0].args).toContain('--metrics-endpoint-auth=false');
    expect(manifestsOf(old).filter(({ kind }) => kind === 'ServiceMonitor')).toEqual([]);
  },
);

test('there is an alert for everything that goes wrong in silence, each with what to do', () => {
  expect(alertsOf(spec).map(({ alert, labels }) => `${labels.severity} ${alert}`)).toEqual([
    'critical RequestsFail',
    'critical NothingServed',
    'critical PickerRefuses',
    'critical PickerSeesNoPods',
    'critical PrefillNotReady',
    'critical DecodeNotReady',
    'critical EndpointPickerNotReady',
    'warning PodCrashLoops',
    'critical PrefillDecodeNotHappening',
    'critical DecodeNotHappening',
    'critical DecodeOnlyDecisions',
    'warning PrefillPodIdle',
    'warning DecodePodIdle',
    'critical KvTransferFailing',
    'warning KvNotificationFailing',
    'warning KvCacheExpired',
    'critical FirstTokenLateFast',
    'warning FirstTokenLateSlow',
    'critical KvCacheLateFast',
    'warning KvCacheLateSlow',
    'critical TokensSlowFast',
    'warning TokensSlowSlow',
    'warning QueueGrowing',
    'warning KvCacheFull',
    'warning PrefillMetricsMissing',
    'warning DecodeMetricsMissing',
    'warning PickerMetricsMissing',
    'warning GatewayMetricsMissing',
    'warning StateMetricsMissing',
  ]);
});

test('every alert says what is wrong and what to do, and ends in a command that exists', () => {
  const isCommand = (name = '') => existsSync(join(__dirname, '..', '..', 'lib', 'cli', `${name}.ts`));
  const scaled = { ...spec, ...autoscaled, modelCache: { type: 'persistentVolumeClaim', size: '1Ti' } } as const;
  for (const { annotations } of alertsOf(scaled)) {
    expect(annotations.summary).toMatch(/^llama: /);
    expect(annotations.runbook.length).toBeGreaterThan(40);
    const [, command] = /`npx llmd (\w+) llama( [^`]+)?`$/.exec(annotations.runbook as string) ?? [];
    expect([annotations.summary, isCommand(command)]).toEqual([annotations.summary, true]);
  }
});

test('each alert links to a page of the team\'s own where there is an address, and to none otherwise', () => {
  const urls = (runbookUrl?: `https://${string}`) => alertsOf({
    ...spec,
    operations: { ...spec.operations, monitoring: { namespace: 'monitoring', ...runbookUrl && { runbookUrl } } },
  }).map(({ alert, annotations }) => [alert, annotations.runbook_url]);
  expect(urls().every(([, url]) => url === undefined)).toBe(true);
  for (const [alert, url] of urls('https://wiki.example/llm/'))
    expect(url).toBe(`https://wiki.example/llm/${alert.toLowerCase()}`);
});

test('there are alerts on what a deployment has, and on nothing that it has not', () => {
  const names = (of: InferenceSpec) => alertsOf(of).map(({ alert }) => alert);
  expect(names(spec)).not.toContain('AutoscalerAtMost');
  const scaled = { ...spec, ...autoscaled };
  const atMost = (of: InferenceSpec) => alertsOf(of).filter(({ alert }) => alert === 'AutoscalerAtMost')
    .map(({ expr }) => /horizontalpodautoscaler="([^"]+)"/.exec(expr)![1]);
  expect(atMost(scaled)).toEqual(['llama-prefill', 'llama-decode']);
  const keda = {
    ...scaled,
    operations: { ...spec.operations, autoscaler: { type: 'ScaledObject', prometheus: 'http://prometheus:9090' } },
  } as const;
  expect(atMost(keda)).toEqual(['keda-hpa-llama-prefill', 'keda-hpa-llama-decode']);
  const filled = (modelCache: InferenceSpec['modelCache']) =>
    names({ ...spec, modelCache }).includes('ModelCacheFilling');
  expect([filled({ type: 'persistentVolumeClaim', size: '1Ti' }), filled({ type: 'emptyDir', size: '1Ti' })])
    .toEqual([true, false]);
  const alone = names({ ...spec, prefill: { ...spec.prefill, replicas: 0 }, waive: { PD503: 'a test' } });
  expect(alone).not.toContain('PrefillNotReady');
  expect(alone).toContain('DecodeNotReady');
  // The picker of 0.3 is not scraped, and its vLLM does not say where prompt tokens come from.
  expect(names(old).filter(name => /^Picker|^DecodeOnly|^Kv.*ing$/.test(name))).toEqual([]);
  const happening = (of: InferenceSpec) =>
    alertsOf(of).find(({ alert }) => alert === 'PrefillDecodeNotHappening')!.expr;
  expect(happening(old)).not.toContain('by_source');
  expect(happening(spec)).toContain('vllm:prompt_tokens_by_source_total');
});

test('the gateway is scraped where Istio says its metrics are', () => {
  const { spec: monitor } = only(manifestsOf(spec), 'PodMonitor', 'llama-inference-gateway');
  expect(monitor.selector.matchLabels).toEqual({ 'gateway.networking.k8s.io/gateway-name': 'llama-inference-gateway' });
  expect(monitor.podTargetLabels).toEqual(['gateway.networking.k8s.io/gateway-name']);
  expect(monitor.podMetricsEndpoints).toEqual([{ port: 'metrics', path: '/stats/prometheus', interval: '15s' }]);
});

test('one transfer that failed calls nobody: a part of the requests does', () => {
  for (const { alert, expr, for: minutes } of alertsOf(spec).filter(({ alert }) => alert.startsWith('Kv'))) {
    if (/^KvCache(Late|Full)/.test(alert)) continue;
    expect([alert, minutes]).toEqual([alert, '5m']);
    expect(expr).toMatch(/> 0\.\d+ \* \(sum\(rate\(vllm:request_success_total.* and sum\(increase\(.*\) > 5$/);
  }
});

test('whoever is called about decode-only serving is told where to look, and not to read logs that say nothing', () => {
  const runbook = (of: InferenceSpec, name: string) =>
    alertsOf(of).find(({ alert }) => alert === name)!.annotations.runbook as string;
  for (const alert of ['PrefillDecodeNotHappening', 'DecodeOnlyDecisions']) {
    expect(runbook(spec, alert)).toContain('kubectl get pods -n team-a -l llm-d.ai/model=llama,llm-d.ai/role=prefill');
    expect(runbook(spec, alert)).toContain(
      'sum by (decision_type) (rate(llm_d_epp_disagg_decision_total{namespace="team-a",service="llama-epp"}[5m]))',
    );
    expect(runbook(spec, alert)).toContain('npx llmd verify llama');
    expect(runbook(spec, alert)).not.toMatch(/read the .*log/);
  }
  // The picker of 0.3 is not scraped.
  expect(runbook(old, 'PrefillDecodeNotHappening')).not.toContain('decision_total');
});

test('queries read only what the release exports', () => {
  const read = (of: InferenceSpec) => [...new Set(expressions(of).flatMap(metricsIn))].sort();
  const both = [
    'istio_requests_total',
    'kube_deployment_status_replicas_available',
    'kube_deployment_status_replicas_ready',
    'kube_pod_container_status_waiting_reason',
    'up',
    'vllm:generation_tokens_total',
    'vllm:kv_cache_usage_perc',
    'vllm:num_requests_running',
    'vllm:num_requests_waiting',
    'vllm:prompt_tokens_total',
    'vllm:request_success_total',
    'vllm:time_to_first_token_seconds_bucket',
    'vllm:time_to_first_token_seconds_count',
  ];
  expect(read(old)).toEqual(
    [...both, 'vllm:time_per_output_token_seconds_bucket', 'vllm:time_per_output_token_seconds_count'].sort(),
  );
  expect(read(spec)).toEqual(
    [
      ...both,
      'llm_d_epp_disagg_decision_total',
      'llm_d_epp_ready_endpoints',
      'llm_d_epp_request_error_total',
      'llm_d_epp_request_total',
      'vllm:inter_token_latency_seconds_bucket',
      'vllm:inter_token_latency_seconds_count',
      'vllm:nixl_bytes_transferred_sum',
      'vllm:nixl_num_failed_notifications_total',
      'vllm:nixl_num_failed_transfers_total',
      'vllm:nixl_num_kv_expired_reqs_total',
      'vllm:prompt_tokens_by_source_total',
    ].sort(),
  );
});

test('every query is about this deployment alone', () => {
  for (const selector of expressions(spec).flatMap(expression => expression.match(/\{[^}]*\}/g)!)) {
    expect(selector).toMatch(
      /^\{namespace="team-a",(llm_d_ai_model="llama"|service="llama-epp"|deployment="llama-|pod=~"\(llama-|gateway_networking_k8s_io_gateway_name="llama-)/,
    );
  }
});

test('objectives are bounds of the histogram, and the budget is what they leave', () => {
  const objectives = { firstTokenSeconds: 1, tokenSeconds: 0.1, ratio: 0.999 } as const;
  const changed = alertsOf({ ...spec, operations: { monitoring: { namespace: 'monitoring', objectives } } });
  const expression = (name: string) => changed.find(({ alert }) => alert === name)!.expr;
  expect(expression('FirstTokenLateFast')).toContain('llm_d_ai_role="prefill",le="1.0"}[1h])');
  expect(expression('FirstTokenLateFast').match(/> [\d.]+/g)).toEqual(['> 0.0144', '> 0.0144']);
  expect(expression('TokensSlowSlow')).toContain('le="0.1"}[6h]');
  expect(expression('TokensSlowSlow').match(/> [\d.]+/g)).toEqual(['> 0.006', '> 0.006']);
});

test('the dashboards of a cluster have names of their own, for Grafana keeps them in one folder', () => {
  const keys = (of: InferenceSpec) => Object.keys(only(manifestsOf(of), 'ConfigMap', 'llama-dashboard').data as object);
  expect([...keys(spec), ...keys({ ...spec, namespace: 'team-b' })]).toEqual([
    'team-a.llama.json',
    'team-b.llama.json',
  ]);
});

test('the dashboard follows a request, two panels a row', () => {
  const { panels, title, uid } = dashboardOf(spec);
  expect([title, uid]).toEqual(['team-a / llama', 'team-a.llama']);
  expect((panels as Manifest[]).map(panel => `${panel.gridPos.x},${panel.gridPos.y} ${panel.title}`)).toEqual([
    '0,0 Requests by role: equal where prefill/decode happens',
    '12,0 Decisions of the picker',
    '0,8 Prefill: prompt tokens by pod',
    '12,8 Prefill: time to the first token',
    '0,16 KV cache read by decode pods',
    '12,16 Decode: wait for KV cache and first token',
    '0,24 Decode: time a token',
    '12,24 Decode: generated tokens by pod',
    '0,32 Waiting requests',
    '12,32 Running requests',
    '0,40 KV cache in use',
  ]);
  expect((dashboardOf(old).panels as Manifest[]).map(panel => panel.title)).not.toContain(
    'KV cache read by decode pods',
  );
});

test('Grafana takes 40 characters of a dashboard\'s uid; longer names keep one of their own', () => {
  const uids = ['a', 'b'].map(end => dashboardOf({ ...spec, namespace: `${'n'.repeat(59)}${end}` }).uid as string);
  expect(uids.map(({ length }) => length)).toEqual([40, 40]);
  expect(uids[0]).not.toBe(uids[1]);
});
