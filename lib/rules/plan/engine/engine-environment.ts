import { derivedEnv } from '../../../constructs/serving/model-server-env';
import { oneGpu } from '../../../plan/parallelism';
import { Rule, Violation } from '../../language/rule';

/** What the values of environment variables mean: for the container and for UCX. */
export const engineEnvironmentRules: readonly Rule[] = [
  {
    id: 'PD126',
    title: 'A variable in a value is defined before it',
    severity: 'error',
    cause:
      'Kubernetes replaces `$(NAME)` by an earlier variable of the same container; the environment of the image is not '
      + 'seen, and where no earlier variable has the name the text stays as it is',
    fix: 'set the whole value, or define the variable before this one; `$$(NAME)` is the text itself',
    source: 'Kubernetes documentation, Define Dependent Environment Variables; llm-d/llm-d#1063',
    evidence: 'read',
    check: plan =>
      plan.pools.flatMap((pool) => {
        // Names do not depend on the number of GPUs, which may be nonsense here.
        const withOneGpu = { ...pool, parallelism: oneGpu, modelCache: { name: '' } };
        const defined = new Set(Object.keys(derivedEnv(withOneGpu)));
        return Object.entries(pool.extraEnv).flatMap(([name, value]): Violation[] => {
          const missing = referencesIn(value).filter(reference => !defined.has(reference));
          defined.add(name);
          const field = `${pool.role}.extraEnv.${name}`;
          return missing.map(reference => ({ field, cause: `no earlier variable of the container is ${reference}` }));
        });
      }),
    example: {
      field: 'decode.extraEnv',
      fails: { MY_PATH: '/opt/acme:$(OTHER)' },
      passes: { OTHER: '/opt', MY_PATH: '/opt/acme:$(OTHER)' },
    },
  },
  {
    id: 'PD127',
    title: 'The search paths of the image are not replaced',
    severity: 'warning',
    cause:
      'a variable of a container replaces that of its image: without the folders that the image names, CUDA libraries, '
      + 'Python packages or programs are not found, and the engine exits at start',
    fix: 'remove the variable, or set it to the value of the image with the new folder added, and waive the rule',
    source: 'llm-d/llm-d#1063; vllm-project/vllm#23935',
    evidence: 'issue',
    check: plan =>
      plan.pools.flatMap(pool =>
        Object.keys(pool.extraEnv)
          .filter(name => searchPaths.has(name))
          .map(name => ({ field: `${pool.role}.extraEnv.${name}`, cause: `replaces \`${name}\` of the image` })),
      ),
    example: { field: 'decode.extraEnv', fails: { LD_LIBRARY_PATH: '/opt/lib' }, passes: { ACME_LIBRARY: '/opt/lib' } },
  },
  {
    id: 'PD143',
    title: 'A network interface that a variable names is in the pod',
    severity: 'warning',
    cause:
      'a pod has `lo` and `eth0`, whatever the interfaces of its node are called; NCCL that finds none of those named '
      + 'ends the engine at start, also where all its GPUs are in one pod',
    fix: 'remove the variable, or name `eth0`; where another network is attached to the pod, waive the rule',
    source: 'NVIDIA/nccl#1837',
    evidence: 'issue',
    check: plan => plan.pools.flatMap(pool => interfaceVariables.flatMap((name): Violation[] => {
      const value = pool.extraEnv[name];
      // A list of beginnings; with `^` those that are not taken, with `=` whole names.
      if (typeof value !== 'string' || value === '' || value.startsWith('^')) return [];
      const named = value.replace(/^=/, '').split(',').map(entry => entry.trim().split(':')[0]!);
      return named.some(entry => ['eth0', 'lo'].some(own => own.startsWith(entry)))
        ? []
        : [{ field: `${pool.role}.extraEnv.${name}`, cause: `'${value}' is no interface that every pod has` }];
    })),
    example: {
      field: 'decode.extraEnv', fails: { NCCL_SOCKET_IFNAME: 'ens5' }, passes: { NCCL_SOCKET_IFNAME: 'eth0' },
      implies: ['PD322'],
    },
  },
  {
    id: 'PD144',
    title: 'GPUs exchange data on the fastest way that the node has',
    severity: 'warning',
    cause:
      'the GPUs of one engine exchange the results of every layer: without peer-to-peer copies and without shared '
      + 'memory they do so over a slower way, for every token',
    fix: 'remove the variable, or waive the rule with the fault that it works round',
    source: 'NCCL documentation, environment variables: NCCL_P2P_DISABLE, NCCL_P2P_LEVEL, NCCL_SHM_DISABLE',
    evidence: 'read',
    check: plan => plan.pools.filter(({ parallelism }) => parallelism.tensor > 1).flatMap(pool =>
      Object.entries(slowWays).flatMap(([name, slow]): Violation[] => {
        const value = pool.extraEnv[name];
        return typeof value === 'string' && slow.test(value)
          ? [{
              field: `${pool.role}.extraEnv.${name}`,
              cause: `'${value}' slows the exchange between the ${pool.parallelism.tensor} GPUs of an engine`,
            }]
          : [];
      })),
    example: {
      field: 'decode.extraEnv', fails: { NCCL_P2P_DISABLE: '1' }, passes: { NCCL_P2P_DISABLE: '0' },
      given: { 'prefill.parallelism': { tensor: 2 }, 'decode.parallelism': { tensor: 2 } },
      implies: ['PD322'],
    },
  },
  {
    id: 'PD616',
    title: '`UCX_NET_DEVICES` names devices of the fabric',
    severity: 'error',
    cause:
      '`UCX_NET_DEVICES` is the list of all network devices that UCX may use: with network interfaces only, KV cache '
      + 'goes over TCP although the pods have RDMA devices; with RDMA devices only, pods without them have no '
      + 'transport',
    fix:
      'remove `UCX_NET_DEVICES`, or name devices of the fabric, for example `mlx5_0:1` with RDMA and `eth0` with '
      + 'TCP',
    source: 'openucx/ucx docs/source/faq.md, "Which network devices does UCX use?"',
    evidence: 'read',
    check: ({ pools, spec: { fabric } }) =>
      pools.flatMap((pool): Violation[] => {
        const value = pool.extraEnv.UCX_NET_DEVICES;
        if (typeof value !== 'string' || value === 'all') return [];
        const interfaces = value.split(',').filter(device => networkInterface.test(device.trim()));
        const field = `${pool.role}.extraEnv.UCX_NET_DEVICES`;
        const rdma = typeof fabric === 'object';
        if (rdma && interfaces.length === value.split(',').length)
          return [{ field, cause: `'${value}' has no RDMA device, but the fabric is ${fabric.network}` }];
        if (!rdma && interfaces.length === 0)
          return [{ field, cause: `'${value}' has no network interface, but the fabric is TCP` }];
        return [];
      }),
    example: {
      field: 'decode.extraEnv',
      fails: { UCX_NET_DEVICES: 'eth0' },
      passes: { UCX_NET_DEVICES: 'mlx5_0:1' },
      given: {
        'fabric': { type: 'rdma-node-memlock', network: 'infiniband' },
        'prefill.extraEnv': { UCX_NET_DEVICES: 'mlx5_0:1' },
      },
      implies: ['PD322'],
    },
  },
];

/** By which NCCL, and Gloo of PyTorch, choose the network interface of their sockets. */
const interfaceVariables = ['NCCL_SOCKET_IFNAME', 'GLOO_SOCKET_IFNAME', 'TP_SOCKET_IFNAME'];

const slowWays: Readonly<Record<string, RegExp>> = {
  NCCL_P2P_DISABLE: /^[1-9]/, NCCL_P2P_LEVEL: /^(LOC|0)$/, NCCL_SHM_DISABLE: /^[1-9]/,
};

const searchPaths = new Set(['PATH', 'LD_LIBRARY_PATH', 'PYTHONPATH']);

/** Names that Linux gives to interfaces of the network: eth0, ens5, enp1s0, bond0, ib0 (IP over InfiniBand), lo. */
const networkInterface = /^(eth|en[opsx]|bond|br|lo$|ib\d|net\d|wl)/;

function referencesIn(value: unknown): string[] {
  if (typeof value !== 'string') return [];
  return [...value.matchAll(/\$\$|\$\(([A-Za-z_][A-Za-z0-9_.-]*)\)/g)].flatMap(([, name]) => name ?? []);
}
