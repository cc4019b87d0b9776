import { statedPolicies } from '../../../plan/operations/network-policies';
import { isIP } from 'node:net';
import { isRoot } from '../../../constructs/serving/security';
import { sourceOf } from '../../../model-sources/sources';
import type { PoolPlan } from '../../../plan/pool-plan';
import type { RdmaSpec } from '../../../spec/operations';
import { onceByField } from '../../language/once-by-field';
import { Rule, Violation } from '../../language/rule';

/** The network between the pods, and the user that it takes. */
export const fabricRules: readonly Rule[] = [
  {
    id: 'PD608',
    title: 'A capability is used only with root',
    severity: 'error',
    cause:
      'a capability has no effect in a container of a non-root user: without IPC_LOCK UCX cannot pin memory, does not '
      + 'use InfiniBand, and silently transfers KV cache over TCP',
    fix:
      'use `rdma-node-memlock` and run the container runtime of the nodes with `LimitMEMLOCK=infinity`, and remove '
      + '`security.capabilities`; or remove `security.user`',
    source: 'kubernetes/kubernetes#56374; openucx/ucx: memlock below 512 MB disables the ib transports',
    evidence: 'issue',
    check: ({ pools }) =>
      onceByField(pools.filter(isRoot).flatMap(({ security: { capabilities, user } }) =>
        user === 'image'
          ? []
          : [{
              field: 'security.user',
              cause: `'${user}' is not root, but `
                + `${capabilities.length > 0 ? '`security.capabilities`' : '`rdma-ipc-lock`'} needs root`,
            }])),
    example: {
      field: 'security',
      fails: { user: 'high' },
      passes: undefined,
      given: { fabric: { type: 'rdma-ipc-lock', network: 'infiniband' } },
    },
  },
  {
    id: 'PD609',
    title: 'RDMA devices have a valid resource name and number',
    severity: 'error',
    cause:
      'extended resources are whole numbers with a qualified name; any other request is refused, or the pod '
      + 'waits for a node that does not exist',
    fix:
      'set `resource` to a name that `kubectl describe node` shows under Allocatable, for example `rdma/ib`, '
      + 'and `devices` to at least 1',
    source: 'Kubernetes 1.34 pkg/apis/core/validation, ValidateResourceQuantityValue and IsExtendedResourceName',
    evidence: 'read',
    waivable: false,
    check: ({ spec: { fabric } }) =>
      fabric === undefined || fabric === 'tcp'
        ? []
        : [
            ...(fabric.resource === undefined || resourceName.test(fabric.resource)
              ? []
              : [
                  {
                    field: 'fabric.resource',
                    cause: `must be a resource name such as rdma/ib, got '${fabric.resource}'`,
                  },
                ]),
            ...devicesOf(fabric)
              .filter(({ count }) => !(Number.isInteger(count) && count >= 1 && count <= MAX_DEVICES))
              .map(({ count, field }) => ({
                field, cause: `must be a whole number between 1 and ${MAX_DEVICES}, got ${count}`,
              })),
          ],
    example: {
      field: 'fabric',
      fails: { type: 'rdma-node-memlock', network: 'roce', devices: 0 },
      passes: { type: 'rdma-node-memlock', network: 'roce' },
    },
  },
  {
    id: 'PD610',
    title: 'The addresses in the network policies are IP blocks',
    severity: 'error',
    cause: 'the API server refuses a NetworkPolicy with anything but an address and a prefix length',
    fix: 'use an IP block, for example `10.0.0.10/32`',
    source: 'Kubernetes 1.34 pkg/apis/networking/validation, ValidateIPBlock',
    evidence: 'read',
    waivable: false,
    check: ({ spec }) => {
      const { apiServer = [], egress = [], weights = [] } = statedPolicies(spec) ?? {};
      return [
        ...apiServer.map((block, index) => ({ block, at: `apiServer[${index}]` })),
        ...egress.map(({ cidr }, index) => ({ block: cidr, at: `egress[${index}].cidr` })),
        ...weights.map((block, index) => ({ block, at: `weights[${index}]` })),
      ].flatMap(({ at, block }) =>
        isBlock(block)
          ? []
          : [{ field: `operations.networkPolicies.${at}`, cause: `'${block}' is not an IP block` }],
      );
    },
    example: {
      field: 'operations.networkPolicies',
      fails: { apiServer: ['10.0.0.10'] },
      passes: { apiServer: ['10.0.0.10/32'] },
    },
  },
  {
    id: 'PD611',
    title: 'The network policies allow the download of weights',
    severity: 'warning',
    cause:
      'the policy for the download opens port 443; a mirror or proxy on another port cannot be reached, and '
      + 'the pods wait for their weights until their startup budget ends',
    fix:
      'open the address and port of the mirror or proxy in `operations.networkPolicies.egress`, or fill the cache '
      + 'beforehand and set `modelCache.filled: true`',
    source: 'lib/constructs/operations/network-flows.ts; huggingface_hub 2.4.0: HF_ENDPOINT',
    evidence: 'read',
    check: (plan) => {
      const { networkPolicies } = plan.operations;
      if (networkPolicies === undefined || plan.pools.every(({ model: { offline } }) => offline)) return [];
      const { downloadPorts, egress, weights } = networkPolicies;
      // What a further egress leads to is not known here: its port is taken for the proxy's.
      const opened = [...downloadPorts, ...egress.flatMap(({ ports }) => ports)];
      return opened.length === 0
        ? weights === undefined
          ? []
          : [{
              field: 'operations.networkPolicies.weights',
              cause: 'names no IP block, and `egress` opens no other way to the weights',
            }]
        : plan.pools.flatMap(pool =>
            mirrorsOf(pool).flatMap(({ name, port }): Violation[] =>
              opened.includes(Number(port))
                ? []
                : [
                    {
                      field: `${pool.role}.extraEnv.${name}`,
                      cause: `\`${name}\` is on port ${port}, but the policies open ${opened.join()}`,
                      fix:
                        `add \`{ cidr: <its IP block>, ports: [${port}] }\` to `
                        + '`operations.networkPolicies.egress`, or fill the cache beforehand and set '
                        + '`modelCache.filled: true`',
                    },
                  ],
            ),
          );
    },
    example: {
      field: 'decode.extraEnv',
      fails: { HF_ENDPOINT: 'http://mirror:8080' },
      passes: { HF_ENDPOINT: 'https://mirror' },
      given: { 'operations.networkPolicies': {} },
    },
  },
  {
    id: 'PD615',
    title: '`UCX_TLS` allows the RDMA transports of the fabric',
    severity: 'error',
    cause:
      '`UCX_TLS` is the list of all transports that UCX may use: without an RDMA transport the pods get RDMA '
      + 'devices but transfer KV cache over TCP, and only a slow first token shows it',
    fix:
      'remove `UCX_TLS`, add `rc` and the transports of the GPU to it (`rc,cuda_copy,cuda_ipc`), or set '
      + '`fabric: \'tcp\'`',
    source:
      'openucx/ucx docs/source/faq.md, UCX_TLS; openucx/ucx 1.19.0 NEWS: `UCX_TLS=^ib` disables all its transports',
    evidence: 'read',
    check: ({ spec: { fabric }, ...plan }) =>
      fabric === undefined || fabric === 'tcp'
        ? []
        : plan.pools.flatMap((pool) => {
            const value = pool.extraEnv.UCX_TLS;
            return typeof value !== 'string' || allowsRdma(value)
              ? []
              : [
                  {
                    field: `${pool.role}.extraEnv.UCX_TLS`,
                    cause: `'${value}' has no RDMA transport, but the fabric is ${fabric.network}`,
                  },
                ];
          }),
    example: {
      field: 'decode.extraEnv',
      fails: { UCX_TLS: 'tcp' },
      passes: { UCX_TLS: 'rc,cuda_copy,cuda_ipc' },
      given: { fabric: { type: 'rdma-node-memlock', network: 'infiniband' } },
      implies: ['PD322'],
    },
  },
];

