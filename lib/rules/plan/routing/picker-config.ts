import { EndpointPickerConfig } from '../../../stack/picker/endpoint-picker-release';
import { configInUse } from '../../../plan/endpoint-picker-config';
import type { InferencePlan } from '../../../plan/inference-plan';
import { pairsOf } from '../../../plan/pools';
import { Release } from '../../../stack/releases';
import { roles } from '../../../spec/role';
import { statedPlugins } from '../../../plan/stated-plugins';
import { Rule, Violation } from '../../language/rule';

/** What the examples change: the configuration of a release. */
const { config } = Release.ROUTER_0_10.endpointPicker;
const [prefill, decode] = config.schedulingProfiles;

/** The picker's configuration: what its loader refuses, and what it takes without a word and then does not do. */
export const pickerConfigRules: readonly Rule[] = [
  {
    id: 'PD420',
    title: 'Every plugin of a profile is loaded',
    severity: 'error',
    cause:
      'a `pluginRef` is the name of a plugin in the list `plugins`; the endpoint picker exits if it does not exist',
    fix: 'add the plugin to `plugins`, or correct the reference',
    source: 'llm-d-router v0.10.0 pkg/epp/config/loader/configloader.go',
    evidence: 'proven',
    check: plan =>
      plan.endpointPicker.release.config.schedulingProfiles.flatMap(({ name, plugins }) =>
        plugins
          .filter(({ pluginRef }) => !isLoaded(plan, pluginRef))
          .map(({ pluginRef }) =>
            violation(
              plan,
              `schedulingProfiles.${name}`,
              `the profile '${name}' refers to the plugin '${pluginRef}', which is not in the list`,
            ),
          ),
      ),
    example: {
      field: 'release.endpointPicker.config.schedulingProfiles',
      fails: [prefill, { ...decode, plugins: [...decode.plugins, { pluginRef: 'queue-scorer' }] }],
      passes: [prefill, decode],
    },
  },
  {
    id: 'PD421',
    title: 'Each role has a profile',
    severity: 'error',
    cause:
      'the handler looks for the profiles by name; if one is missing or misspelt the endpoint picker starts, '
      + 'but prefill never happens or no request is answered',
    fix: 'name the profiles `prefill` and `decode`',
    source: 'llm-d-router v0.10.0: a profile called `prefil` is taken',
    evidence: 'proven',
    check: plan =>
      pairsOf(plan).length === 0 ? [] : roles
        .filter(role => !plan.endpointPicker.release.config.schedulingProfiles.some(({ name }) => name === role))
        .map(role =>
          violation(
            plan,
            'schedulingProfiles',
            `the profile '${role}' does not exist; existing profiles: `
            + `${plan.endpointPicker.release.config.schedulingProfiles.map(({ name }) => `'${name}'`).join(', ')}`,
          ),
        ),
    example: {
      field: 'release.endpointPicker.config.schedulingProfiles',
      fails: [{ ...prefill, name: 'prefil' }, decode],
      passes: [prefill, decode],
    },
  },
  {
    id: 'PD422',
    title: 'Each profile begins with the filter of its role',
    severity: 'error',
    cause:
      'without it the profile chooses among the pods of both roles, and with the filter of the other role it '
      + 'chooses only wrong pods; the endpoint picker silently accepts both',
    fix: 'put `prefill-filter` into the profile `prefill` and `decode-filter` into `decode`',
    source: 'llm-d-router v0.10.0: swapped filters and a profile without one start',
    evidence: 'proven',
    check: plan =>
      plan.endpointPicker.release.config.schedulingProfiles.flatMap(({ name, plugins }): Violation[] => {
        const filters = plugins.map(({ pluginRef }) => pluginRef).filter(pluginRef => roleFilter.test(pluginRef));
        const right = filters.length === 1 && filters[0] === `${name}-filter`;
        return right || !roles.some(role => role === name)
          ? []
          : [
              violation(
                plan,
                `schedulingProfiles.${name}`,
                `the profile '${name}' has ${filters.length === 0 ? 'no role filter' : filters.join(' and ')}`,
              ),
            ];
      }),
    example: {
      field: 'release.endpointPicker.config.schedulingProfiles',
      fails: [
        { ...prefill, plugins: decode.plugins },
        { ...decode, plugins: prefill.plugins },
      ],
      passes: [prefill, decode],
    },
  },
  {
    id: 'PD423',
    title: 'A handler decides whether a request is disaggregated',
    severity: 'error',
    cause:
      'a handler for both roles, and in newer releases a decider it names, send a request to a prefill pod '
      + 'first; without them the endpoint picker starts, '
      + 'and decode pods alone serve every request',
    fix:
      'add `pd-profile-handler`, or `disagg-profile-handler` with `deciders: { prefill: '
      + '\'always-disagg-pd-decider\' }` and that plugin',
    source:
      'llm-d-router v0.10.0 profilehandler/disagg: without deciders it starts and only decodes; '
      + 'modelplaneai/modelplane#175',
    evidence: 'proven',
    check: plan => pairsOf(plan).length === 0 ? [] : decides(plan),
    example: {
      field: 'release.endpointPicker.config.plugins',
      fails: config.plugins.map(plugin => (plugin.type === 'disagg-profile-handler' ? { type: plugin.type } : plugin)),
      passes: config.plugins,
    },
  },
  {
    id: 'PD424',
    title: 'No threshold disables disaggregation',
    severity: 'error',
    cause: 'a decider with a threshold of 0 uncached tokens is disabled, and the endpoint picker does not log it',
    fix: 'set `nonCachedTokens` to at least 1, or use `always-disagg-pd-decider`',
    source: 'llm-d-router v0.10.0 deploy/config/pd-epp-config.yaml and prefix_based_pd_decider.go',
    evidence: 'read',
    holdsFor: 'prefix-based-pd-decider',
    check: plan =>
      plan.endpointPicker.release.config.plugins
        .filter(({ type, parameters }) => type === 'prefix-based-pd-decider' && parameters?.nonCachedTokens === 0)
        .map(({ type }) => violation(plan, `plugins.${type}`, '`nonCachedTokens` is 0')),
    example: {
      field: 'release.endpointPicker.config.plugins',
      fails: [...config.plugins, { type: 'prefix-based-pd-decider', parameters: { nonCachedTokens: 0 } }],
      passes: [...config.plugins, { type: 'prefix-based-pd-decider', parameters: { nonCachedTokens: 16 } }],
    },
  },
  {
    id: 'PD425',
    title: 'The image of the endpoint picker has every plugin',
    severity: 'error',
    cause: 'plugins were renamed and added between versions; the endpoint picker exits if it does not know one',
    fix: 'use the configuration and the image of the endpoint picker of the same release',
    source:
      '0.3.2: llm-d-inference-scheduler v0.3.2 pkg/plugins/register.go and gateway-api-inference-extension v1.0.0 '
      + 'pkg/epp/scheduling/framework/plugins; 0.10.0: llm-d-router v0.10.0 cmd/epp/runner/runner.go, Register',
    evidence: 'proven',
    check: (plan) => {
      const { endpointPicker: { release: { config, image, known } }, spec } = plan;
      const stated = new Set(statedPlugins(spec.endpointPicker ?? {}).map(({ plugin: { type } }) => type));
      return known?.allPluginsRead
        ? types(config)
            .filter(type => !Object.hasOwn(known.plugins, type) && !stated.has(type))
            .map(type => violation(plan, `plugins.${type}`, `${image} has no plugin '${type}'`))
        : [];
    },
    example: {
      field: 'release.endpointPicker.config.plugins',
      given: { release: Release.ROUTER_0_3 },
      fails: [...Release.ROUTER_0_3.endpointPicker.config.plugins, { type: 'best-pod-scorer' }],
      passes: Release.ROUTER_0_3.endpointPicker.config.plugins,
    },
  },
  {
    id: 'PD426',
    title: 'The plugin reads every parameter',
    severity: 'error',
    cause:
      'older plugins ignore an unknown parameter, so a setting for another plugin has no effect; with newer '
      + 'ones the endpoint picker exits',
    fix: 'remove the parameter, or move it to the plugin that reads it',
    source:
      'llm-d-router v0.10.0: `pd-profile-handler ... unknown field "hashBlockSize"`; v0.3.2 takes prefix-cache '
      + 'parameters on queue-scorer in silence',
    evidence: 'proven',
    holdsFor: 'plugins in lib/stack/picker/',
    check: (plan) => {
      const { endpointPicker: { release: { config, image, known } }, spec } = plan;
      const stated = new Set(statedPlugins(spec.endpointPicker ?? {}).flatMap(({ plugin: { type, parameters = {} } }) =>
        Object.keys(parameters).map(name => `${type} ${name}`)));
      return config.plugins.flatMap(({ type, parameters = {} }) => {
        const read = known && Object.hasOwn(known.plugins, type) ? known.plugins[type]?.parameters : undefined;
        return read === undefined || read === 'unread'
          ? []
          : Object.keys(parameters)
              .filter(name => !Object.hasOwn(read, name) && !stated.has(`${type} ${name}`))
              .map(name => violation(plan, `plugins.${type}`, `'${type}' of ${image} does not read \`${name}\``));
      });
    },
    example: {
      field: 'release.endpointPicker.config.plugins',
      fails: [...config.plugins, { type: 'queue-scorer', parameters: { hashBlockSize: 5 } }],
      passes: [...config.plugins, { type: 'queue-scorer' }],
    },
  },
  {
    id: 'PD427',
    title: 'The image of the endpoint picker reads the version of the configuration',
    severity: 'error',
    cause:
      'the file has an API version, although it is not a resource of the cluster; the endpoint picker exits if '
      + 'it does not know one',
    fix: 'use the configuration and the image of the endpoint picker of the same release',
    source: 'llm-d-router v0.10.0 ends at llm-d.ai/v1 and reads llm-d.ai/v1alpha1',
    evidence: 'proven',
    check: (plan) => {
      const { config, image, known } = plan.endpointPicker.release;
      return !known || known.apiVersions.includes(config.apiVersion)
        ? []
        : [violation(
            plan, 'apiVersion', `${image} reads ${known.apiVersions.join(' and ')}, got ${config.apiVersion}`,
          )];
    },
    example: { field: 'release.endpointPicker.config.apiVersion', fails: 'llm-d.ai/v1', passes: 'llm-d.ai/v1alpha1' },
  },
];

