import { Release } from '../stack/release';
import { Role } from '../spec/role';

/** Labels of every pod. */
export type Labels = Readonly<Record<string, string>>;

/**
 * What the InferencePool selects: the pods of every role of this deployment. The label of the model keeps other
 * deployments in the namespace apart, which the marker label that llm-d writes on every model server does not.
 */
export function poolLabels(deployment: string, release: Release): Labels {
  return { [release.endpointPicker.inferenceServingLabel]: 'true', [MODEL_LABEL]: deployment };
}

/** The labels of the pods of one role. The endpoint picker's filters read the role. */
export function podLabels(deployment: string, release: Release, role: Role): Labels {
  return { ...poolLabels(deployment, release), [ROLE_LABEL]: role };
}

/**
 * The selector of a role's Deployment. A selector cannot be changed later, so it holds only labels that are the same in
 * every release.
 */
export function roleSelector(deployment: string, role: Role): Labels {
  return { [MODEL_LABEL]: deployment, [ROLE_LABEL]: role };
}

/**
 * Keeps Istio from adding its sidecar to a pod of a namespace that has `istio-injection: enabled`. The sidecar would
 * take in the connections of picker, proxy and KV cache, and answers for a dead engine (kserve/kserve#5331). The label
 * has no effect where no mesh is.
 */
export const WITHOUT_MESH: Labels = { 'sidecar.istio.io/inject': 'false' };

/**
 * The annotation with the ports of the pool on which a pod takes requests; without, the picker takes all of them
 * (llm-d-router since 2026-04-30; gateway-api-inference-extension v1.5.0 pkg/epp/datastore/datastore.go:53,422).
 */
export const ACTIVE_PORTS = 'llm-d.ai/active-ports';

/** The label with the deployment's name. */
export const MODEL_LABEL = 'llm-d.ai/model';

/** The label with the role. */
export const ROLE_LABEL = 'llm-d.ai/role';

/**
 * The label of a gateway's pods, of every implementation (gateway-api GEP-1762; istio/istio `files/kube-gateway.yaml`).
 */
export const GATEWAY_NAME_LABEL = 'gateway.networking.k8s.io/gateway-name';
