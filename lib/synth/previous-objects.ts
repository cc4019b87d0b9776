import { RECORD_KEY } from '../plan/record';
import { kinds } from '../workloads/workloads';

/** The workloads, pickers and records of the last synth, as its files have them. */
export class PreviousObjects {
  private file?: string;
  private texts: ReadonlyMap<string, string> = new Map();

  /** @param read what a file says in the folder that is about to be replaced; nothing where it does not exist */
  constructor(private readonly read: (file: string) => string | undefined) {}

  /** The YAML that the object with the kind, name and namespace of another YAML had in a file. */
  public textOf(file: string, text: string): string | undefined {
    // The objects of a chart, or of an app, are asked one after the other.
    if (file !== this.file) [this.file, this.texts] = [file, objectsIn(this.read(file) ?? '')];
    return this.texts.get(identityOf(text));
  }
}

function objectsIn(text: string): ReadonlyMap<string, string> {
  // A checkout on Windows may have given the lines other ends.
  const lines = text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text;
  const isRead = (document: string): boolean => marks.some(mark => document.includes(mark));
  const documents = lines.split('\n---\n').filter(isRead);
  return new Map(
    documents.map(document => [identityOf(document), document.endsWith('\n') ? document : `${document}\n`]),
  );
}

/**
 * By which a document is known that is read: what runs the pods of a role, the picker with the waivers, or a record.
 */
const marks = [...new Set([...kinds(), 'Deployment'])].map(kind => `kind: ${kind}\n`).concat(`  ${RECORD_KEY}: `);

/**
 * Kind, name and namespace as they are written. There is no other field of these names at this depth, and what an
 * object says comes after them.
 */
function identityOf(text: string): string {
  const head = text.slice(0, text.search(/^(?:spec|data):/m));
  return (head.match(/^(?:kind| {2}name(?:space)?): .*$/gm) ?? []).sort().join('\n');
}
