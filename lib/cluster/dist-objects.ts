import { KubernetesObject } from '../kube/kubernetes-objects';
import { BrokenYaml, strictYaml } from './strict-yaml';

/**
 * The objects of a file of `dist/`.
 *
 * @throws BrokenYaml for a text that is not whole: strict YAML, at least one document, each an object with a name, a
 * newline at the end
 */
export function distObjects(yaml: string): readonly KubernetesObject[] {
  const documents = strictYaml(yaml);
  if (documents.length === 0 || yaml.trim() === '') throw new BrokenYaml(1, 'the file is empty');
  const objects = documents.map(({ line, value }) => {
    const lacks = lacking(value);
    if (lacks !== undefined) throw new BrokenYaml(line, `a document without ${lacks}`);
    return value as KubernetesObject;
  });
  if (!yaml.endsWith('\n')) throw new BrokenYaml(yaml.split('\n').length, 'the file ends in the middle of a line');
  return objects;
}

/** What tells an object from all others. */
function lacking(value: unknown): string | undefined {
  const { apiVersion, kind, metadata } = (value ?? {}) as Partial<Record<string, unknown>>;
  const { name } = (metadata ?? {}) as { readonly name?: unknown };
  const fields = { apiVersion, kind, 'metadata.name': name };
  return Object.entries(fields).find(([, text]) => typeof text !== 'string' || text === '')?.[0];
}
