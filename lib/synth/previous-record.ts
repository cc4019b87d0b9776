import { BrokenRecord, parseRecord, RECORD_KEY, RecordedDeployment } from '../plan/record';
import type { WrittenObject } from '../rules/language/rendered-object';
import type { TextBefore } from './previous-object';
import { parsed } from './previous-object';

/**
 * The record that the last synth wrote of the deployment of these objects. Nothing where there is none that can be
 * read: the file is of an earlier version of this library, of a chart without a record, or broken.
 */
export function previousRecord(objects: readonly WrittenObject[], before: TextBefore): RecordedDeployment | undefined {
  const written = objects.find(({ object }) => isRecord(object));
  const text = written && before(written);
  const json = text === undefined ? undefined : blockIn(text) ?? dataIn(parsed(text))?.[RECORD_KEY];
  return typeof json === 'string' ? readable(json) : undefined;
}

function isRecord(object: WrittenObject['object'] | undefined): boolean {
  return object?.kind === 'ConfigMap' && typeof dataIn(object)?.[RECORD_KEY] === 'string';
}

function dataIn(object: WrittenObject['object'] | undefined): Readonly<Record<string, unknown>> | undefined {
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
