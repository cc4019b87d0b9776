import type { InferencePlan } from '../../../plan/inference-plan';
import { proxiesOf } from '../../../plan/pools';
import type { ComponentVersion, VersionKnowledge } from '../../../stack/component-version';
import { Release } from '../../../stack/releases';
import { nearest } from '../../../schema/did-you-mean';
import { Rule, Violation } from '../../language/rule';

/** The command lines of picker and proxy against the images that read them. */
export const routingImageRules: readonly Rule[] = [
  {
    id: 'PD414',
    title: 'The image of the routing proxy supports every flag',
    severity: 'error',
    cause:
      'flags were renamed and removed between versions, and the process exits at an unknown one: decode pods '
      + 'never become `2/2`. Common cases are Zap flags on v0.3.0 '
      + 'and `--connector` on v0.10.0',
    fix: 'use the flags and the image of the proxy of the same release',
    source:
      'llm-d-routing-sidecar v0.3.0 and disagg-sidecar v0.10.0: `flag provided but not defined`, `unknown '
      + 'flag`; llm-d-router PR 2054',
    evidence: 'proven',
    check: plan => atTag(proxyFlags(plan)),
    example: {
      field: 'release.routingProxy.connectorFlag',
      fails: '--connector',
      alsoFails: ['--kv-connector'],
      passes: '--kv-connector',
    },
  },
  {
    id: 'PD415',
    title: 'The image of the endpoint picker supports every flag',
    severity: 'error',
    cause: 'flags were renamed and removed between versions, and the process exits at an unknown one',
    fix: 'use the flags and the image of the endpoint picker of the same release',
    source:
      'gateway-api-inference-extension v1.0.0 cmd/epp/runner/runner.go; llm-d-router v0.10.0 `--help`; '
      + 'camel-case flags on a newer picker end it',
    evidence: 'proven',
    check: plan => atTag(pickerFlags(plan)),
    example: { field: 'release.endpointPicker.flags', fails: { '--poolName': 'llama' }, passes: { '--v': '1' } },
  },
  {
    id: 'PD432',
    title: 'A flag is among those of the version from which the flags of an image are taken',
    severity: 'warning',
    cause:
      'the flags of this version could not be read at its tag; those of another version are taken for them, and the '
      + 'process exits at a flag that it does not know',
    fix: 'correct the flag, or waive the rule after a successful start',
    source: 'lib/stack/: `notReadAtTag` of a version',
    evidence: 'read',
    check: plan => [...proxyFlags(plan), ...pickerFlags(plan)].filter(({ isRead }) => !isRead).map(asViolation),
    example: {
      field: 'release.endpointPicker.flags',
      fails: { '--poolName': 'llama' },
      passes: { '--v': '1' },
      given: { 'release': Release.ROUTER_0_11, 'waive': { PD431: 'an example' } },
      implies: ['PD705'],
    },
  },
  {
    id: 'PD416',
    title: 'The endpoint picker serves TLS',
    severity: 'error',
    cause: 'the gateway uses TLS to call the endpoint picker; it cannot open a stream to one that serves plain text',
    fix: 'remove the flag: the endpoint picker then serves TLS with its own certificate',
    source: 'gateway-api-inference-extension v1.0.0 `--secure-serving`; lib/constructs/routing/picker-tls.ts',
    evidence: 'read',
    check: ({
      endpointPicker: {
        release: { flags },
      },
    }) =>
      flags['--secure-serving'] === 'false'
        ? [
            {
              field: 'release.endpointPicker.flags.--secure-serving',
              cause: 'the endpoint picker would serve plain text',
            },
          ]
        : [],
    example: {
      field: 'release.endpointPicker.flags',
      fails: { '--secure-serving': 'false' },
      passes: { '--secure-serving': 'true' },
    },
  },
  {
    id: 'PD417',
    title: 'The endpoint picker has no leader election',
    severity: 'error',
    cause:
      'with leader election the health service does not know the name that the probes ask for, so the endpoint picker '
      + 'is restarted again and again; and only the leader says that it serves, so a rolling update that keeps every '
      + 'pod never ends, which Argo CD reports as a failed rollout. Without it every picker serves',
    fix: 'remove the flag; for more than one picker see `endpointPicker.replicas`',
    source:
      'llm-d-router v0.10.0 and gateway-api-inference-extension v1.0.0 cmd/epp/runner/health.go, Check; gitops-engine '
      + 'health of a Deployment',
    evidence: 'read',
    check: ({
      endpointPicker: {
        release: { flags },
      },
    }) =>
      flags['--ha-enable-leader-election'] !== undefined && flags['--ha-enable-leader-election'] !== 'false'
        ? [
            {
              field: 'release.endpointPicker.flags.--ha-enable-leader-election',
              cause: 'the picker\'s probes ask for a name that an elected picker does not serve',
            },
          ]
        : [],
    example: {
      field: 'release.endpointPicker.flags',
      fails: { '--ha-enable-leader-election': 'true' },
      passes: { '--v': '1' },
    },
  },
  {
    id: 'PD418',
    title: 'The endpoint picker reads a metric that the engine has',
    severity: 'error',
    cause:
      'a scorer of KV cache usage that reads a metric of another name sees every pod as empty, and distributes '
      + 'requests at random',
    fix: 'add the flag `--kv-cache-usage-percentage-metric=vllm:kv_cache_usage_perc`',
    source: 'gateway-api-inference-extension PR 1905: vllm:gpu_cache_usage_perc is gone from vLLM',
    evidence: 'read',
    check: ({
      endpointPicker: {
        release: { config, flags, known },
      },
    }) => {
      const metric = flags['--kv-cache-usage-percentage-metric'] ?? known?.kvCacheMetric;
      const reads = config.plugins.some(({ type }) => type === 'kv-cache-utilization-scorer');
      return reads && metric === 'vllm:gpu_cache_usage_perc'
        ? [
            {
              field: 'release.endpointPicker.flags.--kv-cache-usage-percentage-metric',
              cause: `the endpoint picker reads ${metric}, which vLLM no longer has`,
            },
          ]
        : [];
    },
    example: {
      field: 'release.endpointPicker.flags',
      fails: { '--kv-cache-usage-percentage-metric': 'vllm:gpu_cache_usage_perc' },
      passes: { '--kv-cache-usage-percentage-metric': 'vllm:kv_cache_usage_perc' },
      given: {
        'release': Release.ROUTER_0_3,
        'release.endpointPicker.config.plugins': [
          { type: 'pd-profile-handler' },
          { type: 'prefill-header-handler' },
          { type: 'prefill-filter' },
          { type: 'decode-filter' },
          { type: 'kv-cache-utilization-scorer' },
        ],
        'release.endpointPicker.config.schedulingProfiles': ['prefill', 'decode'].map(name => ({
          name,
          plugins: [{ pluginRef: `${name}-filter` }, { pluginRef: 'kv-cache-utilization-scorer' }],
        })),
      },
    },
  },
];

