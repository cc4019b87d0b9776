import { cut } from './shown';
import type { Violation } from './violation';

/** Where a value cannot be read to its end: a getter or a proxy throws, or an object is within itself. */
export function unreadable(value: unknown): readonly Violation[] {
  const reader = new Reader();
  reader.read(value);
  return reader.violations;
}

/** Goes through a value. What is on the way is in two lists that grow and shrink: a spec is read at every synth. */
class Reader {
  public readonly violations: Violation[] = [];
  private readonly path: string[] = [];
  private readonly around: object[] = [];

  public read(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    if (this.around.includes(value)) {
      this.found('is an object that is within itself');
      return;
    }
    this.around.push(value);
    for (const key of this.keysOf(value)) {
      this.path.push(Array.isArray(value) ? `[${key}]` : key);
      this.read(this.partOf(value, key));
      this.path.pop();
    }
    this.around.pop();
  }

  private keysOf(value: object): readonly string[] {
    try {
      return Object.keys(value);
    } catch (error) {
      this.found(`cannot be read: ${reason(error)}`);
      return [];
    }
  }

  private partOf(value: object, key: string): unknown {
    try {
      return (value as Readonly<Record<string, unknown>>)[key];
    } catch (error) {
      this.found(`cannot be read: ${reason(error)}`);
      return undefined;
    }
  }

  private found(cause: string): void {
    this.violations.push({ field: this.path.join('.').replaceAll('.[', '['), cause });
  }
}

function reason(error: unknown): string {
  return cut(error instanceof Error ? error.message : typeof error, LONGEST);
}

const LONGEST = 200;
