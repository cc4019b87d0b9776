import { Command } from 'commander';
import { attachmentCauses } from '../cluster/causes/attachment';
import { selectionCauses } from '../cluster/causes/selection';
import { groupOf } from '../cluster/dist-deployment';
import { Pod } from '../kube/kubernetes-objects';
import { phaseOf } from '../cluster/run/pod-phase';
import { lookAt, partText } from '../cluster/run/rollout';
import { clusterCommand, ClusterCommandOptions, runClusterCommand } from './cluster-command';
import { examples } from './examples';

/** `llmd status`. */
export function statusCommand(): Command {
  return clusterCommand('status <deployment>')
    .description('shows pods by role, pool, route and gateway, and what is wrong')
    .addHelpText('after', examples('llmd status llm-d-llama31', 'llmd status llm-d-llama31 --output json'))
    .action(async (deployment: string, options: ClusterCommandOptions) => {
      process.exitCode = await runStatus(deployment, options);
    });
}

/** Shows the state of a deployment: pods by role, pool, route and gateway, and what is wrong. */
export function runStatus(name: string, options: ClusterCommandOptions): Promise<number> {
  return runClusterCommand(name, options, async ({ client, file: { deployment }, print }) => {
    const { parts, complete, causes: ofPods, evidence } = await lookAt(client, deployment);
    const causes = [...ofPods, ...attachmentCauses(evidence), ...selectionCauses(evidence)];
    parts.forEach(part => print(partText(part)));
    const { gateway, pool, route } = evidence;
    const objects = [
      `InferencePool ${deployment.pool.metadata.name} of ${groupOf(deployment.pool)}: ${pool ? 'exists' : 'not found'}`,
      `HTTPRoute ${deployment.route.metadata.name}: ${route ? 'exists' : 'not found'}`,
      `Gateway ${deployment.gateway.metadata.name}: ${gateway ? 'exists' : 'not found'}`,
    ];
    objects.forEach(print);
    causes.forEach(cause => print(`✖ ${cause}`));
    const pods = evidence.pods.map((pod: Pod) => ({
      name: pod.metadata.name,
      phase: phaseOf(pod),
      node: pod.spec.nodeName,
    }));
    return { ok: complete && causes.length === 0, parts, objects, causes, pods };
  });
}