/** A flag that is not among those of its component. */
interface UnknownFlag {
  readonly field: string;
  readonly flag: string;
  readonly image: string;
  /** Those that are known. */
  readonly flags: readonly string[];
  /** Whether they were read at the tag of the version. */
  readonly isRead: boolean;
}

function proxyFlags(plan: InferencePlan): readonly UnknownFlag[] {
  return proxiesOf(plan).flatMap(({ release }) =>
    unknownFlags(release, [
      ...(['portFlag', 'modelServerPortFlag', 'connectorFlag', 'secureFlag'] as const).map(
        field => ({ field: `release.routingProxy.${field}`, flag: release[field] }),
      ),
      ...Object.keys(release.flags ?? {}).map(flag => ({ field: `release.routingProxy.flags.${flag}`, flag })),
    ]));
}

function pickerFlags({ endpointPicker: { release } }: InferencePlan): readonly UnknownFlag[] {
  const given = Object.keys(release.flags).map(flag => ({ field: `release.endpointPicker.flags.${flag}`, flag }));
  const { flag: drain } = release.drain;
  return unknownFlags(release, drain === undefined
    ? given
    : [...given, { field: 'release.endpointPicker.drain.flag', flag: drain }]);
}

function unknownFlags(
  { image, known }: ComponentVersion<VersionKnowledge & { readonly flags: readonly string[] }>,
  given: readonly { readonly field: string; readonly flag: string }[],
): readonly UnknownFlag[] {
  if (!known) return [];
  const { flags, notReadAtTag } = known;
  const isRead = !Object.hasOwn(notReadAtTag, 'flags');
  return given.filter(({ flag }) => !flags.includes(flag)).map(each => ({ ...each, image, flags, isRead }));
}

function atTag(found: readonly UnknownFlag[]): Violation[] {
  return found.filter(({ isRead }) => isRead).map(asViolation);
}

function asViolation({ field, flag, flags, image, isRead }: UnknownFlag): Violation {
  const meant = nearest(flag, flags);
  const has = isRead ? 'has no flag' : 'is not known to have a flag';
  return { field, cause: `${image} ${has} \`${flag}\`${meant ? ` (did you mean \`${meant}\`?)` : ''}` };
}
