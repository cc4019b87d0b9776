import { EndpointPickerRelease } from './picker/endpoint-picker-release';
import { RoutingProxyRelease } from './sidecar/routing-proxy-release';
import { ModelServerRelease } from './vllm/model-server-release';

/** An llm-d release: which versions of the components run together. */
export interface Release {
  /** The name that messages give it. */
  readonly name: string;
  /** The model server of both roles. */
  readonly modelServer: ModelServerRelease;
  /** The sidecar of decode pods that fetches the KV cache of a prompt from a prefill pod. */
  readonly routingProxy: RoutingProxyRelease;
  /** The component that picks a prefill and a decode pod for each request. */
  readonly endpointPicker: EndpointPickerRelease;
}
