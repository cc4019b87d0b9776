import type { InferencePlan } from '../../../plan/inference-plan';
import { StatedPlugin, statedPlugins } from '../../../plan/stated-plugins';
import { nearest } from '../../../schema/did-you-mean';
import { shown } from '../../../schema/shown';
import type { ParameterFacts, PluginFacts } from '../../../stack/picker/plugins/plugin-facts';
import { Release } from '../../../stack/releases';
import { Rule, Violation } from '../../language/rule';

/** What a spec says of plugins of the picker, against those that the picker of its release has. */
export const pickerPluginRules: readonly Rule[] = [
  {
    id: 'PD785',
    title: 'The endpoint picker of the release has every plugin that is stated',
    severity: 'error',
    cause: 'plugins are added, renamed and removed between releases; the endpoint picker exits if it does not know one',
    fix: 'use a plugin of docs/endpoint-picker.md that the release has, or another release',
    source:
      'llm-d-router v0.10.0 cmd/epp/runner/runner.go; llm-d-inference-scheduler v0.3.2 pkg/plugins/register.go',
    evidence: 'proven',
    check: plan => judged(plan, ({ field, plugin: { type } }, facts, known) => {
      if (facts) return [];
      const meant = nearest(type, Object.keys(known));
      return [{
        field: `${field}.type`,
        cause: `the endpoint picker of ${plan.spec.release.name} has no plugin '${type}'`
          + (meant === undefined ? '' : `; perhaps '${meant}' is meant`),
        ...(meant !== undefined && { fix: `use '${meant}'` }),
      }];
    }),
    example: {
      field: 'endpointPicker.profiles',
      fails: { decode: { scorers: [{ type: 'kv-cache-utilisation-scorer' }] } },
      passes: { decode: { scorers: [{ type: 'kv-cache-utilization-scorer' }] } },
      given: { release: Release.ROUTER_0_10 },
    },
  },
  {
    id: 'PD786',
    title: 'A plugin of the endpoint picker stands where its kind belongs',
    severity: 'error',
    cause:
      'a filter among scorers has no score, and a queue with a policy of another kind ends the endpoint picker',
    fix: 'move it to the field of its kind',
    source: 'llm-d-router v0.10.0 pkg/epp/config/loader: configloader.go and flowcontrol.go, resolvePlugin',
    evidence: 'read',
    check: plan => judged(plan, ({ field, kinds, plugin: { type } }, facts) =>
      facts === undefined || kinds === undefined || kinds.includes(facts.kind)
        ? []
        : [{
            field: `${field}.type`, cause: `'${type}' is a ${facts.kind}, and this is the place of a ${kinds.join()}`,
          }]),
    example: {
      field: 'endpointPicker.profiles',
      fails: { prefill: { filters: [{ type: 'queue-scorer' }] } },
      passes: { prefill: { scorers: [{ type: 'queue-scorer' }] } },
      given: { release: Release.ROUTER_0_10 },
    },
  },
  {
    id: 'PD787',
    title: 'A plugin of the endpoint picker takes every parameter that is stated',
    severity: 'error',
    cause:
      'newer plugins end the endpoint picker at a parameter that they do not know or that is out of bounds; older ones '
      + 'ignore it, or take their default',
    fix: 'use a parameter and a value of docs/endpoint-picker.md',
    source: 'the factories in llm-d-router v0.10.0 pkg/epp/framework/plugins',
    evidence: 'proven',
    check: plan => judged(plan, ({ field, plugin: { type, parameters = {} } }, facts) =>
      facts === undefined || facts.parameters === 'unread'
        ? []
        : Object.entries(parameters).flatMap(([name, value]) =>
            parameterViolations(`${field}.parameters.${name}`, type, name, value, facts.parameters as Parameters))),
    example: {
      field: 'endpointPicker.profiles',
      fails: { decode: { scorers: [{ type: 'active-request-scorer', parameters: { maxBusyScore: 2 } }] } },
      passes: { decode: { scorers: [{ type: 'active-request-scorer', parameters: { maxBusyScore: 0.5 } }] } },
      given: { release: Release.ROUTER_0_10 },
    },
  },
  {
    id: 'PD788',
    title: 'The endpoint picker counts tokens where a decider needs them',
    severity: 'error',
    cause:
      'the handler of an older picker compares the characters of a prompt: a number of tokens has no place there',
    fix: 'set `decider` to \'always\', or use a release with such a decider: Release.ROUTER_0_10',
    source: 'llm-d-inference-scheduler v0.3.2 pkg/plugins/profile/pd_profile_handler.go; llm-d-router v0.10.0 '
      + 'profilehandler/disagg/prefix_based_pd_decider.go',
    evidence: 'read',
    check: ({ spec: { endpointPicker: { decider } = {}, release } }) =>
      decider !== undefined && decider !== 'always' && release.endpointPicker.uncachedTokens === undefined
        ? [{
            field: 'endpointPicker.decider',
            cause: `the endpoint picker of ${release.name} has no decider that counts uncached tokens`,
          }]
        : [],
    example: {
      field: 'endpointPicker.decider',
      fails: { nonCachedTokens: 512 },
      passes: 'always',
      given: { release: Release.ROUTER_0_3 },
    },
  },
  {
    id: 'PD795',
    title: 'What the endpoint picker is told of prefill pods is told where there are some',
    severity: 'error',
    cause:
      'without `prefill` the decode pods compute prompts too: no profile chooses a prefill pod, and nothing decides',
    fix: 'remove the field, or state `prefill`',
    source: 'lib/stack/picker/: `aggregated` of a version',
    evidence: 'read',
    check: ({ spec: { endpointPicker: { decider, profiles } = {}, prefill } }) => prefill !== undefined
      ? []
      : [
          ...(decider === undefined ? [] : [{ field: 'endpointPicker.decider', cause: 'there is no prefill pod' }]),
          ...(profiles?.prefill === undefined
            ? []
            : [{ field: 'endpointPicker.profiles.prefill', cause: 'there is no prefill pod' }]),
        ],
    example: {
      field: 'endpointPicker.profiles',
      fails: { prefill: { scorers: [{ type: 'queue-scorer' }] } },
      passes: { decode: { scorers: [{ type: 'queue-scorer' }] } },
      given: { prefill: undefined },
    },
  },
  {
    id: 'PD789',
    title: 'Two plugins of the endpoint picker have two names',
    severity: 'error',
    cause:
      'a profile refers to a plugin by its name, which is its type where none is stated: two of one type in a profile '
      + 'would be one',
    fix: 'give one of them a `name`, or its parameters once',
    source: 'llm-d-router v0.10.0 pkg/epp/config/loader/validation.go, validatePlugins',
    evidence: 'read',
    check: ({ spec: { endpointPicker = {} } }) => {
      const places = statedPlugins(endpointPicker).map(({ field, plugin: { name, type } }) =>
        ({ field, type, of: field.replace(/\.[^.]*$/, ''), name: name ?? type }));
      return places.flatMap(({ field, name, of, type }, index) => {
        const other = places.slice(0, index).find(place =>
          place.name === name && (place.type !== type || (place.of === of && of.includes('profiles'))));
        return other === undefined ? [] : [{ field, cause: `is called '${name}', and so is ${other.field}` }];
      });
    },
    example: {
      field: 'endpointPicker.profiles',
      fails: { decode: { scorers: [{ type: 'queue-scorer' }, { type: 'queue-scorer', weight: 2 }] } },
      passes: { decode: { scorers: [{ type: 'queue-scorer', weight: 3 }] } },
    },
  },
  {
    id: 'PD790',
    title: 'No plugin of the endpoint picker is an experiment',
    severity: 'warning',
    cause: 'upstream may change or remove a plugin of the stage alpha in any release; the flag that it takes is set',
    fix: 'use a stable plugin, or waive the rule with the reason',
    source: 'llm-d-router v0.10.0 cmd/epp/runner/runner.go, StabilityAlpha',
    evidence: 'read',
    isAdvice: true,
    check: plan => judged(plan, ({ field, plugin: { type } }, facts) => facts?.isExperimental
      ? [{ field: `${field}.type`, cause: `'${type}' of ${plan.spec.release.name} is of the stage alpha` }]
      : []),
    example: {
      field: 'endpointPicker.profiles',
      fails: { decode: { scorers: [{ type: 'session-affinity-scorer' }] } },
      passes: { decode: { scorers: [{ type: 'active-request-scorer' }] } },
      given: { release: Release.ROUTER_0_10 },
    },
  },
];

