import { ClusterClient } from '../../kube/cluster-client';
import { DistDeployment } from '../dist-deployment';
import { KubernetesObject } from '../../kube/kubernetes-objects';
import { namespaceContents } from './namespace-contents';
import { objectText } from '../../kube/object-key';
import { BY_COMMAND } from './verification-run';

/** Whether the namespace of a deployment can go with it. */
export interface NamespaceRemoval {
  /** The namespace, if it exists and the file has it. */
  readonly namespace?: KubernetesObject;
  /** Why it is not deleted, with what to do; absent where it can be. */
  readonly stays?: string;
  /** The `metadata.uid` of what is the deployment's, by which it is known when its owners are deleted. */
  readonly own: ReadonlySet<string>;
}

/**
 * A namespace goes only where `llmd deploy` created it and nothing but the deployment is in it. What cannot be looked at counts as something.
 *
 * @param own the `metadata.uid` of what is the deployment's
 */
export async function planRemoval(
  client: ClusterClient, { namespace: name, objects }: DistDeployment, own: ReadonlySet<string>,
): Promise<NamespaceRemoval> {
  if (!objects.some(({ kind }) => kind === 'Namespace')) return { own };
  const namespace = await client.read('v1', 'Namespace', name);
  if (namespace === undefined) return { own };
  const byHand = `\`kubectl delete namespace ${name}\` deletes it with everything in it`;
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
    return `it has objects that are not of this deployment: ${some(foreign, ', ')}. Delete those that are not needed`;
  }
  if (unknown.length === 0) return undefined;
  return `whether it has other objects is not known: ${some(unknown, '; ')}. Get permission to list them`;
}

function some(texts: readonly string[], separator: string): string {
  return `${texts.slice(0, NAMED).join(separator)}${texts.length > NAMED ? ` and ${texts.length - NAMED} more` : ''}`;
}

/** Names that a reader still takes in. */
const NAMED = 10;
