import type { RecordedDeployment, RecordedObject } from '../../plan/record';
import type { RenderedObject, WrittenObject } from '../language/rendered-object';

/** What the last synth wrote of a chart: the only memory of what may run. Nothing of a cluster is read. */
export interface LastSynth {
  /** The record of its deployment; nothing where none can be read, as in a file of an earlier version. */
  readonly record: RecordedDeployment | undefined;
  /** Whether its record says of everything what this synth's does, so that no object has changed. */
  readonly isRecordUnchanged: boolean;
  /** The YAML that an object had; nothing where it was not there. */
  textOf(written: WrittenObject): string | undefined;
  /** What an object was; nothing where it was not there, or where its YAML is broken. */
  objectOf(written: WrittenObject): RenderedObject | undefined;
  /** What an object of its record was. */
  recorded(object: RecordedObject): RenderedObject | undefined;
}
