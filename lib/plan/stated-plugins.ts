import type { EndpointPickerSpec } from '../spec/endpoint-picker';
import { roles } from '../spec/role';
import type { PluginInstance } from '../stack/picker/endpoint-picker-release';
import type { PluginKind } from '../stack/picker/plugins/plugin-facts';

/** A plugin as a spec states it. */
export interface StatedPlugin {
  /** Its field. */
  readonly field: string;
  /** What is stated. */
  readonly plugin: PluginInstance;
  /** The kinds that may stand there. @default - any that is no policy of flow control */
  readonly kinds?: readonly PluginKind[];
}

/** Every plugin that a spec names, where it names it. */
export function statedPlugins({ profiles = {}, plugins = [], flowControl = {} }: EndpointPickerSpec): StatedPlugin[] {
  const { bands = [], detector } = flowControl;
  return [
    ...roles.flatMap((role) => {
      const { filters = [], scorers = [], picker } = profiles[role] ?? {};
      const field = `endpointPicker.profiles.${role}`;
      return [
        ...filters.map((plugin, index) => stated(`${field}.filters[${index}]`, plugin, 'filter')),
        ...scorers.map((plugin, index) => stated(`${field}.scorers[${index}]`, plugin, 'scorer')),
        ...(picker ? [stated(`${field}.picker`, picker, 'picker')] : []),
      ];
    }),
    ...plugins.map((plugin, index) => ({ field: `endpointPicker.plugins[${index}]`, plugin })),
    ...bands.flatMap(({ fairness, ordering }, index) => {
      const field = `endpointPicker.flowControl.bands[${index}]`;
      return [
        ...(fairness === undefined ? [] : [stated(`${field}.fairness`, { type: fairness }, 'fairness policy')]),
        ...(ordering === undefined ? [] : [stated(`${field}.ordering`, { type: ordering }, 'ordering policy')]),
      ];
    }),
    ...(detector ? [stated('endpointPicker.flowControl.detector', detector, 'detector')] : []),
  ];
}

function stated(field: string, plugin: PluginInstance, ...kinds: readonly PluginKind[]): StatedPlugin {
  return { field, plugin, kinds };
}
