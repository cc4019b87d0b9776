import { partFields } from '../../plan/operations/parts';
import type { AutoscalingSpec, OperationsSpec, RdmaSpec, SecuritySpec } from '../../spec/operations';
import type { Role } from '../../spec/role';
import {
  anyOf, boolean, list, number, object, oneOf, optional, Shape, string, wholeNumber,
} from '../../schema/shape';

/** `operations` of a spec. */
export const operations: Shape = object<OperationsSpec>({ topologySpread: optional(boolean), ...partFields });

/** `autoscaling` of a role. */
export const autoscaling: Shape = object<AutoscalingSpec>({
  maxReplicas: number,
  minReplicas: optional(wholeNumber(0, 1_000_000)),
  queue: optional(number),
  waiting: optional(number),
  running: optional(number),
  saturation: optional(number),
  upSeconds: optional(wholeNumber(0, 3600)),
  downSeconds: optional(wholeNumber(0, 3600)),
  kvCacheUsage: optional(number),
  promptTokens: optional(number),
});

const rdma = object<RdmaSpec>({
  type: oneOf('rdma-node-memlock', 'rdma-ipc-lock'),
  network: oneOf('infiniband', 'roce', 'efa'),
  resource: optional(string),
  devices: optional(anyOf('a number or { prefill, decode }', number, object<Record<Role, number>>({
    prefill: number, decode: number,
  }))),
  instanceType: optional(string),
});

/** `fabric` of a spec. */
export const fabric: Shape = (value, field) =>
  typeof value === 'object' ? rdma(value, field) : anyOf('\'tcp\' or { type, network }', oneOf('tcp'))(value, field);

/** `security` of a spec. */
export const security: Shape = object<SecuritySpec>({
  user: optional(oneOf('image', 'high', 'openshift')),
  readOnlyEngine: optional(boolean),
  capabilities: optional(list(oneOf(
    'IPC_LOCK', 'NET_ADMIN', 'NET_RAW', 'SYS_NICE', 'SYS_PTRACE', 'SYS_RAWIO', 'SYS_RESOURCE',
  ))),
});
