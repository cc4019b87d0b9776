import {
  ApiObject, ApiObjectMetadataDefinition, App, ImplicitTokenResolver, Lazy, LazyResolver, NumberStringUnionResolver,
} from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import * as gateway from '../../imports/gateway.networking.k8s.io';
import * as inference from '../../imports/inference.networking.k8s.io';
import * as inferenceAlpha from '../../imports/inference.networking.x-k8s.io';
import * as keda from '../../imports/keda.sh';
import * as monitoring from '../../imports/monitoring.coreos.com';
import * as istioNetworking from '../../imports/networking.istio.io';
import * as istioSecurity from '../../imports/security.istio.io';

/**
 * What `toJson()` of an object returns, in a quarter of the time where its props are plain data: cdk8s asks three
 * resolvers about each value, and goes up to the App for each to find them. What is not plain is left to `toJson`:
 * lazy values, tokens, patches, resolvers of the app's own, and a class that is neither `ApiObject` nor generated for
 * cdk8s-plus
 * or in `imports/`.
 *
 * @param toJson the method, where the object has another by now
 */
export function objectJson(object: ApiObject, toJson = (object as WithToJson).toJson): unknown {
  const finish = finisher(object, toJson);
  const { metadata, patches, props } = object as unknown as Fields;
  const isOrdinary = patches.length === 0 && metadata.constructor === ApiObjectMetadataDefinition;
  if (finish === undefined || !isOrdinary || !isLeftToBuiltIns(object)) return toJson.call(object);
  try {
    // What the props say of metadata is in the metadata.
    const fields = plainMap({ ...props, metadata: undefined }, ALL) as Json;
    return finish({ ...fields, metadata: plain(metadataFields(metadata), FILLED) });
  } catch (error) {
    if (error instanceof NotPlain) return toJson.call(object);
    throw error;
  }
}

/** The method of an object as a value, which is called with the object it is of. */
export interface WithToJson {
  /** What cdk8s writes. */
  readonly toJson: (this: ApiObject) => unknown;
}

type Json = Record<string, unknown>;

/** What cdk8s keeps in private fields. */
interface Fields {
  readonly props: Readonly<Json>;
  readonly patches: readonly unknown[];
  readonly metadata: ApiObjectMetadataDefinition;
}

/** What a class does with its plain fields; nothing where that is not known. */
function finisher({ constructor }: ApiObject, toJson: WithToJson['toJson']): ((fields: Json) => unknown) | undefined {
  if (toJson === (ApiObject.prototype as WithToJson).toJson) return ordered;
  if (!generated.has(constructor)) return undefined;
  const { manifest, prototype } = constructor as unknown as Generated;
  // `manifest` does with props what `toJson` does with the result of `ApiObject.toJson`.
  return prototype.toJson === toJson ? manifest : undefined;
}

/** What `cdk8s import` makes of a kind. */
interface Generated {
  readonly prototype: WithToJson;
  readonly manifest: (fields: Json) => unknown;
}

/** All that is in generated modules, classes among it. Of a class that is not here, cdk8s writes the objects. */
const generated = new Set<unknown>(
  [k8s, gateway, inference, inferenceAlpha, keda, monitoring, istioNetworking, istioSecurity]
    .flatMap(module => Object.values<unknown>(module)),
);

function isLeftToBuiltIns(object: ApiObject): boolean {
  if (process.env.CDK8S_DISABLE_SORT) return false;
  const { resolvers } = App.of(object) as Partial<App>;
  return resolvers?.length === BUILT_IN.length
    && resolvers.every(({ constructor }, index) => constructor === BUILT_IN[index]);
}

const BUILT_IN: readonly unknown[] = [LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver];

/** What cdk8s's metadata writes of itself. */
function metadataFields(metadata: ApiObjectMetadataDefinition): Json {
  const { _additionalAttributes, annotations, finalizers, labels, ownerReferences } = metadata as unknown as Json;
  const { name, namespace } = metadata;
  return { ..._additionalAttributes as object, name, namespace, annotations, finalizers, ownerReferences, labels };
}

function ordered({ apiVersion, kind, metadata, ...fields }: Json): Json {
  return { apiVersion, kind, metadata, ...fields };
}

/** Whether empty lists and maps are kept. */
const ALL = true;
const FILLED = false;

/** A value without what is absent, its keys in order. */
function plain(value: unknown, keepsEmpty: boolean): unknown {
  if (typeof value === 'string' || value === null) return value ?? undefined;
  if (typeof value === 'function') throw notPlain;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    if (!keepsEmpty && value.length === 0) return undefined;
    return value.map(entry => plain(entry, keepsEmpty));
  }
  return plainMap(value as Json, keepsEmpty);
}

function plainMap(value: Json, keepsEmpty: boolean): unknown {
  if (value.constructor !== Object) return { value: amount(value) };
  const result: Json = {};
  let isEmpty = true;
  for (const key of keysInOrder(value)) {
    if (key === '__proto__') throw notPlain;
    const field = plain(value[key], keepsEmpty);
    if (field === undefined || field === null) continue;
    result[key] = field;
    isEmpty = false;
  }
  return isEmpty && !keepsEmpty ? undefined : result;
}

/** Most maps have them in order: to look costs less than to sort. */
function keysInOrder(map: Json): string[] {
  const keys = Object.keys(map);
  return keys.every((key, index) => index === 0 || keys[index - 1]! < key) ? keys : keys.sort();
}

/** The value of a Quantity, an IntOrString or the like. */
function amount(value: Json): unknown {
  const { resolve, value: inner } = value;
  const isAmount = typeof inner === 'string' || typeof inner === 'number';
  if (!isAmount || typeof resolve === 'function' || value instanceof Lazy) throw notPlain;
  return inner;
}

class NotPlain extends Error {}

/** Thrown for each such value: made once, as its trace is read by nobody. */
const notPlain = new NotPlain();
