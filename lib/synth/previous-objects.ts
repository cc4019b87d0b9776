import { RECORD_KEY } from '../plan/record';
import { immutableKinds } from '../rules/changes/immutable-fields';
import { kinds } from '../workloads/workloads';

/**
 * What rules ask of the last synth, as its files have it: workloads, pickers, records, and what has immutable fields.
 */
export class PreviousObjects {
  private file?: string;
  private texts: ReadonlyMap<string, string> = new Map();
  private records: ReadonlyMap<string, readonly string[]> = new Map();

  /** @param read what a file says in the folder that is about to be replaced; nothing where it does not exist */
  constructor(private readonly read: (file: string) => string | undefined) {}

  /**
   * The YAML that the object with the kind, name and namespace of another YAML had in a file. A record is also found in
   * another namespace: the deployment has moved.
   */
  public textOf(file: string, text: string): string | undefined {
    // The objects of a chart, or of an app, are asked one after the other.
    if (file !== this.file) this.open(file);
    const found = this.texts.get(identityOf(text));
    if (found !== undefined || !isRecord(text)) return found;
    const [moved, ...others] = this.records.get(nameOf(text)) ?? [];
    return others.length === 0 ? moved : undefined;
  }

  private open(file: string): void {
    const documents = documentsIn(this.read(file) ?? '');
    this.file = file;
    this.texts = new Map(documents.map(document => [identityOf(document), document]));
    const records = new Map<string, string[]>();
    for (const record of documents.filter(isRecord)) {
      const name = nameOf(record);
      records.set(name, [...records.get(name) ?? [], record]);
    }
    this.records = records;
  }
}

function documentsIn(text: string): string[] {
  // A checkout on Windows may have given the lines other ends.
  const lines = text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text;
  return lines.split('\n---\n').filter(document => marks.some(mark => document.includes(mark)))
    .map(document => (document.endsWith('\n') ? document : `${document}\n`));
}

const recordMark = `\n  ${RECORD_KEY}: `;

function isRecord(text: string): boolean {
  return text.includes(recordMark);
}

/** By which a document is known that is read. The picker's Deployment has the waivers. */
const marks = [...new Set([...kinds(), 'Deployment', ...immutableKinds])]
  .map(kind => `kind: ${kind}\n`).concat(recordMark);

/**
 * Kind, name and namespace as they are written. There is no other field of these names at this depth, and what an
 * object says comes after them.
 */
function identityOf(text: string): string {
  const end = text.search(/^(?:spec|data|roleRef):/m);
  const head = end < 0 ? text : text.slice(0, end);
  return (head.match(/^(?:kind| {2}name(?:space)?): .*$/gm) ?? []).sort().join('\n');
}

function nameOf(text: string): string {
  return identityOf(text).replace(/^ {2}namespace: .*\n?/m, '').trim();
}
