import type { ObjectDifference } from './effects/effect';
import { identityOf, nameOf } from './manifests/identity';
import { ManifestDocument, UnreadableManifest } from './manifests/manifest-document';
import type { Sides } from './manifests/side';
import { fieldDifferences } from './semantics/field-differences';

/**
 * The objects of a deployment that differ for Kubernetes, in the order of the file after the change,
   those that are gone
 * last. The record is none of them: it only says what the others are.
 */
export function differencesOf({ after, before }: Sides): readonly ObjectDifference[] {
  const [old, present] = [changed(before.documents, after.documents), changed(after.documents, before.documents)];
  const is = new Set(present.keys());
  const kept = [...present].flatMap(([key, document]): readonly ObjectDifference[] => {
    const earlier = old.get(key);
    if (earlier === undefined) return [{ after: document.object, fields: [] }];
    const fields = fieldDifferences(earlier.object, document.object);
    return fields.length === 0 ? [] : [{ before: earlier.object, after: document.object, fields }];
  });
  const gone = [...old].filter(([key]) => !is.has(key))
    .map(([, document]) => ({ before: document.object, fields: [] }));
  return [...kept, ...gone];
}

/**
 * The documents whose text the other side does not have.
 *
 * @throws UnreadableManifest for an object that is there twice: which of the two is meant, nobody can say
 */
function changed(
  documents: readonly ManifestDocument[], others: readonly ManifestDocument[],
): ReadonlyMap<string, ManifestDocument> {
  const known = new Set(others.map(({ text }) => text));
  const found = new Map<string, ManifestDocument>();
  for (const document of documents) {
    if (known.has(document.text) || document.isRecord) continue;
    const key = identityOf(document.object);
    const first = found.get(key);
    if (first !== undefined) {
      throw new UnreadableManifest(`${document.file}:${document.line}: ${nameOf(document.object)} is there twice, `
        + `first at `
        + `${first.file}:${first.line}`);
    }
    found.set(key, document);
  }
  return found;
}
