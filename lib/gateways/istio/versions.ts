import type { GatewayVersionNote } from '../gateway';
import type { InferencePoolGroup } from '../inference-pool-api';

/** The group that each minor version of Istio reads. */
// istio/istio go.mod and `pilot/pkg/config/kube/gateway/conversion.go` by tag: every 1.27 patch reads the x-k8s.io
// group only, 1.28.0 and later the k8s.io group only.
export const istioInferencePoolGroup = {
  '1.27': 'inference.networking.x-k8s.io',
  '1.28': 'inference.networking.k8s.io',
  '1.29': 'inference.networking.k8s.io',
  '1.30': 'inference.networking.k8s.io',
  '1.31': 'inference.networking.k8s.io',
  '1.32': 'inference.networking.k8s.io',
} as const satisfies Record<string, InferencePoolGroup>;

/** The versions no patch of which asks the picker of each InferencePool in a rule (istio/istio issue 61594). */
export const istioOnePickerARule: readonly string[] = ['1.27', '1.28', '1.29', '1.30'];

/**
 * What is to be said of these versions. Istio supports a minor version until six weeks after the second one that
 * follows it (istio.io, Supported Releases). Up to 1.31.0-rc.0 a rule of an HTTPRoute with two InferencePools uses the
 * picker of the last one for both (`conversion.go`); istio/istio PR 61842 repairs that in 1.31.
 */
export const istioVersionNotes: Readonly<
  Partial<Record<keyof typeof istioInferencePoolGroup, GatewayVersionNote>>
> = {
  '1.27': { outOfSupport: 'since six weeks after 1.29.0' },
  '1.28': { outOfSupport: 'since six weeks after 1.30.0' },
  '1.31': { readInstead: '1.31.0-rc.0' },
  '1.32': { readInstead: '1.31.0-rc.0' },
};
