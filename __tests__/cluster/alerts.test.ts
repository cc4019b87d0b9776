import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { InferenceSpec, istio, Release } from '../../lib';
import { Manifest, manifestsOf, only } from '../manifests';
import { validSpec } from '../valid-spec';
import { clusterFile } from './cluster';

// Prometheus's own tool parses every query and runs the alerts over series that tell a story.
const monitoring = { namespace: 'monitoring' } as const;
const current = manifestsOf({
  ...validSpec,
  modelCache: { type: 'persistentVolumeClaim', size: '1Ti' },
  prefill: { ...validSpec.prefill, autoscaling: { maxReplicas: 8 } },
  operations: { monitoring },
});
const old = manifestsOf({
  ...validSpec,
  release: Release.LLM_D_0_3,
  gateway: istio('1.27'),
  operations: { monitoring },
} satisfies InferenceSpec);

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'alerts-'))));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  { release: 'ROUTER_0_10', manifests: current, queries: 46 },
  { release: 'ROUTER_0_3', manifests: old, queries: 35 },
])('promtool parses all queries of $release', ({ manifests, queries }) => {
  const panels = JSON.parse(
    Object.values(only(manifests, 'ConfigMap', 'llama-dashboard').data as Record<string, string>)[0]!,
  ).panels as Manifest[];
  const shown = panels
    .flatMap(({ targets }) => targets as Manifest[])
    .map(({ expr }, index) => ({ record: `panel:${index}`, expr: expr as string }));
  const { groups } = only(manifests, 'PrometheusRule').spec;
  const said = promtool(
    'check',
    'rules',
    file('check.yaml', { groups: [...groups, { name: 'dashboard', rules: shown }] }),
  );
  expect(said).toContain(`SUCCESS: ${queries} rules found`);
});

const prefill = 'namespace="team-a",llm_d_ai_model="llama",llm_d_ai_role="prefill"';
const decode = 'namespace="team-a",llm_d_ai_model="llama",llm_d_ai_role="decode"';
const ofGateway = 'namespace="team-a",gateway_networking_k8s_io_gateway_name="llama-inference-gateway"';
const requests = { prefill: '0+60x200', decode: '0+60x200' };
/** Prometheus reads all that there is, and nothing is wrong with it. */
const whole = [
  { series: `up{${prefill},pod="p0"}`, values: '1x500' },
  { series: `up{${decode},pod="d0"}`, values: '1x500' },
  { series: 'up{namespace="team-a",service="llama-epp"}', values: '1x500' },
  { series: `up{${ofGateway}}`, values: '1x500' },
  state('kube_deployment_status_replicas_available', 'deployment="llama-epp"', '1x500'),
  state('kube_deployment_status_replicas_ready', 'deployment="llama-prefill"', '2x500'),
  state('kube_deployment_status_replicas_ready', 'deployment="llama-decode"', '4x500'),
];
const counted = (role: string, values: string, pod = `${role[0]}0`) => ({
  series: `vllm:request_success_total{${role === 'prefill' ? prefill : decode},pod="${pod}"}`, values,
});
/** Prompt tokens of a decode pod by where they came from. */
const tokens = (transferred: string, computed: string) =>
  [['external_kv_transfer', transferred], ['local_compute', computed]].map(([source, values]) => ({
    series: `vllm:prompt_tokens_by_source_total{${decode},pod="d0",source="${source}"}`, values,
  }));
const healthy = [
  counted('prefill', requests.prefill), counted('decode', requests.decode), ...tokens('0+60000x200', '0+60x200'),
];
const answered = counted('decode', requests.decode);
const gateway = (code: number, values: string) => ({
  series: `istio_requests_total{${ofGateway},response_code="${code}",pod="g0"}`,
  values,
});
const ofPicker = (metric: string, values: string, more = '') => ({
  series: `llm_d_epp_${metric}{namespace="team-a",service="llama-epp"${more}}`, values,
});

function state(metric: string, object: string, values: string): { readonly series: string; readonly values: string } {
  return { series: `${metric}{namespace="team-a",${object}}`, values };
}

