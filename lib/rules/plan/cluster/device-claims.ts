import { acceleratorClass, acceleratorsOfClaim, claimedDevices } from '../../../devices/device-claims';
import { deviceNamed } from '../../../devices/devices';
import { claimingPod } from '../../../constructs/serving/device-claims';
import { claimField } from '../../../plan/planned-claims';
import { deviceCount } from '../../../plan/model-server-pool-props';
import type { PoolPlan } from '../../../plan/pool-plan';
import type { DeviceClaimSpec } from '../../../spec/device-claim';
import { hasKubernetes } from '../../../spec/kubernetes';
import { onceByField } from '../../language/once-by-field';
import { Rule, Violation } from '../../language/rule';

// Kubernetes 1.34 k8s.io/dynamic-resource-allocation/deviceattribute: where card and accelerator hang.
const PCIE_ROOT = 'resource.kubernetes.io/pcieRoot';

const claimed = { claim: { accelerators: {} }, waive: { PD654: 'an example' } };

/** Devices that pods get by dynamic resource allocation. */
export const deviceClaimRules: readonly Rule[] = [
  {
    id: 'PD646',
    title: 'The cluster allocates devices dynamically',
    severity: 'error',
    cause:
      '`resource.k8s.io/v1` is served from Kubernetes 1.34; before, the API server refuses the template of the claims, '
      + 'and 1.33 has dynamic resource allocation off',
    fix: 'remove `claim`, so that the pods ask for the resources of device plugins, or update the cluster',
    source: 'kubernetes 1.34.4 pkg/features/kube_features.go: DynamicResourceAllocation, DRAPrioritizedList',
    evidence: 'read',
    check: ({ pools, spec }) => spec.kubernetes !== undefined && hasKubernetes(spec, '1.34') === false
      && pools.some(({ claim }) => claim !== undefined)
      ? [{ field: 'kubernetes', cause: `${spec.kubernetes} has no resource.k8s.io/v1, and pods claim devices` }]
      : [],
    example: { field: 'kubernetes', fails: '1.33', passes: '1.34', given: claimed },
  },
  {
    id: 'PD647',
    title: 'It is known whether the cluster allocates devices dynamically',
    severity: 'warning',
    cause: 'claims need Kubernetes 1.34; before, the API server refuses their template, and the pods wait for it',
    fix: 'say the version: `kubernetes: \'1.34\'`',
    source: 'kubernetes 1.34.4 pkg/features/kube_features.go: DynamicResourceAllocation',
    evidence: 'read',
    check: ({ pools, spec }) => spec.kubernetes === undefined && pools.some(({ claim }) => claim !== undefined)
      ? [{ field: 'kubernetes', cause: 'is not there, and pods claim devices' }]
      : [],
    example: { field: 'kubernetes', fails: undefined, passes: '1.34', given: claimed },
  },
  {
    id: 'PD648',
    title: 'The claims of pods have the form that the API server takes',
    severity: 'error',
    cause: 'it refuses a template of claims with another class, expression or attribute, and the pods wait for it',
    fix: 'correct the value',
    source: 'kubernetes 1.34.4 pkg/apis/resource/validation/validation.go, validateDeviceClaim',
    evidence: 'read',
    waivable: false,
    check: plan => onceByField(plan.pools.flatMap(pool => malformed(pool, claimField(plan, pool)))),
    example: {
      field: 'claim', fails: { nics: { deviceClass: 'RDMA' } }, passes: { nics: { deviceClass: 'rdma.example.com' } },
      given: {
        kubernetes: '1.34', fabric: { type: 'rdma-node-memlock', network: 'roce' }, waive: { PD654: 'an example' },
      },
    },
  },
  {
    id: 'PD649',
    title: 'A claim takes something',
    severity: 'error',
    cause: 'without accelerators, network cards or a ComputeDomain nothing is claimed: the field does nothing',
    fix: 'set `accelerators: {}` for the accelerators of the pod, or remove `claim`',
    source: 'lib/devices/device-claims.ts',
    evidence: 'read',
    check: plan => onceByField(plan.pools.flatMap(({ claim, ...pool }) =>
      claim === undefined || claim.computeDomain || claimedDevices({ ...pod(pool), claim })
        ? []
        : [{ field: claimField(plan, pool), cause: 'claims nothing' }])),
    example: {
      field: 'claim', fails: { per: 'pod' }, passes: { accelerators: {} }, given: { ...claimed, kubernetes: '1.34' },
    },
  },
  {
    id: 'PD650',
    title: 'Network cards are claimed for a fabric',
    severity: 'error',
    cause: 'with `fabric: \'tcp\'` KV cache does not go through the cards, and the engine may not pin memory for them',
    fix: 'set `fabric: { type: \'rdma-ipc-lock\', network: \'roce\' }`, or remove `nics`',
    source: 'lib/devices/rdma.ts; kubernetes/kubernetes#56374',
    evidence: 'read',
    check: plan => onceByField(plan.pools.flatMap(({ claim, fabric, ...pool }) => claim?.nics && fabric === 'tcp'
      ? [{ field: `${claimField(plan, pool)}.nics`, cause: `claims ${claim.nics.deviceClass}, but there is no fabric` }]
      : [])),
    example: {
      field: 'fabric', fails: undefined, passes: { type: 'rdma-node-memlock', network: 'roce' },
      given: {
        kubernetes: '1.34', claim: { nics: { deviceClass: 'mrdma.google.com' } }, waive: { PD654: 'an example' },
      },
    },
  },
  {
    id: 'PD651',
    title: 'One PCIe root is asked for where a node can have it',
    severity: 'error',
    cause: 'the accelerators of a node are on several PCIe roots: no node has several of them on one, and the pods '
      + 'wait for ever',
    fix: 'set `per: \'accelerator\'`: a claim for each accelerator, with its network card',
    source: 'llm-d/llm-d guides/pd-disaggregation/modelserver/components/gke-rdma of 2026-08-14: a claim for each GPU',
    evidence: 'read',
    check: plan => onceByField(plan.pools.flatMap(({ claim, ...pool }) => {
      if (claim?.accelerators === undefined || claim.sameAttribute !== PCIE_ROOT) return [];
      const count = acceleratorsOfClaim({ ...pod(pool), claim });
      return count > 1
        ? [{ field: `${claimField(plan, pool)}.sameAttribute`, cause: `is of ${count} accelerators in one claim` }]
        : [];
    })),
    example: {
      field: 'claim.per', fails: undefined, passes: 'accelerator',
      given: {
        'kubernetes': '1.34',
        'claim': { accelerators: {}, nics: { deviceClass: 'mrdma.google.com' }, sameAttribute: PCIE_ROOT },
        'fabric': { type: 'rdma-node-memlock', network: 'roce' },
        'prefill.parallelism': { tensor: 2 },
        'decode.parallelism': { tensor: 2 },
        'waive': { PD654: 'an example' },
      },
    },
  },
  {
    id: 'PD654',
    title: 'The library has run what it writes about claims',
    severity: 'warning',
    cause: 'templates, classes and attributes were read in Kubernetes and in the drivers, and no device was allocated '
      + 'by them here',
    fix: 'try it with one pod before a rollout (`llmd verify`), then waive the rule',
    source: 'lib/devices/device-claims.ts: what was read and where',
    evidence: 'read',
    check: plan => onceByField(plan.pools.flatMap(({ claim, role }) =>
      claim === undefined ? [] : [{ field: claimField(plan, { role }), cause: 'was never run' }])),
    example: {
      field: 'claim', fails: { accelerators: {} }, passes: undefined, given: { kubernetes: '1.34' },
    },
  },
];

