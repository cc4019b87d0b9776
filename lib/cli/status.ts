import { Command } from 'commander';
import { attachmentCauses } from '../cluster/causes/attachment';
import { selectionCauses } from '../cluster/causes/selection';
import { groupOf } from '../cluster/dist-deployment';
import { Pod } from '../kube/kubernetes-objects';
import { phaseOf } from '../cluster/run/pod-phase';
import { driftOf } from '../cluster/run/drift';
import { lookAt } from '../cluster/run/rollout';
import { clusterCommand, ClusterCommandOptions, runClusterCommand } from './cluster-command';
import { examples } from './examples';
import { ageOf, driftText, partLine, restartsOf, urlOf } from './status-text';

/** `llmd status`. */
export function statusCommand(): Command {
  return clusterCommand('status <deployment>')
    .description(
      'shows pods by role, pool, route, gateway and URL, what is wrong, and how the cluster differs from the file',
    )
    .addHelpText('after', examples('llmd status llm-d-llama31', 'llmd status llm-d-llama31 --output json'))
    .action(async (deployment: string, options: ClusterCommandOptions) => {
      process.exitCode = await runStatus(deployment, options);
    });
}

/**
 * Shows the state of a deployment: pods by role, pool, route and gateway, what is wrong, what was applied, and how the
 * cluster differs from the file.
 */
export function runStatus(name: string, options: ClusterCommandOptions): Promise<number> {
  return runClusterCommand(name, options, async ({ client, file, print }) => {
    const { deployment } = file;
    const drift = await driftOf(client, deployment);
    if (drift.isAbsent) {
      const cause = `nothing is deployed yet in namespace ${deployment.namespace}: run \`llmd deploy ${name}\``;
      print(`✖ ${cause}`);
      return { ok: false, causes: [cause] };
    }
    const { parts, complete, causes: ofPods, evidence } = await lookAt(client, deployment);
    const causes = [...ofPods, ...attachmentCauses(evidence), ...selectionCauses(evidence)];
    parts.forEach(part => print(partLine(part, deployment, evidence.pods)));
    const { gateway, pool, route } = evidence;
    const objects = [
      `InferencePool ${deployment.pool.metadata.name} of ${groupOf(deployment.pool)}: ${pool ? 'exists' : 'not found'}`,
      `HTTPRoute ${deployment.route.metadata.name}: ${route ? 'exists' : 'not found'}`,
      `Gateway ${deployment.gateway.metadata.name}: ${gateway ? 'exists' : 'not found'}`,
    ];
    objects.forEach(print);
    const { images, model } = deployment;
    const url = urlOf(gateway);
    print(`URL ${url ?? 'not known: the gateway has no address'}, model ${model}`);
    driftText(drift, file).forEach(print);
    causes.forEach(cause => print(`✖ ${cause}`));
    const pods = evidence.pods.map((pod: Pod) => ({
      name: pod.metadata.name,
      phase: phaseOf(pod),
      node: pod.spec.nodeName,
      ageSeconds: ageOf(pod),
      restarts: restartsOf(pod),
    }));
    const { applied, differences, unknown } = drift;
    return {
      ok: complete && causes.length === 0, parts, objects, causes, pods, url, model, images, applied, differences,
      ...(unknown !== undefined && { differencesUnknown: unknown }),
    };
  });
}