/** The numbers of devices that a fabric states, for both roles or for each. */
function devicesOf({ devices }: RdmaSpec): { readonly count: number; readonly field: string }[] {
  if (typeof devices === 'object')
    return Object.entries(devices).map(([role, count]) => ({ count, field: `fabric.devices.${role}` }));
  return devices === undefined ? [] : [{ count: devices, field: 'fabric.devices' }];
}

/** More than a node has slots for. */
const MAX_DEVICES = 64;

const resourceName
  = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/**
 * Whether a value of `UCX_TLS` leaves RDMA to UCX: a list of what is allowed or, after `^`, of what is not. `\\` before
 * a name leaves its helpers out.
 */
function allowsRdma(value: string): boolean {
  const names = value.replace(/^\^/, '').split(',').map(name => name.trim().replace(/^\\/, ''));
  return value.startsWith('^')
    ? !names.some(name => name === 'all' || name === 'ib') && !['rc', 'ud', 'dc'].every(name => names.includes(name))
    : names.some(name => /^(all|ib|(rc|ud|dc)(_\w+)?)$/.test(name));
}

function isBlock(text: string): boolean {
  const [address = '', length = '', ...rest] = text.split('/');
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return rest.length === 0 && /^(0|[1-9]\d*)$/.test(length) && Number(length) <= longest;
}

/** The mirrors and proxies of a role by which its model is downloaded, each with its port. */
function mirrorsOf({ extraEnv, model }: PoolPlan): { readonly name: string; readonly port: string }[] {
  return [...sourceOf(model).mirrorEnv, 'HTTPS_PROXY', 'https_proxy'].flatMap((name) => {
    const value = extraEnv[name];
    return typeof value === 'string' ? [{ name, port: portOf(value) }] : [];
  });
}

function portOf(url: string): string {
  if (!URL.canParse(url)) return '443';
  const { port, protocol } = new URL(url);
  return port || (protocol === 'http:' ? '80' : '443');
}
