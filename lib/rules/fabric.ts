import { isIP } from 'node:net';
import { isRoot } from '../serving/security';
import { eachRole } from './roles';
import { Rule, Violation } from './rule';

/** The network between the pods, and the user that it takes. */
export const fabricRules: readonly Rule[] = [
  {
    id: 'PD608',
    title: 'IPC_LOCK goes with root',
    severity: 'error',
    cause: 'a capability that is added to the container of another user has no effect: UCX cannot pin memory, leaves InfiniBand out and moves KV cache over TCP, without a word',
    fix: 'write `rdma-node-memlock` and run the node\'s container runtime with `LimitMEMLOCK=infinity`, or leave out `security.user`',
    source: 'kubernetes/kubernetes#56374; openucx/ucx: memlock below 512 MB disables the ib transports',
    evidence: 'issue',
    waivable: false,
    check: ({ prefill, spec: { security } }) => isRoot(prefill) && security?.user !== undefined && security.user !== 'image'
      ? [{ field: 'security.user', cause: `'${security.user}' is not root, and \`rdma-ipc-lock\` needs root` }]
      : [],
  },
  {
    id: 'PD609',
    title: 'A pod asks for RDMA devices by the name of a resource',
    severity: 'error',
    cause: 'extended resources are whole numbers under a qualified name; a pod that asks for anything else is refused, or waits for a node that does not exist',
    fix: 'write the name that `kubectl describe node` shows under Allocatable, for example `rdma/ib`, and 1 or more `devices`',
    source: 'Kubernetes 1.34 pkg/apis/core/validation, ValidateResourceQuantityValue and IsExtendedResourceName',
    evidence: 'read',
    waivable: false,
    check: ({ spec: { fabric } }) => fabric === undefined || fabric === 'tcp'
      ? []
      : [
          ...(fabric.resource === undefined || resourceName.test(fabric.resource) ? [] : [{ field: 'fabric.resource', cause: `'${fabric.resource}' is not a name such as rdma/ib` }]),
          ...(fabric.devices === undefined || (Number.isInteger(fabric.devices) && fabric.devices >= 1 && fabric.devices <= MAX_DEVICES)
            ? []
            : [{ field: 'fabric.devices', cause: `must be a whole number between 1 and ${MAX_DEVICES}, got ${fabric.devices}` }]),
        ],
  },
  {
    id: 'PD610',
    title: 'The API server\'s addresses are IP blocks',
    severity: 'error',
    cause: 'the API server refuses a NetworkPolicy with anything but an address and a prefix length',
    fix: 'write for example `10.0.0.10/32`',
    source: 'Kubernetes 1.34 pkg/apis/networking/validation, ValidateIPBlock',
    evidence: 'read',
    waivable: false,
    check: ({ spec: { operations } }) => (operations?.networkPolicies?.apiServer ?? []).flatMap((block, index) => isBlock(block)
      ? []
      : [{ field: `operations.networkPolicies.apiServer[${index}]`, cause: `'${block}' is not an IP block` }]),
  },
  {
    id: 'PD611',
    title: 'Weights come from where the policies let the engines go',
    severity: 'warning',
    cause: 'the policy for the download opens port 443; a mirror or proxy on another port is not reached, and the pods wait for their weights until their startup budget is gone',
    fix: 'offer the mirror on port 443, or fill the cache beforehand and write `modelCache.filled: true`',
    source: 'lib/operations/network-flows.ts; huggingface_hub 2.4.0: HF_ENDPOINT',
    evidence: 'read',
    check: plan => plan.operations.networkPolicies?.download
      ? eachRole(role => ['HF_ENDPOINT', 'HTTPS_PROXY', 'https_proxy'].flatMap((name): Violation[] => {
          const value = plan[role].extraEnv[name];
          const port = typeof value === 'string' ? portOf(value) : '443';
          return port === '443' ? [] : [{ field: `${role}.extraEnv.${name}`, cause: `\`${name}\` is on port ${port}, and the policies open 443` }];
        }))
      : [],
  },
];

/** More than a node has slots for. */
const MAX_DEVICES = 64;

const resourceName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

function isBlock(text: string): boolean {
  const [address = '', length = '', ...rest] = text.split('/');
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return rest.length === 0 && /^(0|[1-9]\d*)$/.test(length) && Number(length) <= longest;
}

function portOf(url: string): string {
  if (!URL.canParse(url)) return '443';
  const { port, protocol } = new URL(url);
  return port || (protocol === 'http:' ? '80' : '443');
}