function pod(pool: Pick<PoolPlan, 'accelerator' | 'device' | 'parallelism'>) {
  const { accelerator, device } = pool;
  return {
    device: deviceNamed(device), accelerators: deviceCount(pool), ...(accelerator && { product: accelerator.product }),
  };
}

function malformed(pool: PoolPlan, field: string): Violation[] {
  const { claim } = pool;
  if (claim === undefined) return [];
  const ofClass = acceleratorClass(claimingPod(pool)!);
  return [
    ...(claim.accelerators && ofClass === undefined
      ? [{
          field: `${field}.accelerators.deviceClass`,
          cause: `no DeviceClass is known for ${deviceNamed(pool.device).title}`,
          fix: 'name the class that `kubectl get deviceclasses` shows',
        }]
      : []),
    ...classesOf(claim, ofClass).flatMap(({ at, name }) => isSubdomain(name)
      ? []
      : [{ field: `${field}.${at}.deviceClass`, cause: `must be a DNS name in lower case, got '${name}'` }]),
    ...selectorsOf(claim).flatMap(({ at, selectors }) => badSelectors(`${field}.${at}`, selectors)),
    ...groupsOf(claim, field),
    ...(claim.sameAttribute === undefined || attribute.test(claim.sameAttribute)
      ? []
      : [{
          field: `${field}.sameAttribute`,
          cause: `must be a domain and a name, for example ${PCIE_ROOT}, got '${claim.sameAttribute}'`,
        }]),
  ];
}

