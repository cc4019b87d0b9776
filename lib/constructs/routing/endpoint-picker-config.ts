import { EndpointPickerRelease } from '../../stack/picker/endpoint-picker-release';
import { stringify } from '../../yaml/yaml';
import { PickerPool } from '../../plan/picker-pool';

const CONFIG_DIRECTORY = '/config';

/** Where the picker's container finds its configuration. */
export const configMount = { directory: CONFIG_DIRECTORY, file: 'endpoint-picker.yaml' } as const;

/** The picker's command line. */
export function endpointPickerArgs({ drain, flags }: EndpointPickerRelease, pool: PickerPool): string[] {
  const all = {
    '--pool-name': pool.name,
    '--pool-namespace': pool.namespace,
    '--pool-group': pool.group,
    '--config-file': `${CONFIG_DIRECTORY}/${configMount.file}`,
    ...drain.flag && { [drain.flag]: `${drain.seconds}s` },
    ...flags,
  };
  return Object.entries(all).map(([name, value]) => `${name}=${value}`);
}

/** The configuration file's text. */
export function endpointPickerConfig({ config }: EndpointPickerRelease): string {
  return stringify([config]);
}
