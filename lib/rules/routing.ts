import { Rule } from './rule';

/** The way of a request from the gateway to a pod. */
export const routingRules: readonly Rule[] = [
  {
    id: 'PD401',
    title: 'The picker of the release can read the InferencePool of the gateway',
    severity: 'error',
    fix: 'take a newer gateway, or a release whose picker reads that group',
    source: 'llm-d-router v0.10.0 `--pool-group`: only inference.networking.k8s.io; istio/istio go.mod by tag: 1.27 reads only inference.networking.x-k8s.io',
    check: ({ spec: { gateway, release } }) => {
      const group = gateway.inferencePoolGroup;
      return release.endpointPicker.permissions[group] ? [] : [{
        field: 'gateway',
        cause: `${gateway.name} ${gateway.version} reads an InferencePool only in the group ${group}, which the endpoint picker of ${release.name} does not support`,
      }];
    },
  },
];
