import { RECORD_KEY } from '../plan/record';

/** The Deployments and records of the last synth, as its files have them. */
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
  const isRead = (document: string): boolean => document.includes('kind: Deployment\n') || document.includes(`  ${RECORD_KEY}: `);
  const documents = lines.split('\n---\n').filter(isRead);
  return new Map(documents.map(document => [identityOf(document), document.endsWith('\n') ? document : `${document}\n`]));
}

/**
 * Kind, name and namespace as they are written. There is no other field of these names at this depth, and what an object
 * says comes after them.
 */
function identityOf(text: string): string {
  const head = text.slice(0, text.search(/^(?:spec|data):/m));
  return (head.match(/^(?:kind| {2}name(?:space)?): .*$/gm) ?? []).sort().join('\n');
}
