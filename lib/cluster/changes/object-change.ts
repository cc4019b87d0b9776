import { KubernetesObject } from '../../kube/kubernetes-objects';
import { objectText } from '../../kube/object-key';
import { FieldChange } from './field-changes';
import { FieldOwner } from './managed-fields';

/** What an apply of a file would do to an object. */
export interface ObjectChange {
  /** The object as the file has it. */
  readonly object: KubernetesObject;
  /** The object as the cluster has it; absent where it does not exist. */
  readonly present?: KubernetesObject;
  readonly change: 'created' | 'changed' | 'unchanged';
  /** The fields that differ between the cluster and the file; empty for an object that does not exist. */
  readonly fields: readonly OwnedChange[];
  /** Why the fields are not known, where the API server could not be asked. */
  readonly unknown?: string;
  /** Fields that others set and the file does not have: an apply leaves them. */
  readonly added: readonly OwnedChange[];
}

/** A field that differs, and whose it is. */
export interface OwnedChange extends FieldChange {
  /** Other managers than `llmd` from whom an apply would take the field; without `--force-conflicts` it is refused. */
  readonly owners: readonly FieldOwner[];
}

/** The fields that an apply takes from other managers, with their objects. */
export function conflictsIn(changes: readonly ObjectChange[]): readonly string[] {
  return changes.flatMap(change => change.fields
    .filter(({ owners }) => owners.length > 0)
    .map(field => `${objectText(change.object)}: ${fieldText(field, change.object)}, ${ownerText(field)}`));
}

/** A change of a field for a reader: `.spec.replicas: 6 -> 8`. Values of Secrets are not shown. */
export function fieldText({ path, before, after }: FieldChange, { kind }: Pick<KubernetesObject, 'kind'>): string {
  if (kind === 'Secret') return `${path} (the value is not shown)`;
  const [old, present] = [before, after].map(value => Array.isArray(value) ? value as readonly unknown[] : undefined);
  if (old !== undefined && present !== undefined && [...old, ...present].every(item => typeof item !== 'object')) {
    const removed = old.filter(item => !present.includes(item)).map(item => `- ${valueText(item)}`);
    const added = present.filter(item => !old.includes(item)).map(item => `+ ${valueText(item)}`);
    return `${path}: ${[...removed, ...added].join(', ') || 'the order differs'}`;
  }
  if (isLong(before) && isLong(after)) return `${path}: ${linesText(before, after)}`;
  return `${path}: ${valueText(before)} -> ${valueText(after)}`;
}

/** Who set the fields of a change: `set by kubectl (scale) at 2026-11-27T06:20:00Z`. */
export function ownerText({ owners }: OwnedChange): string {
  return `set by ${owners.map(({ name, time }) => `${name}${time === undefined ? '' : ` at ${time}`}`).join(' and ')}`;
}

/** A value in one line, so that nothing in it can be taken for another line. */
export function valueText(value: unknown): string {
  if (value === undefined) return 'absent';
  const text = typeof value === 'string' && /^[\w./:=@,+-]+$/.test(value) ? value : printable(JSON.stringify(value));
  return text.length > LONG ? `${text.slice(0, LONG)}...` : text;
}

/** JSON escapes only some of the characters that a terminal acts on. */
function printable(json: string): string {
  return json.replace(/[\x7f-\x9f\u2028\u2029]/g, character =>
    `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`);
}

/** Characters of a value in a line of a terminal. */
const LONG = 120;

function isLong(value: unknown): value is string {
  return typeof value === 'string' && value.includes('\n');
}

function linesText(before: string, after: string): string {
  const [old, present] = [before.split('\n'), after.split('\n')];
  const removed = old.filter(line => !present.includes(line)).length;
  const added = present.filter(line => !old.includes(line)).length;
  return `a text of ${present.length} lines: ${removed} removed, ${added} added`;
}
