import type { ApiObject } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import { objectJson, type WithToJson } from '../yaml/object-json';

/**
 * A pod template with fields of Kubernetes that are newer than the generated types of 1.28, which drop what they do not
 * know.
 */
export interface PodTemplate extends Omit<k8s.PodTemplateSpec, 'spec'> {
  /** The pod. */
  readonly spec: PodFields;
}

/** A pod with those fields. */
export interface PodFields extends Omit<k8s.PodSpec, 'resourceClaims' | 'volumes'> {
  /** Devices that are claimed by dynamic resource allocation (Kubernetes 1.34, `resource.k8s.io/v1`). */
  readonly resourceClaims?: readonly PodClaim[];
  /** The volumes. */
  readonly volumes?: readonly PodVolume[];
}

/** A volume, which may be an image. */
export interface PodVolume extends k8s.Volume {
  /** The image whose files are the volume (Kubernetes 1.35; 1.31 to 1.34 with the feature gate `ImageVolume`). */
  readonly image?: ImageVolume;
}

/** An image as a volume. */
export interface ImageVolume {
  /** Its name with tag or digest. */
  readonly reference: string;
  /** When it is pulled. @default - as for containers */
  readonly pullPolicy?: 'Always' | 'IfNotPresent' | 'Never';
}

/** A claim of a pod: of an object that exists, or of one that is made for each pod from a template. */
export interface PodClaim {
  /** Name by which containers take it. */
  readonly name: string;
  /** A ResourceClaim that exists. */
  readonly resourceClaimName?: string;
  /** The ResourceClaimTemplate of which each pod has a claim of its own. */
  readonly resourceClaimTemplateName?: string;
}

/** A template as the generated classes take it; {@link keepNewerFields} writes what they drop. */
export function generatedTemplate(template: PodTemplate): k8s.PodTemplateSpec {
  return template as unknown as k8s.PodTemplateSpec;
}

/** Has an object of a generated class write the fields of its pod template that the class does not know. */
export function keepNewerFields(object: ApiObject, template: PodTemplate): void {
  const { toJson } = object as WithToJson;
  object.toJson = (): unknown => {
    const json = objectJson(object, toJson) as { readonly spec: { readonly template: Json } };
    return { ...json, spec: { ...json.spec, template: withNewerFields(json.spec.template, template) } };
  };
}

type Json = Readonly<Record<string, unknown>>;

/**
 * What a generated class wrote, with what it did not. Names may differ in case (`hostIpc` of the class is `hostIPC`),
 * and amounts are objects of which a text was written.
 */
export function withNewerFields(written: unknown, given: unknown): unknown {
  if (Array.isArray(written) && Array.isArray(given))
    return written.map((entry, index) => withNewerFields(entry, given[index]));
  if (!isPlain(written) || !isPlain(given)) return written;
  const result: Record<string, unknown> = { ...written };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const known = Object.hasOwn(written, name) ? name : nameIn(written, name.toLowerCase());
    result[known ?? name] = known === undefined ? value : withNewerFields(written[known], value);
  }
  return result;
}

function nameIn(written: Json, lowerCase: string): string | undefined {
  return Object.keys(written).find(name => name.toLowerCase() === lowerCase);
}

function isPlain(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
