import { ClusterError } from './cluster-reader';
import { KubernetesObject } from './kubernetes-objects';

/**
 * Reads a list page by page, so that one of thousands of objects is no single answer.
 *
 * @param request asks for a page, by parameters of the query
 * @throws ClusterError where an answer is no list
 */
export async function objectPages<T extends KubernetesObject>(
  { apiVersion, kind }: Pick<KubernetesObject, 'apiVersion' | 'kind'>,
  request: (page: Readonly<Record<string, string | undefined>>) => Promise<string>,
): Promise<readonly T[]> {
  const items: T[] = [];
  let token: string | undefined;
  do {
    const page = JSON.parse(await request({ limit: PAGE, continue: token })) as Partial<ObjectList<T>> | null;
    const { items: found, metadata } = page ?? {};
    if (found === undefined) throw new ClusterError(0, `the API server answered no list of ${kind} of ${apiVersion}`);
    // Items of a list say neither.
    items.push(...(found ?? []).map(item => ({ ...item, apiVersion, kind })));
    token = metadata?.continue || undefined;
  } while (token !== undefined);
  return items;
}

/** kubectl's page size (kubernetes v1.34 `staging/src/k8s.io/cli-runtime`, `--chunk-size`). */
const PAGE = '500';

interface ObjectList<T> {
  /** Null where there are none and metadata alone was asked for (seen with Kubernetes 1.34.4). */
  readonly items: readonly T[] | null;
  readonly metadata?: { readonly continue?: string };
}
