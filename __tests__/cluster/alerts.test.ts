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
const current = manifestsOf({ ...validSpec, operations: { monitoring } });
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
  { release: 'ROUTER_0_10', manifests: current, queries: 30 },
  { release: 'ROUTER_0_3', manifests: old, queries: 24 },
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
const healthy = [
  { series: `vllm:request_success_total{${prefill},pod="p0"}`, values: '0+60x200' },
  { series: `vllm:request_success_total{${decode},pod="d0"}`, values: '0+60x200' },
];
const answered = { series: `vllm:request_success_total{${decode},pod="d0"}`, values: '0+60x200' };
const histogram = (name: string, labels: string, bound: string, fast: number) => [
  { series: `vllm:${name}_bucket{${labels},pod="p0",le="${bound}"}`, values: `0+${fast}x500` },
  { series: `vllm:${name}_count{${labels},pod="p0"}`, values: '0+100x500' },
];

/** What is scraped, once a minute, and which alerts are firing in the end. */
const stories: readonly {
  readonly story: string;
  readonly series: readonly object[];
  readonly minutes: number;
  readonly fires: readonly string[];
}[] = [
  { story: 'every request takes both stages', series: healthy, minutes: 60, fires: [] },
  {
    story: 'nobody asks anything',
    series: healthy.map(({ series }) => ({ series, values: '5x200' })),
    minutes: 60,
    fires: [],
  },
  {
    story: 'prefill pods see no request',
    series: [{ series: healthy[0]!.series, values: '5x200' }, answered],
    minutes: 60,
    fires: ['PrefillDecodeNotHappening'],
  },
  {
    story: 'prefill pods are not scraped, or there are none',
    series: [answered],
    minutes: 60,
    fires: ['PrefillDecodeNotHappening'],
  },
  {
    story: 'a third of the requests takes both stages',
    series: [{ series: healthy[0]!.series, values: '0+20x200' }, answered],
    minutes: 60,
    fires: ['PrefillDecodeNotHappening'],
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
    series: [...healthy, { series: `vllm:request_success_total{${prefill},pod="p1"}`, values: '7x200' }],
    minutes: 150,
    fires: ['PrefillPodIdle'],
  },
  {
    story: 'a transfer fails',
    series: [...healthy, { series: `vllm:nixl_num_failed_transfers_total{${decode},pod="d0"}`, values: '0x55 1x200' }],
    minutes: 60,
    fires: ['KvTransferFailing'],
  },
  {
    story: 'KV cache is not fetched in time',
    series: [...healthy, { series: `vllm:nixl_num_kv_expired_reqs_total{${prefill},pod="p0"}`, values: '0x55 3x200' }],
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
    series: [
      {
        series: 'kube_deployment_status_replicas_available{namespace="team-a",deployment="llama-epp"}',
        values: '1x10 0x200',
      },
    ],
    minutes: 60,
    fires: ['EndpointPickerNotReady'],
  },
  {
    story: 'the picker is ready',
    series: [
      {
        series: 'kube_deployment_status_replicas_available{namespace="team-a",deployment="llama-epp"}',
        values: '1x200',
      },
    ],
    minutes: 60,
    fires: [],
  },
];

test.each(stories)('$story: $fires', ({ series, minutes, fires }) => {
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
      tests: [{ interval: '1m', input_series: series, promql_expr_test: [firing] }],
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
