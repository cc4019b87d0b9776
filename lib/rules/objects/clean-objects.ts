import { keepsRules, onlyCompares, rulesWith, textsIn } from '../../schema/cel-rules';
import { celValue } from '../../schema/cel-value';
import { isSound } from '../../schema/check-value';
import { nodeOf, SchemaNode } from '../../schema/schema-node';
import { isPlain } from '../../yaml/yaml-scalar';
import { Names, TextWithNames } from '../language/names-in-text';
import { objectRules, valueRules } from './object-rules';
import { Place } from '../language/field-path';
import type { ObjectRule, ValueRule } from '../language/object-rule';
import type { WrittenObject } from '../language/rendered-object';

/**
 * Objects in which nothing was found, to compare others with. The objects of a fleet differ in the name and the
 * namespace of their deployment more often than in anything else: of one whose YAML is that of a clean one under other
 * names, only what holds the names is looked at again.
 */
export class CleanObjects {
  /**
   * By kind, and by what an object's name has beside that of its deployment: two of a kind and a rest are probably
   * alike.
   */
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
    if (!ofKind || ofKind.size >= MOST_OF_A_KIND) {
      ofKind = new Map<string, CleanSample | undefined>();
      this.samples.set(kind, ofKind);
    }
    ofKind.set(rest(names, written), CleanSample.of(names, written));
  }
}

const MOST_OF_A_KIND = 100;

function rest([name]: Names, { object: { metadata } }: WrittenObject): string {
  const own = String(metadata?.name);
  return own.startsWith(name) ? own.slice(name.length) : own;
}

/** A clean object, with all that its names have a say in. */
export class CleanSample {
  /** The sample that an object is; nothing where a key of it holds a name, for keys are not compared. */
  public static of(names: Names, { object, text }: WrittenObject): CleanSample | undefined {
    const sample = new CleanSample(new TextWithNames(text, names));
    const seen = sample.visit(object, nodeOf(object.apiVersion, object.kind), [], false, names);
    if (seen === undefined) return undefined;
    sample.asked.push(...objectRules.filter(({ reads }) => seen.has(ANY) || reads.some(name => seen.has(name))));
    return sample;
  }

  /** The values that hold a name. */
  private readonly values: ValueWithNames[] = [];
  /** The lists and maps around them, with the rules that see them. */
  private readonly around: Surrounding[] = [];
  /** The rules about an object that read such a value. */
  private readonly asked: ObjectRule[] = [];

  private constructor(private readonly text: TextWithNames) {}

  /** Whether an object is this one under other names, and these are no mistake where they stand. */
  public isLike(names: Names, { object, text }: WrittenObject): boolean {
    if (!names.every(isPlain) || this.text.with(names) !== text) return false;
    for (const value of this.values) if (!isClean(value, names)) return false;
    return this.around.every(surrounding => isKept(surrounding, names, object))
      && this.asked.every(rule => rule.check(object).length === 0);
  }

  /**
   * Collects what the names have a say in.
   *
   * @param isField whether what stands around the value sees it by its name: it is no entry of a list and no value of a
   *   free key
   * @returns the names by which a rule sees it; for what is seen by none, `ANY`. Nothing where a key holds a name.
   */
  private visit(
    value: unknown, node: SchemaNode | undefined, place: Place, isField: boolean, names: Names,
  ): ReadonlySet<string> | undefined {
    const seenAs = isField ? String(place.at(-1)) : ANY;
    if (typeof value !== 'object' || value === null) {
      return new Set(this.leaf(value, node, place, names) ? [seenAs] : []);
    }
    const seen = new Set<string>();
    for (const [key, child] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
      if (typeof key === 'string' && new TextWithNames(key, names).hasNames) return undefined;
      const own = typeof key === 'string' ? node?.field(key) : node?.items;
      const isOwnField = typeof key === 'string' && node?.properties.has(key) === true;
      const below = this.visit(child, own, [...place, key], isOwnField, names);
      if (below === undefined) return undefined;
      for (const name of below) seen.add(name);
    }
    if (seen.size > 0 && node) this.surround(node, value, place, seen, names);
    // From further out, an entry is seen by the name of its list only, and so is the value of a free key.
    return new Set([...seen].map(name => (name === ANY ? seenAs : name)));
  }

  private leaf(value: unknown, node: SchemaNode | undefined, place: Place, names: Names): boolean {
    const text = new TextWithNames(String(value), names);
    if (!text.hasNames) return false;
    const rules = valueRules.filter(({ concerns }) => concerns === undefined || concerns(place));
    // Under other names it is a text as before, so that only bounds can be overstepped.
    const bounded = node?.bounded ? node : undefined;
    // What is said of a value depends on these and on its key; a name is in most objects at several places of a kind.
    const isSame = (other: ValueWithNames) =>
      other.value === value && other.node === bounded && other.rules.length === rules.length;
    if (this.values.some(other => isSame(other) && other.place.at(-1) === place.at(-1))) return true;
    this.values.push({ value, text, place, rules, node: bounded, isPlain: isPlain(String(value)) });
    return true;
  }

  private surround(node: SchemaNode, value: object, place: Place, seen: ReadonlySet<string>, names: Names): void {
    const rules = rulesWith(node, words =>
      seen.has(ANY) || [...seen].some(name => words.has(name) || words.has(`__${name}__`)));
    if (!node.isWhole && rules.length === 0) return;
    const comparing = rules.filter(onlyCompares);
    const texts = new Set([...textsBelow(celValue(node, value)), ...comparing.flatMap(textsIn)]);
    const compared = comparing.length > 0 ? [...texts].map(text => new TextWithNames(text, names)) : [];
    this.around.push({ place, node, rules: rules.filter(rule => !onlyCompares(rule)), compared });
  }
}

interface ValueWithNames {
  readonly value: unknown;
  readonly text: TextWithNames;
  readonly place: Place;
  readonly node: SchemaNode | undefined;
  readonly rules: readonly ValueRule[];
  /** Whether it is written without quotes. */
  readonly isPlain: boolean;
}

const ANY = '*';

/** A list or a map with names below it. */
interface Surrounding {
  readonly place: Place;
  readonly node: SchemaNode;
  /** The rules of CEL that see a name, but for those that only compare it. */
  readonly rules: readonly string[];
  /** What those compare: as long as texts that differ go on to differ, they answer as before. */
  readonly compared: readonly TextWithNames[];
}

function isKept({ place, node, rules, compared }: Surrounding, names: Names, object: object): boolean {
  if (compared.length > 0 && new Set(compared.map(text => text.with(names))).size < compared.length) return false;
  if (!node.isWhole && rules.length === 0) return true;
  const value = place.reduce<unknown>((around, key) => (around as Record<string | number, unknown>)[key], object);
  return (!node.isWhole || isSound(node, value)) && keepsRules(node, rules, value);
}

function isClean({ text, place, node, rules, isPlain: wasPlain }: ValueWithNames, names: Names): boolean {
  const value = text.with(names);
  // A number without quotes has the YAML that a text would have had if it needed none.
  if (wasPlain && !isPlain(value)) return false;
  for (const rule of rules) if (rule.leaf(value, place) !== undefined) return false;
  return node === undefined || isSound(node, value);
}

function textsBelow(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsBelow) : [];
}
