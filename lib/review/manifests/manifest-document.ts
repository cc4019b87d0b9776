import { strictYaml, BrokenYaml } from '../../cluster/strict-yaml';
import { KubernetesObject } from '../../kube/kubernetes-objects';
import { RECORD_KEY } from '../../plan/record';

/** A document of a YAML file. It is parsed when its object is asked for: most documents of a change are as before. */
export class ManifestDocument {
  private parsed?: KubernetesObject;

  /**
   * @param file path of the file
   * @param line of the file in which the document begins, from 1
   * @param text the YAML, without the mark between documents
   */
  constructor(public readonly file: string, public readonly line: number, public readonly text: string) {}

  /**
   * The object.
   *
   * @throws UnreadableManifest for a text that is no object with a name, with file and line
   */
  public get object(): KubernetesObject {
    return (this.parsed ??= this.parse());
  }

  /** Whether it is the record of a deployment. */
  public get isRecord(): boolean {
    return this.text.includes(`\n  ${RECORD_KEY}: `) && this.object.kind === 'ConfigMap';
  }

  /** Whether its kind is one of these, without parsing it where the text says it. */
  public isOf(kinds: ReadonlySet<string>): boolean {
    const said = /^kind: ["']?(\w+)["']?\s*$/m.exec(this.text)?.[1];
    return kinds.has(said ?? this.object.kind);
  }

  /** What tells the object from others, without parsing where the text is as a synth writes it. */
  public get head(): KubernetesObject {
    if (this.parsed !== undefined) return this.parsed;
    const end = this.text.search(/^(?:spec|data|rules|roleRef|automountServiceAccountToken):/m);
    const head = end < 0 ? this.text : this.text.slice(0, end);
    const said = (form: RegExp): string | undefined => {
      const found = [...head.matchAll(form)];
      return found.length === 1 ? found[0]![1] : undefined;
    };
    const [apiVersion, kind, name] = [/^apiVersion: ([\w./-]+)$/gm, /^kind: (\w+)$/gm,
      /^ {2}name: ([\w.-]+)$/gm].map(said);
    if (apiVersion === undefined || kind === undefined || name === undefined) return this.object;
    const namespace = said(/^ {2}namespace: ([\w.-]+)$/gm);
    return { apiVersion, kind, metadata: { name, ...namespace !== undefined && { namespace } } };
  }

  /** The deployment that its label names; absent where it has none. */
  public get deployment(): string | undefined {
    return /^ {4}app\.kubernetes\.io\/part-of: "?([\w.-]+)"?$/m.exec(this.text)?.[1]
      ?? (this.text.includes(PART_OF) ? this.object.metadata.labels?.[PART_OF] : undefined);
  }

  private parse(): KubernetesObject {
    try {
      const [document] = strictYaml(this.text);
      const lacks = lacking(document?.value);
      if (lacks !== undefined) throw new BrokenYaml(1, `a document without ${lacks}: it is no object of Kubernetes`);
      return document!.value as KubernetesObject;
    } catch (error) {
      if (!(error instanceof BrokenYaml)) throw error;
      throw new UnreadableManifest(`${this.file}:${this.line + error.line - 1}: ${error.reason}`);
    }
  }
}

const PART_OF = 'app.kubernetes.io/part-of';

/** A manifest of which nobody can say what it is. */
export class UnreadableManifest extends Error {}

/** The documents of a file, in their order; empty ones, and those that are only comments, are left out. */
export function documentsOf(file: string, text: string): readonly ManifestDocument[] {
  const documents: ManifestDocument[] = [];
  // A checkout on Windows may have given the lines other ends.
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  let begin = 0;
  const add = (end: number): void => {
    const part = lines.slice(begin, end);
    if (part.some(line => !/^\s*(#.*)?$/.test(line))) {
      documents.push(new ManifestDocument(file, begin + 1, `${part.join('\n').trimEnd()}\n`));
    }
    begin = end + 1;
  };
  // No scalar of YAML can hold such a line: it ends the document.
  lines.forEach((line, index) => {
    if (/^---(\s+#.*|\s*)$/.test(line)) add(index);
  });
  add(lines.length);
  return documents;
}

function lacking(value: unknown): string | undefined {
  const { apiVersion, kind, metadata } = (value ?? {}) as Partial<Record<string, unknown>>;
  const { name } = (metadata ?? {}) as { readonly name?: unknown };
  const fields = { apiVersion, kind, 'metadata.name': name };
  return Object.entries(fields).find(([, text]) => typeof text !== 'string' || text === '')?.[0];
}
