import { ApiAnswer, hasName } from './api-answer';
import { KubernetesObject } from './kubernetes-objects';

/**
 * Reads a list page by page, so that one of thousands of objects is no single answer.
 *
 * @param request asks for a page, by parameters of the query
 * @throws UnusableCluster where an answer is no list, or the list has no end
 */
export async function objectPages<T extends KubernetesObject>(
  { apiVersion, kind }: Pick<KubernetesObject, 'apiVersion' | 'kind'>,
  request: (page: Readonly<Record<string, string | undefined>>) => Promise<ApiAnswer>,
): Promise<readonly T[]> {
  const items: T[] = [];
  let token: string | undefined;
  for (let page = 1; ; page++) {
    const answer = await request({ limit: PAGE, continue: token });
    const { items: found, metadata } = answer.object<ObjectList<T>>();
    if (found !== null && !Array.isArray(found))
      throw answer.wrong(`the API server answered no list of ${kind} of ${apiVersion}`);
    for (const item of (found ?? []) as readonly unknown[]) {
      if (!hasName<T>(item)) throw answer.wrong(`the list of ${kind} of ${apiVersion} has an entry without a name`);
      // Items of a list say neither.
      items.push({ ...item, apiVersion, kind });
    }
    const next = metadata?.continue || undefined;
    if (next === undefined) return items;
    if (next === token || page === MOST_PAGES)
      throw answer.wrong(`the list of ${kind} of ${apiVersion} has no end: after ${page} pages there is one more`);
    token = next;
  }
}

/** kubectl's page size (kubernetes v1.34 `staging/src/k8s.io/cli-runtime`, `--chunk-size`). */
const PAGE = '500';

/** 200,000 objects. Kubernetes supports clusters of 150,000 pods. */
const MOST_PAGES = 400;

interface ObjectList<T> {
  /** Null where there are none and metadata alone was asked for (seen with Kubernetes 1.34.4). */
  readonly items: readonly T[] | null;
  readonly metadata?: { readonly continue?: string };
}
