import { defaultResources } from '../../../plan/default-resources';
import { amount } from '../../language/amount';
import { Rule, Violation } from '../../language/rule';

/** What the containers beside the engine get. */
export const containerRules: readonly Rule[] = [
  {
    id: 'PD625',
    title: 'A container requests no more than its limit',
    severity: 'error',
    cause: 'the API server refuses the pod; a request that is not in the spec is the default',
    fix: 'raise the limit, or lower the request',
    source: 'Kubernetes 1.34 pkg/apis/core/validation, ValidateContainerResourceRequirements',
    evidence: 'read',
    waivable: false,
    check: ({ spec: { containers = {} } }) =>
      (['endpointPicker', 'routingProxy', 'tokenizer', 'modelDownload'] as const).flatMap((name) => {
        const { limits, requests } = containers[name]?.resources ?? {};
        const asked = { ...defaultResources[name].requests, ...requests };
        const allowed: typeof limits = { ...defaultResources[name].limits, ...limits };
        return (['cpu', 'memory', 'ephemeral-storage'] as const).flatMap((resource): Violation[] => {
          const [request, limit] = [asked[resource], allowed[resource]];
          return limit !== undefined && (amount(request) ?? 0) > (amount(limit) ?? Infinity)
            ? [{
                field: `containers.${name}.resources.limits.${resource}`,
                cause: `the container requests ${request} and is limited to ${limit}`,
              }]
            : [];
        });
      }),
    example: {
      field: 'containers',
      fails: { endpointPicker: { resources: { limits: { cpu: '500m' } } } },
      passes: { endpointPicker: { resources: { requests: { cpu: '500m' }, limits: { cpu: '500m' } } } },
    },
  },
];
