import { Command } from 'commander';
import { rolesIn } from '../cluster/dist-deployment';
import { GpuUse, gpuUse, UnknownUse } from '../cluster/run/gpu-use';
import { clusterCommand, ClusterCommandOptions, DoesNotWork, runClusterCommand } from './cluster-command';
import { examples } from './examples';

/** `llmd top`. */
export function topCommand(): Command {
  return clusterCommand('top <deployment>')
    .description('shows utilization and memory of the GPUs, by role')
    .addHelpText('after', examples('llmd top llm-d-llama31'))
    .action(async (deployment: string, options: ClusterCommandOptions) => {
      process.exitCode = await runTop(deployment, options);
    });
}

/** Prints utilization and memory of the GPUs of each role. */
export function runTop(name: string, options: ClusterCommandOptions): Promise<number> {
  return runClusterCommand(name, options, async ({ client, file: { deployment }, print }) => {
    const uses = await gpuUse(client, deployment);
    if (uses.length === 0)
      throw new DoesNotWork([
        `no engine is ready in namespace ${deployment.namespace}; run \`llmd status ${name}\``,
      ]);
    const width = Math.max(...uses.map(({ pod }) => pod.length));
    print(`${'role'.padEnd(7)}  ${'pod'.padEnd(width)}  gpu  use    memory`);
    for (const use of uses) print(`${use.role.padEnd(7)}  ${use.pod.padEnd(width)}  ${text(use)}`);
    for (const { role } of rolesIn(deployment)) print(summary(role, uses));
    return { ok: uses.every(use => !('why' in use)), gpus: uses };
  });
}

function text(use: GpuUse | UnknownUse): string {
  if ('why' in use) return `could not be read: ${use.why}`;
  const { index, product, totalMiB, usedMiB, utilization } = use;
  return (
    `${`${index}`.padStart(3)}  ${`${utilization}`.padStart(3)}%  ${gib(usedMiB)} of ${gib(totalMiB)} GiB, `
    + `${product}`
  );
}

function summary(role: string, uses: readonly (GpuUse | UnknownUse)[]): string {
  const known = uses.filter((use): use is GpuUse => use.role === role && !('why' in use));
  if (known.length === 0) return `${role}: unknown`;
  const mean = known.reduce((sum, { utilization }) => sum + utilization, 0) / known.length;
  return `${role}: ${known.length} GPUs, ${mean.toFixed(0)}% in use on average`;
}

function gib(mib: number): string {
  return (mib / 1024).toFixed(1);
}
