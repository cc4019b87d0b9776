import { KubernetesObject } from '../../kube/kubernetes-objects';
import { objectText } from '../../kube/object-key';
import { argoCdManager } from './argo-cd';
import { fluxManager } from './flux';
import { GitOpsManager } from './git-ops-manager';

const managers: readonly GitOpsManager[] = [argoCdManager, fluxManager];

/** What keeps objects of a cluster as they are in Git, with the objects. */
export interface Kept {
  /** For a reader: `Application llm-d-llama31 of Argo CD`. */
  readonly keeper: string;
  readonly objects: readonly string[];
}

/** What keeps these objects as they are in Git: it would undo what a command does to them. */
export function keptByGitOps(objects: readonly KubernetesObject[]): readonly Kept[] {
  const kept = new Map<string, string[]>();
  for (const object of objects) {
    for (const { keeperOf, name } of managers) {
      const keeper = keeperOf(object);
      if (keeper === undefined) continue;
      const text = `${keeper} of ${name}`;
      kept.set(text, [...kept.get(text) ?? [], objectText(object)]);
    }
  }
  return [...kept].map(([keeper, objects]) => ({ keeper, objects }));
}
