import type { KubernetesObject } from '../../kube/kubernetes-objects';
import type { RecordedDeployment, RecordedObject } from '../../plan/record';
import type { LastSynth } from '../../rules/changes/last-synth';
import type { RenderedObject, WrittenObject } from '../../rules/language/rendered-object';
import { identityOf } from '../manifests/identity';
import { ManifestDocument, UnreadableManifest } from '../manifests/manifest-document';
import type { Side } from '../manifests/side';

/** The side before a change in the place of the last synth: its documents are parsed once, whoever asks. */
export class EarlierSide implements LastSynth {
  private readonly documents: ReadonlyMap<string, ManifestDocument>;
  private readonly records: { readonly before?: ManifestDocument; readonly after?: ManifestDocument };

  constructor(private readonly before: Side, after: Side) {
    this.documents = new Map(before.documents.map(document => [identityOf(document.head), document]));
    const [was, is] = [before, after].map(({ documents }) => documents.find(({ isRecord }) => isRecord));
    this.records = { ...was && { before: was }, ...is && { after: is } };
  }

  /** Of a deployment that has no record now, that of before counts for nothing. */
  public get record(): RecordedDeployment | undefined {
    return this.records.after && this.before.record;
  }

  public get isRecordUnchanged(): boolean {
    const { after, before } = this.records;
    return after !== undefined && after.text === before?.text;
  }

  public textOf({ object, text }: WrittenObject): string | undefined {
    return this.documentOf(object)?.text ?? (text === this.records.after?.text ? this.records.before?.text : undefined);
  }

  public objectOf({ object }: WrittenObject): RenderedObject | undefined {
    return readable(this.documentOf(object));
  }

  public recorded({ apiVersion, kind, name, namespace }: RecordedObject): RenderedObject | undefined {
    const metadata = { name, ...namespace !== undefined && { namespace } };
    return readable(this.documentOf({ apiVersion, kind, metadata }));
  }

  private documentOf(object: RenderedObject): ManifestDocument | undefined {
    return this.documents.get(identityOf(object as unknown as KubernetesObject));
  }
}

/** The object of a document; nothing where there is none, or where the text is broken. */
function readable(document: ManifestDocument | undefined): RenderedObject | undefined {
  try {
    return document?.object as RenderedObject | undefined;
  } catch (error) {
    if (error instanceof UnreadableManifest) return undefined;
    throw error;
  }
}
