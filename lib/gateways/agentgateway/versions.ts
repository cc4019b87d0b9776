import type { GatewayVersionNote } from '../gateway';
import type { InferencePoolGroup } from '../inference-pool-api';

/** The group that each minor version of agentgateway reads. */
// agentgateway/agentgateway go.mod by tag: v1.0.0 has the Inference Extension v1.4.0-rc.2, v1.2.0 and later v1.5.0;
// their informers are of the k8s.io group only (`controller/pkg/agentgateway/translator/route_collections.go` of
// v1.4.1).
export const agentgatewayInferencePoolGroup = {
  '1.0': 'inference.networking.k8s.io',
  '1.1': 'inference.networking.k8s.io',
  '1.2': 'inference.networking.k8s.io',
  '1.3': 'inference.networking.k8s.io',
  '1.4': 'inference.networking.k8s.io',
  '1.5': 'inference.networking.k8s.io',
} as const satisfies Record<string, InferencePoolGroup>;

/** What is to be said of these versions. */
export const agentgatewayVersionNotes: Readonly<
  Partial<Record<keyof typeof agentgatewayInferencePoolGroup, GatewayVersionNote>>
> = {
  '1.5': { readInstead: '1.4.1' },
};
