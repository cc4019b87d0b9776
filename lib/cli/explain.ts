import { Command } from 'commander';
import { podEvents } from '../cluster/causes/pod-events';
import { podCauses } from '../cluster/causes/pods';
import { gatherEvidence } from '../cluster/causes/gather-evidence';
import { containersOf, isReady } from '../kube/kubernetes-objects';
import { phaseOf } from '../cluster/run/pod-phase';
import { clusterCommand, ClusterCommandOptions, runClusterCommand } from './cluster-command';
import { CommandLineMistake } from './dist-file';
import { examples } from './examples';

/** `llmd explain`. */
export function explainCommand(): Command {
  return clusterCommand('explain <deployment> <pod>')
    .description('explains why a pod is not ready, and what to do')
    .addHelpText('after', examples('llmd explain llm-d-llama31 llm-d-llama31-decode-6f9c4-x7k2p'))
    .action(async (deployment: string, pod: string, options: ClusterCommandOptions) => {
      process.exitCode = await runExplain(deployment, pod, options);
    });
}

/** Explains why a pod is not ready and what to do, with its last events. */
export function runExplain(name: string, podName: string, options: ClusterCommandOptions): Promise<number> {
  return runClusterCommand(name, options, async ({ client, file: { deployment }, print }) => {
    const evidence = await gatherEvidence(client, deployment);
    const pod = evidence.pods.find(({ metadata }) => metadata.name === podName);
    if (pod === undefined) {
      const names = evidence.pods.map(({ metadata }) => metadata.name);
      throw new CommandLineMistake(
        `pod '${podName}' does not exist in namespace ${deployment.namespace}; existing pods: `
        + `${names.join(', ') || 'none'}`,
      );
    }
    const events = podEvents(pod, evidence.events);
    const causes = isReady(pod)
      ? []
      : podCauses({
          ...evidence,
          pods: [pod],
          events: evidence.events.filter(({ reason }) => reason !== 'FailedCreate'),
        });
    const node = pod.spec.nodeName === undefined ? '' : ` on ${pod.spec.nodeName}`;
    const containers = containersOf(pod.spec).map(({ name }) => name);
    print(`${podName}: ${phaseOf(pod)}${node}; containers ${containers.join(', ')}`);
    causes.forEach(cause => print(`✖ ${cause}`));
    events.forEach(event => print(`  ${event}`));
    return { ok: isReady(pod), pod: podName, phase: phaseOf(pod), causes, events };
  });
}
