import { InferencePoolGroup } from './inference-pool-api';

/** A Gateway API implementation at one version: what the manifests must look like for it to route to an InferencePool. */
export interface GatewayProvider {
  /** The implementation's name. */
  readonly name: 'istio';
  /** Its minor version, for example `1.27`. */
  readonly version: string;
  /** The GatewayClass of the Gateway. */
  readonly gatewayClassName: string;
  /** The only API group in which this version reads an InferencePool; one of the other group is admitted by the API server and never routed to. */
  readonly inferencePoolGroup: InferencePoolGroup;
  /** How the Service of the data plane is exposed. */
  readonly serviceType: GatewayServiceType;
  /** Appended to the Gateway's name to form the name of the data plane's Service and Deployment. */
  readonly serviceNameSuffix: string;
}

/** The type of the gateway's Service. */
export type GatewayServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer';

/** An Istio minor version whose InferencePool support is known. */
export type IstioVersion = keyof typeof istioInferencePoolGroup;

/** Settings of the Istio gateway that the user may choose. */
export interface IstioOptions {
  /**
   * The type of the gateway's Service. `ClusterIP` keeps the model reachable from inside the cluster only:
   * nothing in this path authenticates a caller.
   * @default 'ClusterIP'
   */
  readonly serviceType?: GatewayServiceType;
}

/**
 * The Gateway API support of Istio at a minor version.
 *
 * istiod must run with `ENABLE_GATEWAY_API_INFERENCE_EXTENSION=true`, which is off by default up to 1.31
 * (istio/istio `pilot/pkg/features/experimental.go`).
 */
export function istio(version: IstioVersion, { serviceType = 'ClusterIP' }: IstioOptions = {}): GatewayProvider {
  return {
    name: 'istio',
    version,
    gatewayClassName: 'istio',
    inferencePoolGroup: istioInferencePoolGroup[version],
    serviceType,
    // istio/istio 1.30.3 `pilot/pkg/config/kube/gateway/deploymentcontroller.go`, GetDefaultName: <gateway>-<class>.
    serviceNameSuffix: '-istio',
  };
}

/** The group that each minor version of Istio reads. */
// istio/istio go.mod and `pilot/pkg/config/kube/gateway/conversion.go` by tag: every 1.27 patch reads the x-k8s.io group only,
// 1.28.0 and later the k8s.io group only.
export const istioInferencePoolGroup = {
  '1.27': 'inference.networking.x-k8s.io',
  '1.28': 'inference.networking.k8s.io',
  '1.29': 'inference.networking.k8s.io',
  '1.30': 'inference.networking.k8s.io',
} as const satisfies Record<string, InferencePoolGroup>;
