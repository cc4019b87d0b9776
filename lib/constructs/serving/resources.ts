import { k8s } from 'cdk8s-plus-28';
import type { AmountsSpec, ResourcesSpec } from '../../spec/containers';

/** Requests and limits of a container: the defaults, with the amounts of the spec in their place or beside them. */
export function containerResources(
  defaults: Required<ResourcesSpec>, { limits, requests }: ResourcesSpec = {},
): k8s.ResourceRequirements {
  return {
    requests: quantities({ ...defaults.requests, ...requests }),
    limits: quantities({ ...defaults.limits, ...limits }),
  };
}

// Always in this order, whatever the order in a spec.
const resources = ['cpu', 'memory', 'ephemeral-storage'] as const;

function quantities(amounts: AmountsSpec): Record<string, k8s.Quantity> {
  return Object.fromEntries(resources.flatMap((name) => {
    const amount = amounts[name];
    return amount === undefined ? [] : [[name, k8s.Quantity.fromString(amount)]];
  }));
}
