import * as table from './kinds.json';
import { goPattern } from './go-pattern';
import { SchemaTable, SchemaText } from './schema-table';

// TypeScript infers a type of each of the table's nodes, which together are none.
const { kinds, nodes } = table as unknown as SchemaTable;

/** The node of a kind, if `crds/` or `schemas/` has it. */
export function nodeOf(apiVersion: unknown, kind: unknown): SchemaNode | undefined {
  const key = `${String(apiVersion)} ${String(kind)}`;
  return Object.hasOwn(kinds, key) ? nodeAt(kinds[key]!) : undefined;
}

/** Every node of the table. */
export function allNodes(): SchemaNode[] {
  return nodes.map((_, index) => nodeAt(index));
}

/**
 * What one value of an object may be: a {@link SchemaText} with its references followed. All nodes have all fields in
 * one order, which lets the engine read them at one offset: a fleet's objects pass through here some million times.
 */
export class SchemaNode {
  /** The types, of which a value must have one; absent where it may have any. */
  public readonly types: readonly string[] | undefined;
  /** Whether a value itself has bounds to keep. */
  public readonly bounded: boolean;
  public readonly pattern: RegExp | undefined;
  public readonly hasChoices: boolean;
  /** Whether what is said of a value depends on values below it: a choice, or a list without repeated entries. */
  public readonly isWhole: boolean;
  private listed?: ReadonlyMap<string, SchemaNode>;
  private preset?: readonly (readonly [string, SchemaNode])[];
  private entry?: SchemaNode;
  private value?: SchemaNode;

  constructor(public readonly text: SchemaText) {
    this.types = text.type === undefined ? undefined : [text.type].flat();
    this.bounded = bounds.some(bound => text[bound] !== undefined);
    this.pattern = text.pattern === undefined ? undefined : goPattern(text.pattern);
    this.hasChoices = [text.oneOf, text.anyOf, text.allOf, text.not].some(choice => choice !== undefined);
    this.isWhole = this.hasChoices || text.mapKeys !== undefined || text.set !== undefined;
    this.listed = undefined;
    this.preset = undefined;
    this.entry = undefined;
    this.value = undefined;
  }

  /** The fields, by name. */
  public get properties(): ReadonlyMap<string, SchemaNode> {
    return (this.listed ??= new Map(
      Object.entries(this.text.properties ?? {}).map(([name, index]) => [name, nodeAt(index)]),
    ));
  }

  /** Each entry of a list. */
  public get items(): SchemaNode | undefined {
    return this.entry ??= this.text.items === undefined ? undefined : nodeAt(this.text.items);
  }

  /** Each value of a map whose keys are free. */
  private get values(): SchemaNode | undefined {
    return this.value ??= this.text.values === undefined ? undefined : nodeAt(this.text.values);
  }

  /** The fields that the server sets where they are absent. */
  public get defaults(): readonly (readonly [string, SchemaNode])[] {
    return this.preset ??= [...this.properties].filter(([, { text }]) => text.default !== undefined);
  }

  /** What a field of a map may be; `undefined` if the API has no such field or takes anything. */
  public field(name: string): SchemaNode | undefined {
    return this.properties.get(name) ?? this.values;
  }

  /** The nodes of a choice. */
  public choice(of: 'allOf' | 'anyOf' | 'oneOf'): readonly SchemaNode[] | undefined {
    return this.text[of]?.map(nodeAt);
  }

  /** What a value must not be. */
  public get not(): SchemaNode | undefined {
    return this.text.not === undefined ? undefined : nodeAt(this.text.not);
  }
}

const bounds = [
  'enum',
  'pattern',
  'format',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
] as const;

const made: (SchemaNode | undefined)[] = [];

function nodeAt(index: number): SchemaNode {
  return made[index] ??= new SchemaNode(nodes[index]!);
}