const roleFilter = /^(prefill|decode|encode)-filter$/;

function types({ plugins }: EndpointPickerConfig): string[] {
  return plugins.map(({ type }) => type);
}

function decides(plan: InferencePlan): Violation[] {
  const { config } = plan.endpointPicker.release;
  if (types(config).includes('pd-profile-handler')) return [];
  const handler = config.plugins.find(({ type }) => type === 'disagg-profile-handler');
  if (!handler)
    return [violation(plan, 'plugins', 'neither `pd-profile-handler` nor `disagg-profile-handler` is in the list')];
  const deciders = handler.parameters?.deciders;
  const decider
    = typeof deciders === 'object' && deciders !== null && 'prefill' in deciders ? deciders.prefill : undefined;
  if (typeof decider !== 'string')
    return [violation(plan, 'plugins.disagg-profile-handler', '`deciders.prefill` is missing')];
  return types(config).includes(decider)
    ? []
    : [violation(plan, 'plugins.disagg-profile-handler', `the decider '${decider}' is not in the list`)];
}

function isLoaded({ endpointPicker: { release: { config } } }: InferencePlan, plugin: string): boolean {
  return config.plugins.some(({ name, type }) => (name ?? type) === plugin);
}

/** At the configuration of the release that the plan uses. */
function violation({ endpointPicker: { release }, spec }: InferencePlan, where: string, cause: string): Violation {
  return { field: `release.endpointPicker.${configInUse(spec, release)}.${where}`, cause };
}
