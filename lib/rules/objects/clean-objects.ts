import type { RenderedObject } from '../language/rendered-object';
import { CleanSample } from './clean-sample';
import { Names } from './names-in-text';

/** An object with what is written of it. */
export interface WrittenObject {
  /** The object. */
  readonly object: RenderedObject;
  /** The YAML. */
  readonly text: string;
}

/**
 * Objects in which nothing was found, to compare others with. The objects of a fleet differ in the name and the namespace of their deployment more
 * often than in anything else: of one whose YAML is that of a clean one under other names, only what holds the names is looked at again.
 */
export class CleanObjects {
  /** By kind, and by what is left of an object's name without that of its deployment: two of a kind and a rest are probably alike. */
  private readonly samples = new Map<unknown, Map<string, CleanSample | undefined>>();

  /** Whether nothing is to be found in an object of a deployment. */
  public has(names: Names, written: WrittenObject): boolean {
    const sample = this.samples.get(written.object.kind)?.get(rest(names, written));
    return sample !== undefined && sample.isLike(names, written);
  }

  /** Remembers an object in which nothing was found. */
  public add(names: Names, written: WrittenObject): void {
    const { kind } = written.object;
    let ofKind = this.samples.get(kind);
    if (!ofKind || ofKind.size >= MOST_OF_A_KIND) this.samples.set(kind, ofKind = new Map<string, CleanSample | undefined>());
    ofKind.set(rest(names, written), CleanSample.of(names, written));
  }
}

const MOST_OF_A_KIND = 100;

function rest([name]: Names, { object: { metadata } }: WrittenObject): string {
  const own = String(metadata?.name);
  return own.startsWith(name) ? own.slice(name.length) : own;
}
