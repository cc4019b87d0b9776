import { hash } from 'node:crypto';
import type { ResourcesSpec } from '../spec/containers';
import type { Role } from '../spec/role';

/** What the file of a deployment says of itself: what it was made from and what is in it. */
export interface RecordedDeployment {
  /** Version of this form. */
  readonly format: typeof RECORD_FORMAT;
  /** Name of the deployment, the label `app.kubernetes.io/part-of` of its objects. */
  readonly deployment: string;
  /** Version of the library that wrote the file. */
  readonly library: string;
  /** Name of the llm-d release. */
  readonly release: string;
  /** The components of the release. */
  readonly components: {
    /** vLLM. */
    readonly modelServer: RecordedComponent;
    /** The sidecar of decode pods; absent where these do both. */
    readonly routingProxy?: RecordedComponent;
    /** The endpoint picker. */
    readonly endpointPicker: RecordedComponent;
  };
  /** Digest of the spec; absent where the chart was composed without one. */
  readonly spec?: string;
  /** Requests and limits of the Jobs that commands run, beside the defaults; absent where the spec names none. */
  readonly verification?: ResourcesSpec;
  /** The engines of both roles, with what they must have in common. */
  readonly engines: readonly RecordedEngine[];
  /** Every object of the deployment in the order of the file, the record itself last. */
  readonly objects: readonly RecordedObject[];
}

/** A component as the pods run it. */
export interface RecordedComponent {
  /** Container image, from the mirror and with the digest that `images` of the spec names. */
  readonly image: string;
  /** The version that the image is said to have, for example `0.27.1`; absent where nothing is known of it. */
  readonly version?: string;
}

/** The engine of one Deployment: what engines must have in common to hand KV cache over, as its container was told. */
export interface RecordedEngine {
  /** Name of the Deployment. */
  readonly name: string;
  /** What its pods do. */
  readonly role: Role;
  /** Number of pods; absent where an autoscaler has it. */
  readonly replicas?: number;
  /** Image without its registry, and without its digest where it has a tag. */
  readonly image: string;
  /** The first argument of `vllm serve`. */
  readonly model: string;
  /** `--revision` of the model; absent where it is not given. */
  readonly revision?: string;
  /** Connector of `--kv-transfer-config`; empty where none is named. */
  readonly connector: string;
  /** `--block-size`, in tokens. */
  readonly blockSize: number;
  /** `--dtype`. */
  readonly dtype: string;
  /** `--kv-cache-dtype`. */
  readonly kvCacheDtype: string;
  /** By flag, configuration or environment; `the choice of vLLM` where none says it. */
  readonly attentionBackend: string;
  /** `--tensor-parallel-size`, in GPUs. */
  readonly tensorParallelSize: number;
}

/** An object of a deployment. */
export interface RecordedObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent for an object of the whole cluster. */
  readonly namespace?: string;
  readonly name: string;
  /** Digest of the object; of the record itself, that of the object without what it says. */
  readonly digest: string;
}

/** The form of {@link RecordedDeployment} that this library writes and reads. */
export const RECORD_FORMAT = 1;

/** The key of the ConfigMap under which a record is. */
export const RECORD_KEY = 'record.json';

/** Name of the ConfigMap with the record of a deployment. */
export function recordName(deployment: string): string {
  return `${deployment}-record`;
}

/** A record that is not as a synth wrote it. */
export class BrokenRecord extends Error {}

/** A record as text, one line for each object, with a digest over all of it. */
export function recordText(record: RecordedDeployment): string {
  return textOf({ ...record, digest: digestOf(record) });
}

/**
 * Reads a record, strictly: the text must be the one that {@link recordText} makes.
 *
 * @throws BrokenRecord where it was edited or cut off, or has another form
 */
export function parseRecord(text: string): RecordedDeployment {
  const { digest, ...record } = fieldsOf(text);
  const { format, library } = record;
  if (format !== RECORD_FORMAT) {
    const has = `has the format ${JSON.stringify(format)}, written by cdk8s-llm-d ${String(library)}`;
    throw new BrokenRecord(`${has}; this version reads format ${RECORD_FORMAT}`);
  }
  if (digest !== digestOf(record) || text !== textOf({ ...record, digest })) {
    throw new BrokenRecord('was edited: its digest is that of another text');
  }
  return record as unknown as RecordedDeployment;
}

/** The entry of an object. */
export function recordedObject(object: WrittenForm): RecordedObject {
  const { apiVersion, kind, metadata } = object;
  return {
    apiVersion: String(apiVersion), kind: String(kind),
    ...typeof metadata?.namespace === 'string' && { namespace: metadata.namespace },
    name: String(metadata?.name), digest: digestOf(object),
  };
}

interface WrittenForm {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: { readonly name?: unknown; readonly namespace?: unknown };
}

/** SHA-256 of a value as JSON, its keys in the order that they have. */
export function digestOf(value: unknown): string {
  return `sha256:${hash('sha256', JSON.stringify(value))}`;
}

/**
 * SHA-256 of a spec: the same whatever the order of its fields. What the library knows of a version, `known`, does not
 * count, as it is no statement of the spec; nor do functions.
 */
export function specDigest(spec: unknown): string {
  return digestOf(inOrder(spec));
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([key]) => key !== 'known').sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([key, field]) => [key, inOrder(field)]));
}

/** One line for each field, and for each entry of a list: a change of one object is a change of one line. */
function textOf(fields: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(fields).map(([key, value]) => {
    const entries = Array.isArray(value) ? value.map(entry => `    ${JSON.stringify(entry)}`) : [];
    const text = entries.length > 0 ? `[\n${entries.join(',\n')}\n  ]` : JSON.stringify(value);
    return `  ${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${lines.join(',\n')}\n}\n`;
}

function fieldsOf(text: string): Record<string, unknown> {
  try {
    const fields: unknown = JSON.parse(text);
    const isMap = typeof fields === 'object' && fields !== null && !Array.isArray(fields);
    if (isMap) return fields as Record<string, unknown>;
  } catch {
    // As any other text that is not an object.
  }
  throw new BrokenRecord('is not JSON: it was edited or cut off');
}