function classesOf(
  { accelerators, nics }: DeviceClaimSpec, ofClass: string | undefined,
): readonly { readonly at: string; readonly name: string }[] {
  return [
    ...(accelerators && ofClass !== undefined ? [{ at: 'accelerators', name: ofClass }] : []),
    ...(nics ? [{ at: 'nics', name: nics.deviceClass }] : []),
  ];
}

function selectorsOf(
  { accelerators, nics }: DeviceClaimSpec,
): readonly { readonly at: string; readonly selectors: readonly string[] }[] {
  return [
    ...(accelerators?.selectors ? [{ at: 'accelerators.selectors', selectors: accelerators.selectors }] : []),
    ...(nics?.selectors ? [{ at: 'nics.selectors', selectors: nics.selectors }] : []),
    ...(nics?.firstAvailable ?? []).map(({ selectors }, index) => (
      { at: `nics.firstAvailable[${index}].selectors`, selectors: [...nics?.selectors ?? [], ...selectors] })),
  ];
}

function badSelectors(field: string, selectors: readonly string[]): Violation[] {
  return [
    ...(selectors.length > MOST_SELECTORS
      ? [{ field, cause: `are ${selectors.length} expressions, at most ${MOST_SELECTORS} are taken` }]
      : []),
    ...selectors.some(text => text.trim() === '') ? [{ field, cause: 'an expression is empty' }] : [],
    ...selectors.some(text => Buffer.byteLength(text) > LONGEST_SELECTOR)
      ? [{ field, cause: `an expression is longer than ${LONGEST_SELECTOR} bytes` }]
      : [],
  ];
}

function groupsOf({ nics }: DeviceClaimSpec, field: string): Violation[] {
  const { firstAvailable } = nics ?? {};
  return firstAvailable === undefined || (firstAvailable.length >= 1 && firstAvailable.length <= MOST_GROUPS)
    ? []
    : [{
        field: `${field}.nics.firstAvailable`,
        cause: `must have 1 to ${MOST_GROUPS} groups, got ${firstAvailable.length}`,
      }];
}

// k8s.io/api v0.34.4 resource/v1/types.go.
const MOST_SELECTORS = 32;
const LONGEST_SELECTOR = 10 * 1024;
const MOST_GROUPS = 8;

/** A domain of at most 63 characters and a name of C of at most 32. */
const attribute
  = /^(?=[^/]{1,63}\/)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z_][A-Za-z0-9_]{0,31}$/;

function isSubdomain(name: string): boolean {
  return name.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name);
}
