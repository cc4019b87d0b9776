import { accelerators } from '../../../devices/accelerators';
import { gpus, gpusOfReplica } from '../../../plan/model-server-pool-props';
import { amount, gib } from '../../language/amount';
import { givenModel } from '../../language/example';
import { MAX_GPUS } from '../../language/node-size';
import { Rule } from '../../language/rule';

/** The least that an engine was found to run with, and more than any is. */
const LEAST_MEMORY_GIB = 12;
const LEAST_CPUS = 2;
const MOST_MEMORY_GIB = 8 * 1024;
const MOST_CPUS = 512;

/** GPUs of a cluster of 5,000 nodes. */
const MOST_GPUS = 5000 * MAX_GPUS;

/** What the pods ask of nodes and of the cluster. */
export const nodeResourceRules: readonly Rule[] = [
  {
    id: 'PD217',
    title: 'A pod has no more GPUs than a node with its accelerator',
    severity: 'error',
    cause: 'a pod runs on one node; with more GPUs than any node has it stays pending',
    fix: 'lower `tensor`, spread the engine over several `nodes`, or say how many the nodes have: '
      + '`Accelerator.like(\'...\', { gpusPerNode })`',
    source: '`gpusPerNode` in lib/devices/accelerators.ts',
    evidence: 'read',
    holdsFor: 'accelerators whose nodes are known',
    check: ({ pools }) => pools.flatMap((pool) => {
      const { accelerator } = pool;
      const most = accelerator?.facts?.gpusPerNode;
      const { data, pipeline, tensor } = pool.parallelism;
      // Sizes that are no whole numbers have their own rule.
      return most === undefined || !(gpus(pool) > most)
        ? []
        : [{
            field: `${pool.role}.parallelism.${tensor > most ? 'tensor' : pipeline > 1 ? 'pipeline' : 'nodes'}`,
            cause: `nodes with ${accelerator?.product} have ${most} GPUs, a ${pool.role} pod needs ${gpus(pool)}`,
            fix:
              `set \`tensor\` to at most ${most} or \`nodes\` to ${Math.ceil(tensor * pipeline * data / most)}, `
              + 'or say how many the nodes have: '
              + `\`accelerator: ${written(accelerator!.product)}\``,
          }];
    }),
    example: {
      field: 'decode.parallelism',
      fails: { tensor: 8 },
      passes: { tensor: 4 },
      given: {
        ...givenModel('meta-llama/Llama-3.1-70B-Instruct', 'PD508'),
        'accelerator': 'NVIDIA-GB200',
        'engine.maxModelLen': 8192,
        'prefill.parallelism': { tensor: 2 },
      },
      implies: ['PD323'],
    },
  },
  {
    id: 'PD218',
    title: 'An engine has the memory and the CPUs that its processes need',
    severity: 'warning',
    cause:
      'weights are read through the memory of the pod, a part at a time, so less than their size is enough; but the '
      + 'server, the engine and a process for each GPU hold Python, torch and CUDA, and are killed above the limit '
      + '(OOMKilled). With less than a CPU for each process that is busy all the time, every step of the engine waits',
    fix: `set \`memory\` to ${LEAST_MEMORY_GIB}Gi or more, and \`cpu\` to ${LEAST_CPUS} or more`,
    source:
      'vLLM 0.27.1 vllm/v1/executor/multiproc_executor.py (a process for each GPU) and '
      + 'vllm/model_executor/model_loader/weight_utils.py, safetensors_weights_iterator; the least in '
      + 'the guides of llm-d is 12Gi, and in the samples of KServe 2 CPUs, neither read at a tag; how little is enough '
      + 'was not measured',
    evidence: 'read',
    check: ({ pools }) => pools.flatMap((pool) => {
      const [memory, cpu] = [gib(pool.memory), amount(pool.cpu)];
      return [
        ...(memory !== undefined && memory > 0 && memory < LEAST_MEMORY_GIB
          ? [{
              field: `${pool.role}.memory`,
              cause: `no engine was found that runs with less than ${LEAST_MEMORY_GIB}Gi, got ${pool.memory}`,
              fix: `set \`memory\` to ${LEAST_MEMORY_GIB}Gi or more`,
            }]
          : []),
        ...(cpu !== undefined && cpu > 0 && cpu < LEAST_CPUS
          ? [{
              field: `${pool.role}.cpu`,
              cause: `no engine was found that runs with less than ${LEAST_CPUS} CPUs, got ${pool.cpu}`,
              fix: `set \`cpu\` to ${LEAST_CPUS} or more`,
            }]
          : []),
      ];
    }),
    example: { field: 'decode.memory', fails: '2Gi', passes: '64Gi', implies: ['PD118'] },
  },
  {
    id: 'PD219',
    title: 'A node can have the memory and the CPUs of a pod',
    severity: 'warning',
    cause: 'a pod that asks for more than any node has stays pending',
    fix: 'set what a node of yours has, less what the system keeps, or waive the rule with the name of the node',
    source:
      `no list of nodes was read: ${MOST_CPUS} CPUs and ${MOST_MEMORY_GIB / 1024} TiB are more than the nodes of any `
      + 'shape that was read ask for, and the rule is about slips of a unit',
    evidence: 'read',
    check: ({ pools }) => pools.flatMap(pool => [
      ...((gib(pool.memory) ?? 0) > MOST_MEMORY_GIB
        ? [{ field: `${pool.role}.memory`, cause: `no node with GPUs is known to have ${pool.memory}` }]
        : []),
      ...((amount(pool.cpu) ?? 0) > MOST_CPUS
        ? [{ field: `${pool.role}.cpu`, cause: `no node with GPUs is known to have ${pool.cpu} CPUs` }]
        : []),
    ]),
    example: { field: 'decode.memory', fails: '100Ti', passes: '512Gi' },
  },
  {
    id: 'PD220',
    title: 'A cluster can have the GPUs of the deployment',
    severity: 'warning',
    cause: 'pods that no node has room for stay pending',
    fix: 'correct `replicas`',
    source: 'Kubernetes documentation, Considerations for large clusters: no more than 5,000 nodes; 16 GPUs a node',
    evidence: 'read',
    check: ({ pools }) => {
      const all = pools.reduce((sum, pool) => sum + pool.replicas * gpusOfReplica(pool), 0);
      const [largest] = [...pools].sort((a, b) => b.replicas * gpusOfReplica(b) - a.replicas * gpusOfReplica(a));
      return largest && all > MOST_GPUS
        ? [{
            field: `${largest.role}.replicas`,
            cause: `the pods need ${all} GPUs, and a cluster of 5,000 nodes has at most ${MOST_GPUS}`,
          }]
        : [];
    },
    example: { field: 'decode.replicas', fails: 1_000_000, passes: 400 },
  },
];

function written(product: string): string {
  return Object.hasOwn(accelerators, product)
    ? `Accelerator.like('${product}', { gpusPerNode })`
    : 'Accelerator.of({ ..., gpusPerNode })';
}
