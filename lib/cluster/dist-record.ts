import { KubernetesObject } from '../kube/kubernetes-objects';
import { BrokenRecord, digestOf, parseRecord, RECORD_KEY, RecordedDeployment, RecordedObject } from '../plan/record';

/** A file whose objects are not those that its record lists. */
export class EditedFile extends Error {}

/**
 * The record of a file of `dist/`, when every object of the file is as the record says.
 *
 * @throws EditedFile that names what was added, taken away, repeated, changed or moved, or why the record cannot be
 * read
 */
export function recordIn(objects: readonly KubernetesObject[]): RecordedDeployment {
  const records = objects.filter(object => recordTextOf(object) !== undefined);
  if (records.length === 0) throw new EditedFile(NO_RECORD);
  const [first, second] = records as [KubernetesObject, KubernetesObject?];
  if (second !== undefined) {
    throw new EditedFile(`the file must have one record, it has ${nameOf(first)} and ${nameOf(second)}`);
  }
  const record = readRecord(first);
  const differences = differencesOf(record.objects, objects);
  if (differences.length > 0) throw new EditedFile(`the file is not as it was synthesized: ${some(differences)}`);
  return record;
}

/**
 * The record in a ConfigMap.
 *
 * @throws EditedFile that says why it cannot be read
 */
export function readRecord(configMap: KubernetesObject): RecordedDeployment {
  try {
    return parseRecord(recordTextOf(configMap) ?? '');
  } catch (error) {
    if (!(error instanceof BrokenRecord)) throw error;
    throw new EditedFile(`the record ${nameOf(configMap)} ${error.message}`);
  }
}

/** What stands in a ConfigMap where a record has its text. */
export function recordTextOf({ kind, data }: ConfigMap): string | undefined {
  const text = kind === 'ConfigMap' ? data?.[RECORD_KEY] : undefined;
  return typeof text === 'string' ? text : undefined;
}

interface ConfigMap extends KubernetesObject {
  readonly data?: Readonly<Record<string, unknown>> | null;
}

const NO_RECORD = `the file has no record, a ConfigMap '<deployment>-record' with the key '${RECORD_KEY}': `
  + 'it was cut off or edited, or an earlier version of cdk8s-llm-d wrote it';

function differencesOf(recorded: readonly RecordedObject[], objects: readonly KubernetesObject[]): readonly string[] {
  const listed = new Map(recorded.map(object => [entryKey(object), object]));
  const found = new Set<string>();
  const differences = objects.flatMap((object) => {
    const key = keyOf(object);
    const entry = listed.get(key);
    if (found.has(key)) return [`${nameOf(object)} is there twice`];
    found.add(key);
    if (entry === undefined) return [`${nameOf(object)} was added`];
    return entry.digest === digestOf(withoutRecord(object)) ? [] : [`${nameOf(object)} was changed`];
  });
  const missing = recorded.filter(object => !found.has(entryKey(object)));
  const all = [...differences, ...missing.map(({ kind, name }) => `${kind}/${name} is missing`)];
  return all.length > 0 ? all : moved(recorded, objects);
}

/** Objects are applied in the order of the file. Where the record itself stands does not matter. */
function moved(recorded: readonly RecordedObject[], objects: readonly KubernetesObject[]): readonly string[] {
  const inOrder = objects.filter(object => recordTextOf(object) === undefined);
  const first = inOrder.find((object, index) => keyOf(object) !== entryKey(recorded[index]!));
  return first === undefined ? [] : [`${nameOf(first)} was moved`];
}

/** A record cannot have a digest of its own text. */
function withoutRecord(object: ConfigMap): object {
  return recordTextOf(object) === undefined ? object : { ...object, data: { ...object.data, [RECORD_KEY]: '' } };
}

function keyOf({ apiVersion, kind, metadata: { name, namespace } }: KubernetesObject): string {
  return JSON.stringify([apiVersion, kind, namespace ?? null, name]);
}

function entryKey({ apiVersion, kind, name, namespace }: RecordedObject): string {
  return JSON.stringify([apiVersion, kind, namespace ?? null, name]);
}

function nameOf({ kind, metadata: { name } }: KubernetesObject): string {
  return `${kind}/${name}`;
}

function some(texts: readonly string[]): string {
  return `${texts.slice(0, NAMED).join(', ')}${texts.length > NAMED ? ` and ${texts.length - NAMED} more` : ''}`;
}

/** Differences that a reader still takes in. */
const NAMED = 5;