const histogram = (name: string, labels: string, bound: string, fast: number) => [
  { series: `vllm:${name}_bucket{${labels},pod="p0",le="${bound}"}`, values: `0+${fast}x500` },
  { series: `vllm:${name}_count{${labels},pod="p0"}`, values: '0+100x500' },
];

/** What is scraped, once a minute, and which alerts are firing in the end. */
const stories: readonly {
  readonly story: string;
  readonly series: readonly object[];
  /** A series of {@link whole} that is otherwise. */
  readonly but?: { readonly series: string; readonly values: string };
  readonly minutes: number;
  readonly fires: readonly string[];
}[] = [
  { story: 'every request takes both stages', series: healthy, minutes: 60, fires: [] },
  {
    story: 'nobody asks anything',
    series: healthy.map(({ series }) => ({ series, values: '5x500' })),
    minutes: 60,
    fires: [],
  },
  {
    story: 'decode pods compute their prompts themselves',
    series: [answered, ...tokens('5x200', '0+60000x200')],
    minutes: 60,
    fires: ['PrefillDecodeNotHappening'],
  },
  {
    story: 'a decode pod computes a third of its prompts',
    series: [...healthy.slice(0, 2), ...tokens('0+40000x200', '0+20000x200')],
    minutes: 60,
    fires: [],
  },
  {
    story: 'prefill pods answer callers, and decode pods get nothing',
    series: [counted('prefill', requests.prefill), counted('decode', '7x200')],
    minutes: 60,
    fires: ['DecodeNotHappening'],
  },
  {
    story: 'no pod of decode is left, and no request is counted any more',
    series: healthy.map(({ series }) => ({ series, values: '5x200' })),
    but: state('kube_deployment_status_replicas_ready', 'deployment="llama-decode"', '4x10 0x200'),
    minutes: 60,
    fires: ['DecodeNotReady'],
  },
  {
    story: 'no pod of prefill is ready',
    series: [],
    but: state('kube_deployment_status_replicas_ready', 'deployment="llama-prefill"', '0x200'),
    minutes: 60,
    fires: ['PrefillNotReady'],
  },
  {
    story: 'one request in ten is answered with 503',
    series: [gateway(200, '0+90x200'), gateway(503, '0+10x200')],
    minutes: 60,
    fires: ['RequestsFail'],
  },
  {
    story: 'one request in a hundred is answered with 503, as while pods are replaced',
    series: [gateway(200, '0+99x200'), gateway(503, '0+1x200')],
    minutes: 60,
    fires: [],
  },
  {
    story: 'every request is answered with 429',
    series: [gateway(200, '5x200'), gateway(429, '0+60x200')],
    minutes: 60,
    fires: ['NothingServed'],
  },
  {
    story: 'the picker refuses every request, and sends none to a pod',
    series: [ofPicker('request_error_total', '0+10x200', ',error_code="ResourceExhausted"')],
    minutes: 60,
    fires: ['PickerRefuses'],
  },
  {
    story: 'the picker refuses one request in a hundred',
    series: [
      ofPicker('request_error_total', '0+1x200', ',error_code="BadRequest"'), ofPicker('request_total', '0+99x200'),
    ],
    minutes: 60,
    fires: [],
  },
  {
    story: 'the picker sees no pod',
    series: [ofPicker('ready_endpoints', '0x200', ',name="llama"')],
    minutes: 60,
    fires: ['PickerSeesNoPods'],
  },
  {
    story: 'a container ends again and again',
    series: [
      state(
        'kube_pod_container_status_waiting_reason',
        'pod="llama-decode-7c9-x2k",container="vllm",reason="CrashLoopBackOff"', '1 0 0 1 0 1 0 0 1x190',
      ),
    ],
    minutes: 60,
    fires: ['PodCrashLoops'],
  },
  {
    story: 'a container of another deployment does',
    series: [
      state(
        'kube_pod_container_status_waiting_reason',
        'pod="other-7c9-x2k",container="c",reason="CrashLoopBackOff"', '1x200',
      ),
    ],
    minutes: 60,
    fires: [],
  },
  {
    story: 'the autoscaler has added all that it may',
    series: [
      state('kube_horizontalpodautoscaler_status_current_replicas', 'horizontalpodautoscaler="llama-prefill"', '8x200'),
      state('kube_horizontalpodautoscaler_spec_max_replicas', 'horizontalpodautoscaler="llama-prefill"', '8x200'),
    ],
    minutes: 60,
    fires: ['AutoscalerAtMost'],
  },
  {
    story: 'the autoscaler may add one more',
    series: [
      state('kube_horizontalpodautoscaler_status_current_replicas', 'horizontalpodautoscaler="llama-prefill"', '7x200'),
      state('kube_horizontalpodautoscaler_spec_max_replicas', 'horizontalpodautoscaler="llama-prefill"', '8x200'),
    ],
    minutes: 60,
    fires: [],
  },
  {
    story: 'the claim fills',
    series: [
      state('kubelet_volume_stats_available_bytes', 'persistentvolumeclaim="llama-model-cache",node="a"', '50x200'),
      state('kubelet_volume_stats_capacity_bytes', 'persistentvolumeclaim="llama-model-cache",node="a"', '1000x200'),
    ],
    minutes: 60,
    fires: ['ModelCacheFilling'],
  },
  {
    story: 'decode pods are not scraped any more',
    series: [],
    but: { series: `up{${decode},pod="d0"}`, values: '1x10 0x200' },
    minutes: 60,
    fires: ['DecodeMetricsMissing'],
  },
  {
    story: 'prefill pods are not scraped any more',
    series: [],
    but: { series: `up{${prefill},pod="p0"}`, values: '1x10 0x200' },
    minutes: 60,
    fires: ['PrefillMetricsMissing'],
  },
  {
    story: 'the picker is not scraped any more',
    series: [],
    but: { series: 'up{namespace="team-a",service="llama-epp"}', values: '1x10 0x200' },
    minutes: 60,
    fires: ['PickerMetricsMissing'],
  },
  {
    story: 'the gateway is not scraped any more',
    series: [],
    but: { series: `up{${ofGateway}}`, values: '0x200' },
    minutes: 60,
    fires: ['GatewayMetricsMissing'],
  },
  {
    story: 'the Deployment of the picker is gone',
    series: [],
    but: state('kube_deployment_status_replicas_available', 'deployment="llama-epp"', '1x10 stale'),
    minutes: 60,
    fires: ['StateMetricsMissing'],
  },
  {
    story: 'the picker decides for decode alone',
    series: [
      ...healthy,
      {
        series: 'llm_d_epp_disagg_decision_total{namespace="team-a",service="llama-epp",decision_type="decode-only"}',
        values: '0+1x200',
      },
    ],
    minutes: 60,
    fires: ['DecodeOnlyDecisions'],
  },
  {
    story: 'the picker of another namespace decides for decode alone',
    series: [
      ...healthy,
      {
        series: 'llm_d_epp_disagg_decision_total{namespace="team-b",service="llama-epp",decision_type="decode-only"}',
        values: '0+1x200',
      },
    ],
    minutes: 60,
    fires: [],
  },
  {
    story: 'one of two prefill pods gets nothing',
    series: [...healthy, counted('prefill', '7x200', 'p1')],
    minutes: 150,
    fires: ['PrefillPodIdle'],
  },
  {
    story: 'one of two decode pods gets nothing',
    series: [...healthy, counted('decode', '7x200', 'd1')],
    minutes: 150,
    fires: ['DecodePodIdle'],
  },
  {
    story: 'a killed pod leaves four transfers that fail',
    series: [
      counted('prefill', '0+1x200'), counted('decode', '0+1x200'),
      { series: `vllm:nixl_num_failed_transfers_total{${decode},pod="d0"}`, values: '0x50 4x200' },
    ],
    minutes: 60,
    fires: [],
  },
  {
    story: 'one transfer in ten fails',
    series: [...healthy, { series: `vllm:nixl_num_failed_transfers_total{${decode},pod="d0"}`, values: '0+6x200' }],
    minutes: 60,
    fires: ['KvTransferFailing'],
  },
  {
    story: 'one notification in ten fails',
    series: [
      ...healthy, { series: `vllm:nixl_num_failed_notifications_total{${prefill},pod="p0"}`, values: '0+6x200' },
    ],
    minutes: 60,
    fires: ['KvNotificationFailing'],
  },
  {
    story: 'one caller in ten leaves before the answer',
    series: [...healthy, { series: `vllm:nixl_num_kv_expired_reqs_total{${prefill},pod="p0"}`, values: '0+6x200' }],
    minutes: 60,
    fires: [],
  },
  {
    story: 'nobody fetches a third of the KV cache',
    series: [...healthy, { series: `vllm:nixl_num_kv_expired_reqs_total{${prefill},pod="p0"}`, values: '0+20x200' }],
    minutes: 60,
    fires: ['KvCacheExpired'],
  },
  {
    story: 'one in 200 first tokens is late',
    series: histogram('time_to_first_token_seconds', prefill, '2.5', 99.5),
    minutes: 420,
    fires: [],
  },
  {
    story: 'one in ten first tokens is late',
    series: histogram('time_to_first_token_seconds', prefill, '2.5', 90),
    minutes: 420,
    fires: ['FirstTokenLateSlow'],
  },
  {
    story: 'one in three first tokens is late',
    series: histogram('time_to_first_token_seconds', prefill, '2.5', 66),
    minutes: 420,
    fires: ['FirstTokenLateFast', 'FirstTokenLateSlow'],
  },
  {
    story: 'decode pods wait for KV cache',
    series: histogram('time_to_first_token_seconds', decode, '2.5', 66),
    minutes: 420,
    fires: ['KvCacheLateFast', 'KvCacheLateSlow'],
  },
  {
    story: 'tokens come slowly',
    series: histogram('inter_token_latency_seconds', decode, '0.05', 66),
    minutes: 420,
    fires: ['TokensSlowFast', 'TokensSlowSlow'],
  },
  {
    story: 'decode pods have a growing queue',
    series: [{ series: `vllm:num_requests_waiting{${decode},pod="d0"}`, values: '0+1x200' }],
    minutes: 60,
    fires: ['QueueGrowing'],
  },
  {
    story: 'a queue that is long and gets shorter',
    series: [{ series: `vllm:num_requests_waiting{${decode},pod="d0"}`, values: '200-1x200' }],
    minutes: 60,
    fires: [],
  },
  {
    story: 'the KV cache of decode pods is full',
    series: [{ series: `vllm:kv_cache_usage_perc{${decode},pod="d0"}`, values: '0.99x200' }],
    minutes: 60,
    fires: ['KvCacheFull'],
  },
  {
    story: 'the picker is not ready',
    series: [],
    but: state('kube_deployment_status_replicas_available', 'deployment="llama-epp"', '1x10 0x200'),
    minutes: 60,
    fires: ['EndpointPickerNotReady'],
  },
];