type Parameters = Readonly<Record<string, ParameterFacts>>;

/** What a check finds of every stated plugin, where the picker's plugins are all known. */
function judged(
  { spec: { endpointPicker = {}, release } }: InferencePlan,
  check: (
    stated: StatedPlugin, facts: PluginFacts | undefined, known: Readonly<Record<string, unknown>>,
  ) => readonly Violation[],
): readonly Violation[] {
  const { known } = release.endpointPicker;
  return known?.allPluginsRead
    ? statedPlugins(endpointPicker).flatMap(stated =>
        check(stated, Object.hasOwn(known.plugins, stated.plugin.type) ? known.plugins[stated.plugin.type] : undefined,
          known.plugins))
    : [];
}

function parameterViolations(
  field: string, type: string, name: string, value: unknown, known: Parameters,
): readonly Violation[] {
  const facts = Object.hasOwn(known, name) ? known[name] : undefined;
  if (facts === undefined) {
    const names = Object.keys(known);
    const meant = nearest(name, names);
    return [{
      field,
      cause: `'${type}' does not read \`${name}\``
        + (meant !== undefined ? `; perhaps \`${meant}\` is meant`
          : names.length === 0 ? ': it has no parameters' : `; it reads ${names.join(', ')}`),
      ...(meant !== undefined && { fix: `use \`${meant}\`` }),
    }];
  }
  const expected = wrongValue(value, facts);
  return expected === undefined ? [] : [{ field, cause: `must be ${expected}, got ${shown(value)}` }];
}

/** What is expected of a value that is not that. */
function wrongValue(value: unknown, { type, words, least, most, above }: ParameterFacts): string | undefined {
  if (type === 'data') return undefined;
  if (type === 'boolean') return typeof value === 'boolean' ? undefined : 'true or false';
  if (type === 'text') {
    if (words) return words.includes(value as string) ? undefined : words.map(word => `'${word}'`).join(' or ');
    return typeof value === 'string' ? undefined : 'text';
  }
  if (type === 'duration')
    return typeof value === 'string' && goDuration.test(value) ? undefined : 'a duration of Go, as \'60s\'';
  const isNumber = typeof value === 'number' && (type === 'number' || Number.isInteger(value));
  const isWithin = isNumber && value >= (least ?? -Infinity) && value <= (most ?? Infinity)
    && value > (above ?? -Infinity);
  return isWithin
    ? undefined
    : [type === 'integer' ? 'a whole number' : 'a number', ...bounds(least, most, above)].join(' ');
}

/** A decimal number with a unit, several times: Go `time.ParseDuration`. */
const goDuration = /^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/;

function bounds(least?: number, most?: number, above?: number): string[] {
  return [
    ...(least === undefined ? [] : [`of at least ${least}`]),
    ...(above === undefined ? [] : [`greater than ${above}`]),
    ...(most === undefined ? [] : [`of at most ${most}`]),
  ];
}
