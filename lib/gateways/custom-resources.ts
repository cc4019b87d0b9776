import type { InferencePoolGroup } from './inference-pool-api';

const GATEWAY_API = 'v1.5.1';

/**
 * The version of the Gateway API whose CRDs objects are checked against (`crds/`), and the command that installs them:
 * the standard channel has all kinds that are written. llm-d's guides install the same.
 */
export const gatewayApiCrds = {
  version: GATEWAY_API,
  command: crds('gateway-api', GATEWAY_API, 'standard-install.yaml'),
} as const;

/** The same of the Inference Extension, by the group of its InferencePool. v1.4.0 is the last that has both groups. */
export const inferencePoolCrds: Readonly<Record<InferencePoolGroup, CustomResources>> = {
  'inference.networking.x-k8s.io': {
    version: 'v1.0.1',
    command: crds('gateway-api-inference-extension', 'v1.0.1', 'manifests.yaml'),
  },
  'inference.networking.k8s.io': {
    version: 'v1.5.0',
    command: crds('gateway-api-inference-extension', 'v1.5.0', 'v1-manifests.yaml'),
  },
};

interface CustomResources {
  readonly version: string;
  /** Installs them. */
  readonly command: string;
}

function crds(project: string, version: string, asset: string): string {
  const releases = `https://github.com/kubernetes-sigs/${project}/releases`;
  return `kubectl apply --server-side -f ${releases}/download/${version}/${asset}`;
}
