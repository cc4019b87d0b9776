import { gateways } from '../../gateways/gateways';
import type { InferencePlan } from '../../plan/inference-plan';
import { planInference } from '../../plan/plan-inference';
import type { InferenceSpec } from '../../spec/deployment';
import { knownVersions } from '../../stack/releases';
import type { Example } from '../language/example';
import type { Rule, RuleText } from '../language/rule';
import { rules } from '../judge';
import { exampleSpec, withField, withPlanField } from './example-spec';

/** The versions of one component that a rule holds for. */
export interface RuleVersions {
  /** What the versions are of, for example `vLLM`. */
  readonly component: string;
  /** Whether it is one of several gateways, of which a deployment has one. */
  readonly isGateway: boolean;
  /** Those of the known versions in which the rule finds what breaks it, the oldest first. */
  readonly versions: readonly string[];
  /** Whether it finds that in a version that is not known as well, and so in every one. */
  readonly every: boolean;
}

/**
 * The versions of each component that a rule holds for, found by asking: the example that breaks the rule is judged
 * with each known version in its place, and with one of which nothing is known. A rule that looks at no plan has
 * nothing of a version before it, so it holds for every one.
 */
export function versionsOf(rule: RuleText): readonly RuleVersions[] {
  const versions = asked.get(rule) ?? ask(rule);
  asked.set(rule, versions);
  return versions;
}

/** A rule is asked fifty times, and answers the same each time. */
const asked = new WeakMap<RuleText, readonly RuleVersions[]>();

function ask(rule: RuleText): readonly RuleVersions[] {
  const judge = rules.find(({ id }) => id === rule.id);
  return components().map(({ component, isGateway = false, versions, unknown }) => {
    const found = versions.filter(({ place }) => judge === undefined || isFoundWith(judge, place));
    return {
      component,
      isGateway,
      versions: found.map(({ version }) => version),
      every: found.length === versions.length && (judge === undefined || isFoundWith(judge, unknown)),
    };
  });
}

/** What a rule holds for as a text, for example `vLLM 0.27.1; models whose facts are known`. */
export function holdsForText(rule: RuleText): string {
  const all = versionsOf(rule);
  // A deployment has one gateway: a rule of one does not hold for the others, which are then left out.
  const isOfGateways = all.some(({ every, isGateway }) => isGateway && !every);
  const limited = all
    .filter(({ every, isGateway, versions }) => isGateway ? isOfGateways && versions.length > 0 : !every)
    .map(({ component, every, versions }) => every ? component : `${component} ${listed(versions)}`);
  return [limited.join(', ') || 'every version', ...(rule.holdsFor === undefined ? [] : [rule.holdsFor])].join('; ');
}

function listed(versions: readonly string[]): string {
  return [versions.slice(0, -1).join(', '), ...versions.slice(-1)].filter(text => text !== '').join(' and ');
}

/** One version in a spec. */
interface VersionPlace {
  readonly field: string;
  readonly value: unknown;
}

interface Component {
  readonly component: string;
  readonly isGateway?: boolean;
  readonly versions: readonly { readonly version: string; readonly place: VersionPlace }[];
  /** A version of which nothing is known. */
  readonly unknown: VersionPlace;
}

function components(): readonly Component[] {
  return [
    ofRelease('vLLM', 'modelServer'),
    ofRelease('endpoint picker', 'endpointPicker'),
    ofRelease('routing proxy', 'routingProxy'),
    ...gateways.map(({ inferencePoolGroups, provider, title }): Component => {
      const places = Object.entries(inferencePoolGroups).map(([version, inferencePoolGroup]) => (
        { version, place: { field: 'gateway', value: provider({ version, inferencePoolGroup }) } }
      ));
      const newest = Object.values(inferencePoolGroups).at(-1)!;
      const unknown = provider({ version: UNKNOWN_VERSION, inferencePoolGroup: newest });
      return { component: title, isGateway: true, versions: places, unknown: { field: 'gateway', value: unknown } };
    }),
  ];
}

function ofRelease(component: string, name: keyof typeof knownVersions): Component {
  const field = `release.${name}`;
  const versions = knownVersions[name].map(value => ({ version: value.known.version, place: { field, value } }));
  return {
    component,
    versions: versions.sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true })),
    unknown: { field, value: { ...knownVersions[name].at(-1), known: undefined } },
  };
}

/** Newer than any that there will be. */
const UNKNOWN_VERSION = '999.0';

function isFoundWith({ check, example }: Rule, place: VersionPlace): boolean {
  return [example.fails, ...(example.alsoFails ?? [])].some(value => check(planWith(example, value, place)).length > 0);
}

/** The plan of an example with another version in it, under whatever else the example changes. */
function planWith({ field, given = {}, of = 'spec' }: Example, value: unknown, place: VersionPlace): InferencePlan {
  const fields = Object.entries(given);
  const isAround = (name: string) => name === place.field || place.field.startsWith(`${name}.`);
  const changes: readonly (readonly [string, unknown])[] = [
    ...fields.filter(([name]) => isAround(name)),
    [place.field, place.value],
    ...fields.filter(([name]) => !isAround(name)),
    ...(of === 'spec' ? [[field, value] as const] : []),
  ];
  const spec = changes.reduce<object>((changed, [name, other]) => withField(changed, name, other), exampleSpec);
  const plan = planInference('llama', spec as InferenceSpec);
  return of === 'plan' ? withPlanField(plan, field, value) : plan;
}
