import { isDeepStrictEqual } from 'node:util';
import type { InferenceSpec } from '../spec/deployment';
import type { EndpointPickerSpec, ProfileSpec } from '../spec/endpoint-picker';
import type {
  EndpointPickerConfig, EndpointPickerRelease, PluginInstance, SchedulingProfile,
} from '../stack/picker/endpoint-picker-release';
import type { PluginKind } from '../stack/picker/plugins/plugin-facts';
import { flowControlConfig, flowControlPlugins } from './flow-control';
import { isDisaggregated } from './is-disaggregated';
import { indexPlugins, indexSources, PreciseIndex, reading } from './precise-prefix';

/** Which configuration of a release a deployment uses: the one for pods that do all, where it has no prefill pods. */
export function configInUse(
  spec: Pick<InferenceSpec, 'prefill'>, { aggregated }: EndpointPickerRelease,
): 'config' | 'aggregated' {
  return isDisaggregated(spec) || aggregated === undefined ? 'config' : 'aggregated';
}

/**
 * The picker's configuration for a deployment: that of the release, with what is stated in the place of what it has.
 * Plugins of the release that nothing needs any more are left out.
 *
 * @param index what an index of the engines' blocks is told, where one is stated
 */
export function pickerConfig(
  spec: EndpointPickerSpec, release: EndpointPickerRelease, index?: PreciseIndex,
): EndpointPickerConfig {
  const { config } = release;
  const precise = index && release.precisePrefix;
  if (!states(spec)) return config;
  const instances = new Instances(config.plugins);
  const schedulingProfiles = config.schedulingProfiles.map((profile) => {
    // Pods of one role do all in the profile `default`: they are those of `decode`.
    const stated = spec.profiles?.[profile.name === 'default' ? 'decode' : profile.name];
    return stated === undefined ? profile : schedulingProfile(profile, stated, release, instances);
  });
  if (precise) for (const plugin of indexPlugins(precise, index)) instances.join(plugin);
  for (const { type, name, parameters } of spec.plugins ?? []) instances.join({ type, name, parameters });
  for (const plugin of flowControlPlugins(spec.flowControl)) instances.join(plugin);
  const decided = withDecider(spec, release, instances.all);
  const plugins = precise ? decided.map(plugin => reading(precise, plugin)) : decided;
  const flowControl = release.flowControl && flowControlConfig(spec.flowControl);
  const stated = new Set((spec.plugins ?? []).map(({ type, name = type }) => name));
  return {
    ...config,
    ...(release.flowControl && spec.flowControl && {
      featureGates: [...config.featureGates ?? [], release.flowControl.featureGate],
    }),
    plugins: needed(plugins, schedulingProfiles, release, stated),
    schedulingProfiles,
    ...(flowControl && { flowControl }),
    ...(precise && { dataLayer: indexSources(precise) }),
  };
}

/** The flags for plugins that are not stable. */
export function pluginFlags(
  { plugins }: EndpointPickerConfig, { experimentalFlag, known }: EndpointPickerRelease,
): Readonly<Record<string, string>> {
  return experimentalFlag !== undefined && plugins.some(({ type }) => known?.plugins[type]?.isExperimental)
    ? { [experimentalFlag]: 'true' }
    : {};
}

/** Every type that runs: those of the list, and the producers that the picker makes itself because one reads them. */
export function runningTypes({ plugins }: EndpointPickerConfig, release: EndpointPickerRelease): readonly string[] {
  return withRead(plugins, plugins, release);
}

/** The types of plugins and of the producers that they read, of which `listed` has parameters. */
function withRead(
  plugins: readonly PluginInstance[], listed: readonly PluginInstance[],
  { known, precisePrefix }: EndpointPickerRelease,
): readonly string[] {
  const types = new Set<string>();
  const add = ({ parameters = {}, type }: PluginInstance): void => {
    if (types.has(type)) return;
    types.add(type);
    // A reader that is told of another producer does not need the usual one.
    const typed = (read: string): PluginInstance => listed.find(other => other.type === read) ?? { type: read };
    const told = precisePrefix && listed.find(plugin => nameOf(plugin) === parameters[precisePrefix.parameter]);
    for (const read of known?.plugins[type]?.reads ?? [])
      add(told && read === precisePrefix.insteadOf ? told : typed(read));
  };
  for (const plugin of plugins) add(plugin);
  return [...types];
}

function states({ profiles, decider, plugins, flowControl, precisePrefix }: EndpointPickerSpec): boolean {
  return [profiles, decider, plugins, flowControl, precisePrefix].some(stated => stated !== undefined);
}

