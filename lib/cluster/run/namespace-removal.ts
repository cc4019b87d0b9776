import { ClusterClient } from '../../kube/cluster-client';
import { DistDeployment } from '../dist-deployment';
import { KubernetesObject } from '../../kube/kubernetes-objects';
import { namespaceContents } from './namespace-contents';
import { objectText } from '../../kube/object-key';
import { BY_COMMAND } from './verification-run';

/** Whether the namespace of a deployment can be deleted with it. */
export interface NamespaceRemoval {
  /** The namespace, if it exists. */
  readonly namespace?: KubernetesObject;
  /** Why it is not deleted, with what to do; absent if it can be deleted. */
  readonly stays?: string;
  /**
   * The `metadata.uid` of the objects of the deployment, so that they are still recognized after their owners are
   * deleted.
   */
  readonly own: ReadonlySet<string>;
}

/**
 * A namespace is deleted only if `llmd deploy` created it and it contains nothing but the deployment. A kind that
 * cannot be listed counts as content.
 *
 * @param own the `metadata.uid` of the objects of the deployment
 */
export async function planRemoval(
  client: ClusterClient, { namespace: name, objects }: DistDeployment, own: ReadonlySet<string>,
): Promise<NamespaceRemoval> {
  const namespace = await client.read('v1', 'Namespace', name);
  if (namespace === undefined) return { own };
  const byHand = `\`kubectl delete namespace ${name}\` deletes it with everything in it`;
  if (!objects.some(({ kind }) => kind === 'Namespace')) {
    return { namespace, own, stays: `the file does not have it. ${byHand}` };
  }
  if (namespace.metadata.annotations?.[BY_COMMAND] === undefined) {
    return { namespace, own, stays: `\`llmd deploy\` did not create it. ${byHand}` };
  }
  const contents = await namespaceContents(client, name, own);
  const stays = reason(contents.unknown, contents.foreign.map(objectText).sort());
  if (stays === undefined) return { namespace, own: contents.own };
  return { namespace, own: contents.own, stays: `${stays}, and run this again; ${byHand}` };
}

function reason(unknown: readonly string[], foreign: readonly string[]): string | undefined {
  if (foreign.length > 0) {
    return `it contains objects of others: ${some(foreign, ', ')}. Delete those that are not needed`;
  }
  if (unknown.length === 0) return undefined;
  return (
    `it may contain objects of others, since some kinds could not be listed: ${some(unknown, '; ')}. Get `
    + 'permission to list them'
  );
}

function some(texts: readonly string[], separator: string): string {
  return `${texts.slice(0, NAMED).join(separator)}${texts.length > NAMED ? ` and ${texts.length - NAMED} more` : ''}`;
}

/** Names in a message, so that it stays readable. */
const NAMED = 10;
