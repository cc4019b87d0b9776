import { gatewayNamed } from '../gateways/gateways';
import type { InferenceSpec } from '../spec/deployment';
import type { Release } from '../stack/release';
import { pickerScheduling, toldOf } from './endpoint-picker';
import type { EndpointPickerPlan } from './endpoint-picker-plan';
import { poolLabels } from './labels';
import type { ModelServerPoolProps } from './model-server-pool-props';
import type { PickerPool } from './picker-pool';
import { targetPorts } from './planned-ports';
import { SERVING_PORT } from './ports';
import { proxyOf } from './proxy';
import { planTokenizer } from './tokenizer';
import { waiverAnnotations } from './waiver-annotations';

/** What a picker serves, and under which name. */
export interface PickerPlace {
  /** Name of all its objects. */
  readonly name: string;
  /** Its pool. */
  readonly pool: PickerPool;
  /** The paths on which a proxy in its pod takes requests. */
  readonly paths: Parameters<typeof proxyOf>[2];
  /** The engines whose prompts it reads. */
  readonly engine: ModelServerPoolProps;
}

/** The picker of a deployment, with what is beside it. */
export function planPicker(
  deployment: string, spec: InferenceSpec, release: Release, { engine, name, paths, pool }: PickerPlace,
): EndpointPickerPlan {
  const { containers, endpointPicker, gateway, images: { pullSecrets } = {}, security, waive } = spec;
  const tokenizer = planTokenizer(deployment, spec, release.modelServer, engine);
  return {
    name,
    release: toldOf(deployment, spec, engine.model.servedName, release.endpointPicker),
    replicas: endpointPicker?.replicas ?? 1,
    pod: pickerScheduling(name, spec),
    pool,
    ...(gateway.selectedBy === 'endpointPicker' && {
      selection: {
        matchLabels: poolLabels(deployment, release), targetPort: SERVING_PORT, ports: targetPorts(spec),
      },
    }),
    ...(tokenizer && { tokenizer }),
    ...(gatewayNamed(gateway.name).besidePicker && { proxy: proxyOf(spec, release, paths) }),
    security: { user: security?.user ?? 'image' },
    ...(containers?.endpointPicker && { container: containers.endpointPicker }),
    ...(pullSecrets && { pullSecrets }),
    ...(waive && { annotations: waiverAnnotations(spec) }),
  };
}