/** The filter of the role, then what is stated or, of each kind, what the release has. */
function schedulingProfile(
  { name, plugins }: SchedulingProfile, stated: ProfileSpec, release: EndpointPickerRelease, instances: Instances,
): SchedulingProfile {
  const ofRelease = (kind: PluginKind) =>
    plugins.filter(({ pluginRef }) => release.known?.plugins[instances.typeOf(pluginRef)]?.kind === kind);
  const { filters, scorers, picker } = stated;
  return {
    name,
    plugins: [
      ...ofRelease('role'),
      ...(filters?.map(filter => ({ pluginRef: instances.add(filter, name) })) ?? ofRelease('filter')),
      ...(scorers?.map(({ weight, ...scorer }) => ({
        pluginRef: instances.add(scorer, name), ...(weight !== undefined && { weight }),
      })) ?? ofRelease('scorer')),
      ...(picker ? [{ pluginRef: instances.add(picker, name) }] : ofRelease('picker')),
    ],
  };
}

/** The decider by uncached tokens takes the place of the other one wherever that is named. */
function withDecider(
  { decider }: EndpointPickerSpec, { uncachedTokens }: EndpointPickerRelease, plugins: readonly PluginInstance[],
): readonly PluginInstance[] {
  if (decider === undefined || decider === 'always' || uncachedTokens === undefined) return plugins;
  const { decider: type, insteadOf } = uncachedTokens;
  return plugins.map((plugin) => {
    if (plugin.type === insteadOf) return { type, parameters: { ...decider } };
    const { parameters } = plugin;
    return parameters === undefined ? plugin : { ...plugin, parameters: renamed(parameters, insteadOf, type) };
  });
}

function renamed(
  parameters: Readonly<Record<string, unknown>>, from: string, to: string,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [
    name,
    isMap(value) ? renamed(value, from, to) : value === from ? to : value,
  ]));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Without the plugins of profiles that no profile names, and without the producers that nothing reads. What is stated
 * stays.
 */
function needed(
  plugins: readonly PluginInstance[], profiles: readonly SchedulingProfile[], release: EndpointPickerRelease,
  stated: ReadonlySet<string>,
): readonly PluginInstance[] {
  const named = new Set(profiles.flatMap(profile => profile.plugins.map(({ pluginRef }) => pluginRef)));
  const kindOf = ({ type }: PluginInstance): PluginKind | undefined => release.known?.plugins[type]?.kind;
  const used = plugins.filter((plugin) => {
    const kind = kindOf(plugin);
    return stated.has(nameOf(plugin)) || !inProfiles.has(kind ?? '') || named.has(nameOf(plugin));
  });
  const readers = used.filter(plugin => kindOf(plugin) !== 'producer' || stated.has(nameOf(plugin)));
  const read = withRead(readers, plugins, release);
  return used.filter(plugin =>
    kindOf(plugin) !== 'producer' || readsNothing(release) || stated.has(nameOf(plugin)) || read.includes(plugin.type));
}

/** Of a picker whose plugins say nothing of each other, every producer is kept. */
function readsNothing({ known }: EndpointPickerRelease): boolean {
  return !Object.values(known?.plugins ?? {}).some(facts => facts?.reads);
}

const inProfiles: ReadonlySet<string> = new Set<PluginKind>(['filter', 'scorer', 'picker']);

function nameOf({ name, type }: PluginInstance): string {
  return name ?? type;
}

/** The instances of plugins, each with a name of its own. */
class Instances {
  private readonly byName: Map<string, PluginInstance>;

  /** Those that a profile states, which differ from the release's only by intent. */
  private readonly stated = new Map<string, PluginInstance>();

  constructor(plugins: readonly PluginInstance[]) {
    this.byName = new Map(plugins.map(plugin => [nameOf(plugin), plugin]));
  }

  get all(): readonly PluginInstance[] {
    return [...this.byName.values()];
  }

  typeOf(name: string): string {
    return this.byName.get(name)?.type ?? name;
  }

  /** Adds a plugin of a profile, and says its name: another one of its type with other parameters has that already. */
  add({ type, name, parameters }: PluginInstance, role: string): string {
    const own = name ?? type;
    const other = this.stated.get(own);
    const differs = other !== undefined && !isDeepStrictEqual(other.parameters ?? {}, parameters ?? {});
    const free = name === undefined && differs ? `${type}-${role}` : own;
    this.stated.set(free, { type, ...(parameters && { parameters }) });
    this.join({ type, ...(free !== type && { name: free }), ...(parameters && { parameters }) });
    return free;
  }

  /** Adds a plugin, or its parameters to the one of its name. */
  join({ type, name, parameters }: PluginInstance): void {
    const key = name ?? type;
    const { parameters: before } = this.byName.get(key) ?? {};
    const all = { ...before, ...parameters };
    this.byName.set(key, {
      ...(key !== type && { name: key }), type, ...(Object.keys(all).length > 0 && { parameters: all }),
    });
  }
}
