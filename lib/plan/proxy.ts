import type { GatewayProvider } from '../gateways/gateway';
import { gatewayNamed } from '../gateways/gateways';
import type { ProxyPlan } from '../gateways/proxy-plan';
import type { InferenceSpec } from '../spec/deployment';
import { resolvedImage } from '../spec/images';
import type { Release } from '../stack/release';
import { STREAM_SECONDS } from './endpoint-picker';
import { GATEWAY_NAME_LABEL } from './labels';
import { PICKER_LABEL } from './picker-labels';
import { EXT_PROC_PORT } from './picker-ports';

/** The proxy in the picker's pod. */
export function proxyOf(
  { containers, gateway: { image = '', name }, images, network, security }: InferenceSpec,
  { endpointPicker, routingProxy }: Release,
  paths: readonly string[],
): ProxyPlan {
  return {
    gateway: name,
    image: resolvedImage(image, images),
    paths,
    refusedHeaders: routingProxy.targetHeaders,
    ipv6: network?.ipFamilies?.includes('IPv6') ?? false,
    pickerPort: EXT_PROC_PORT,
    pickerTls: endpointPicker.flags['--secure-serving'] !== 'false',
    drainSeconds: endpointPicker.drain.seconds + STREAM_SECONDS,
    security: { user: 'image', ...security },
    ...(containers?.gateway?.resources && { resources: containers.gateway.resources }),
  };
}

/** The label by which the pods of the way in are found: those of a Gateway, or the picker's. */
export function podLabelOf(
  { name }: GatewayProvider, gateway: string, picker: string,
): { readonly label: string; readonly value: string } {
  return gatewayNamed(name).besidePicker
    ? { label: PICKER_LABEL, value: picker }
    : { label: GATEWAY_NAME_LABEL, value: gateway };
}
