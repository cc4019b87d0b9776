import { EndpointPickerRelease } from '../../stack/picker/endpoint-picker-release';
import { pickerSelection } from '../../stack/picker/selection';
import { stringify } from '../../yaml/yaml';
import { portsFrom } from '../../plan/parallelism';
import type { EndpointPickerPlan } from '../../plan/endpoint-picker-plan';

const CONFIG_DIRECTORY = '/config';

/** Where the picker's container finds its configuration. */
export const configMount = { directory: CONFIG_DIRECTORY, file: 'endpoint-picker.yaml' } as const;

/** The picker's command line. */
export function endpointPickerArgs(
  { drain, flags }: EndpointPickerRelease, picker: Pick<EndpointPickerPlan, 'pool' | 'selection'>,
): string[] {
  const all = {
    ...podsOf(picker),
    '--config-file': `${CONFIG_DIRECTORY}/${configMount.file}`,
    ...drain.flag && { [drain.flag]: `${drain.seconds}s` },
    ...flags,
  };
  return Object.entries(all).map(([name, value]) => `${name}=${value}`);
}

/** Which pods it chooses among. */
function podsOf(
  { pool, selection }: Pick<EndpointPickerPlan, 'pool' | 'selection'>,
): Record<string, string> {
  const { labelsFlag, portsFlag } = pickerSelection;
  return selection
    ? {
        [labelsFlag]: Object.entries(selection.matchLabels).map(([name, value]) => `${name}=${value}`).join(','),
        [portsFlag]: portsFrom(selection.targetPort, selection.ports).join(','),
      }
    : { '--pool-name': pool.name, '--pool-namespace': pool.namespace, '--pool-group': pool.group };
}

/** The configuration file's text. */
export function endpointPickerConfig({ config }: EndpointPickerRelease): string {
  return stringify([config]);
}
