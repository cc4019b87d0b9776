import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { InferencePool as InferencePoolV1, InferencePoolSpecEndpointPickerRefFailureMode } from '../../../imports/inference.networking.k8s.io';
import { InferencePool as InferencePoolV1Alpha2, InferencePoolSpecExtensionRefFailureMode } from '../../../imports/inference.networking.x-k8s.io';
import { InferencePoolGroup } from '../../gateways/inference-pool-api';
import { Labels } from '../../plan/labels';

/** What an {@link InferencePool} needs. */
export interface InferencePoolProps {
  /** Name of the pool. */
  readonly name: string;
  /** API group: the one that the gateway reads. */
  readonly group: InferencePoolGroup;
  /** Selects the pods of both roles; the picker tells the roles apart. */
  readonly matchLabels: Labels;
  /** The port of every selected pod that takes requests: the proxy's on decode pods, the engine's on prefill pods. */
  readonly targetPort: number;
  /** The picker's Service. */
  readonly endpointPicker: {
    /** Name, in the pool's namespace. */
    readonly serviceName: string;
    /** Port of the ext_proc service. */
    readonly port: number;
  };
}

/**
 * The pods that a route may send requests to, in the API group that the gateway reads.
 *
 * While the picker is down requests fail (`FailClose`): failing open would spread them over all pods, and a prefill pod would answer with
 * a request that nobody prefilled for.
 */
export class InferencePool extends Construct {
  constructor(scope: Construct, id: string, props: InferencePoolProps) {
    super(scope, id);
    manifests[props.group](this, props);
  }
}

const manifests: Record<InferencePoolGroup, (scope: Construct, props: InferencePoolProps) => ApiObject> = {
  'inference.networking.x-k8s.io': (scope, { name, matchLabels, targetPort, endpointPicker }) => new InferencePoolV1Alpha2(scope, 'Default', {
    metadata: { name },
    spec: {
      selector: matchLabels,
      targetPortNumber: targetPort,
      extensionRef: {
        group: '',
        kind: 'Service',
        name: endpointPicker.serviceName,
        portNumber: endpointPicker.port,
        failureMode: InferencePoolSpecExtensionRefFailureMode.FAIL_CLOSE,
      },
    },
  }),
  'inference.networking.k8s.io': (scope, { name, matchLabels, targetPort, endpointPicker }) => new InferencePoolV1(scope, 'Default', {
    metadata: { name },
    spec: {
      selector: { matchLabels },
      targetPorts: [{ number: targetPort }],
      endpointPickerRef: {
        group: '',
        kind: 'Service',
        name: endpointPicker.serviceName,
        port: { number: endpointPicker.port },
        failureMode: InferencePoolSpecEndpointPickerRefFailureMode.FAIL_CLOSE,
      },
    },
  }),
};
