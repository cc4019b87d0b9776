import type { ApiObject, JsonPatch } from 'cdk8s';
import { patched } from '../rules/language/json-patch';
import type { RenderedObject } from '../rules/language/rendered-object';
import type { PatchOperation } from '../spec/overrides';
import { objectJson, type WithToJson } from '../yaml/object-json';

/**
 * An object as it is written, with its JSON patches applied last. cdk8s applies them before its generated classes turn
 * fields into those of the API, so that a Quantity is an object there and a field that the class does not know is
 * dropped.
 *
 * @throws PatchError where a patch hits nothing
 */
export function rendered(object: ApiObject): RenderedObject {
  return renderedBy(object, (object as WithToJson).toJson);
}

/** @param toJson what the object had before {@link applyPatchesLast} */
function renderedBy(object: ApiObject, toJson: WithToJson['toJson']): RenderedObject {
  const patches = patchesOf(object);
  if (patches.length === 0) return objectJson(object, toJson) as RenderedObject;
  const waiting = patches.splice(0);
  try {
    const operations = waiting.map(patch => patch._toJson() as PatchOperation);
    return patched(objectJson(object, toJson) as RenderedObject, operations);
  } finally {
    patches.push(...waiting);
  }
}

/** Has cdk8s's own App write an object as {@link rendered} does. */
export function applyPatchesLast(object: ApiObject): void {
  if (done.has(object)) return;
  done.add(object);
  const { toJson } = object as WithToJson;
  object.toJson = (): unknown => renderedBy(object, toJson);
}

const done = new WeakSet<ApiObject>();

/** The patches that wait for a synth. cdk8s keeps them in a private field. */
function patchesOf(object: ApiObject): JsonPatch[] {
  const { patches } = object as unknown as { readonly patches?: JsonPatch[] };
  return patches ?? [];
}
