import { EndpointPickerRelease } from '../../stack/picker/endpoint-picker-release';
import { InferencePoolGroup } from '../../gateways/inference-pool-api';
import { stringify } from '../../synth/yaml';

/** Port of the ext_proc service that the gateway asks for each request. */
export const EXT_PROC_PORT = 9002;

/** Port of the gRPC health service. */
export const HEALTH_PORT = 9003;

/** Port of the Prometheus metrics. */
export const METRICS_PORT = 9090;

/** Its name in the picker's Service. */
export const METRICS_PORT_NAME = 'http-metrics';

const CONFIG_DIRECTORY = '/config';

/** Where the picker's container finds its configuration. */
export const configMount = { directory: CONFIG_DIRECTORY, file: 'endpoint-picker.yaml' } as const;

/** The pool that a picker serves. */
export interface PickerPool {
  /** Name of the InferencePool. */
  readonly name: string;
  /** Its namespace. */
  readonly namespace: string;
  /** Its API group; a picker that looks in the other group never becomes ready. */
  readonly group: InferencePoolGroup;
}

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
