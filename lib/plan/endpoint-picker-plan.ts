import type { ContainerSpec } from '../spec/containers';
import type { PickerPodSpec } from '../spec/endpoint-picker';
import type { SecuritySpec } from '../spec/operations';
import type { EndpointPickerRelease } from '../stack/picker/endpoint-picker-release';
import type { ProxyPlan } from '../gateways/proxy-plan';
import type { Labels } from './labels';
import type { PickerPool } from './picker-pool';
import type { TokenizerPlan } from './tokenizer-plan';

/** An {@link EndpointPicker} with every derived value: `planInference(...).endpointPicker`. */
export interface EndpointPickerPlan {
  /** Name of all its objects, and value of its pods' label `inferencepool`. */
  readonly name: string;
  /** The picker as the release ships it, with what its plugins are told of the deployment. */
  readonly release: EndpointPickerRelease;
  /** Pickers at the same time. */
  readonly replicas: number;
  /** Where its pods run. */
  readonly pod: PickerPodSpec;
  /** The pool it serves; a picker serves one. */
  readonly pool: PickerPool;
  /** The pods that its flags select, where no InferencePool does. @default - the pool's */
  readonly selection?: { readonly matchLabels: Labels; readonly targetPort: number; readonly ports: number };
  /** What turns prompts into tokens for it. @default - it needs none */
  readonly tokenizer?: TokenizerPlan;
  /** The proxy in its pod. @default - requests come in by a Gateway */
  readonly proxy?: ProxyPlan;
  /** As whom it runs. */
  readonly security: Pick<SecuritySpec, 'user'>;
  /** What its container gets beside the defaults. @default - the defaults */
  readonly container?: ContainerSpec;
  /** Secrets with which its image is pulled. @default - none */
  readonly pullSecrets?: readonly string[];
  /** Annotations of its Deployment. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}
