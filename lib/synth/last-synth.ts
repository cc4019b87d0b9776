import { BrokenRecord, parseRecord, RECORD_KEY, type RecordedDeployment, type RecordedObject } from '../plan/record';
import type { LastSynth } from '../rules/changes/last-synth';
import type { RenderedObject, WrittenObject } from '../rules/language/rendered-object';
import { writtenObject } from '../yaml/written-yaml';
import { document } from '../yaml/yaml';

/** The last synth, from the files that it wrote: an object is looked for where this synth puts it. */
export class LastFiles implements LastSynth {
  private found?: { readonly record: RecordedDeployment | undefined };

  /**
   * @param objects of this synth, of one chart
   * @param textOf the YAML that an object had in the last synth
   */
  constructor(
    private readonly objects: readonly WrittenObject[],
    public readonly textOf: (written: WrittenObject) => string | undefined,
  ) {}

  public get record(): RecordedDeployment | undefined {
    return (this.found ??= { record: recordIn(this.recordText) }).record;
  }

  public get isRecordUnchanged(): boolean {
    const text = this.recordText;
    return text !== undefined && text === this.recordObject?.text;
  }

  public objectOf(written: WrittenObject): RenderedObject | undefined {
    return parsed(this.textOf(written));
  }

  public recorded({ apiVersion, kind, name, namespace }: RecordedObject): RenderedObject | undefined {
    const object = { apiVersion, kind, metadata: { name, ...namespace !== undefined && { namespace } } };
    return this.objectOf({ object, text: document(object) });
  }

  private get recordText(): string | undefined {
    return this.recordObject && this.textOf(this.recordObject);
  }

  private get recordObject(): WrittenObject | undefined {
    return this.objects.find(({ object }) => isRecord(object));
  }
}

/** The object in a YAML text; nothing where there is none, or where the text is broken. */
function parsed(text: string | undefined): RenderedObject | undefined {
  if (text === undefined) return undefined;
  try {
    const object = writtenObject(text) ?? yaml().parse(text, { version: '1.1' }) as unknown;
    return typeof object === 'object' && object !== null ? object as RenderedObject : undefined;
  } catch {
    return undefined;
  }
}

/** Loaded when an object is not what it was: most synths change none. */
function yaml(): typeof import('yaml') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('yaml') as typeof import('yaml');
}

/** The record in the text of a file or an object; nothing where there is none that can be read. */
export function recordIn(text: string | undefined): RecordedDeployment | undefined {
  const json = text === undefined ? undefined : blockIn(text) ?? dataIn(parsed(text))?.[RECORD_KEY];
  return typeof json === 'string' ? readable(json) : undefined;
}

function isRecord(object: RenderedObject | undefined): boolean {
  return object?.kind === 'ConfigMap' && typeof dataIn(object)?.[RECORD_KEY] === 'string';
}

function dataIn(object: RenderedObject | undefined): Readonly<Record<string, unknown>> | undefined {
  return object?.data as Readonly<Record<string, unknown>> | undefined;
}

/** The text as this library writes it. To have a YAML parser read those of thousands would take seconds. */
function blockIn(text: string): string | undefined {
  const begin = `\n  ${RECORD_KEY}: |\n`;
  const at = text.indexOf(begin);
  return at < 0 ? undefined : text.slice(at + begin.length).replace(/^ {4}/gm, '');
}

function readable(json: string): RecordedDeployment | undefined {
  try {
    return parseRecord(json);
  } catch (error) {
    if (error instanceof BrokenRecord) return undefined;
    throw error;
  }
}