test.each(stories)('$story: $fires', ({ series, but, minutes, fires }) => {
  const rules = file('rules.yaml', only(current, 'PrometheusRule').spec);
  const all = (only(current, 'PrometheusRule').spec.groups[0].rules as Manifest[]).map(({ alert }) => alert as string);
  // ALERTS is what Prometheus itself keeps of alerts that fire; each name once, whatever the pod.
  const firing = {
    expr: 'count by (alertname) (ALERTS{alertstate="firing"})', eval_time: `${minutes}m`,
    exp_samples: fires.map(alertname => ({ labels: `{alertname="${alertname}"}`, value: 1 })),
  };
  expect(all).toEqual(expect.arrayContaining([...fires]));
  const said = promtool(
    'test',
    'rules',
    file('test.yaml', {
      rule_files: [rules],
      evaluation_interval: '1m',
      tests: [{
        interval: '1m',
        input_series: [...whole.map(one => (one.series === but?.series ? but : one)), ...series],
        promql_expr_test: [firing],
      }],
    }),
  );
  expect(said).toContain('SUCCESS');
});

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, stringify(content));
  return path;
}

function promtool(...args: string[]): string {
  const { stdout, stderr } = spawnSync(clusterFile().programs.promtool!, args, { encoding: 'utf8' });
  return `${stdout}${stderr}`;
}
