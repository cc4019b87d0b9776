/**
 * The `config.json` of a model on the Hub, field by field. A field of another type is an error that names it; null is
 * as good as absent.
 */
export class HubConfig {
  private readonly fields: Readonly<Record<string, unknown>>;

  /** @param path where the fields are in the file, for messages; empty for the file itself */
  public constructor(json: unknown, private readonly path = '') {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) throw this.wrong('', 'an object', json);
    this.fields = json as Readonly<Record<string, unknown>>;
  }

  /** Whether a field is there, even as null. */
  public has(name: string): boolean {
    return Object.hasOwn(this.fields, name);
  }

  /** A whole number above 0. @throws Error where there is none and no default. */
  public count(name: string, byDefault?: number): number {
    const value = this.optionalCount(name) ?? byDefault;
    if (value === undefined) throw this.wrong(name, 'a whole number above 0', undefined);
    return value;
  }

  /** A whole number above 0, if there is one. */
  public optionalCount(name: string): number | undefined {
    const value = this.fields[name] ?? undefined;
    if (value === undefined || (Number.isInteger(value) && (value as number) > 0)) return value as number | undefined;
    throw this.wrong(name, 'a whole number above 0', value);
  }

  /** A number, 0 among them, if there is one. */
  public optionalNumber(name: string): number | undefined {
    const value = this.fields[name] ?? undefined;
    if (value !== undefined && !Number.isFinite(value)) throw this.wrong(name, 'a number', value);
    return value as number | undefined;
  }

  /** `true` or `false`. */
  public flag(name: string, byDefault: boolean): boolean {
    const value = this.fields[name] ?? byDefault;
    if (typeof value !== 'boolean') throw this.wrong(name, 'true or false', value);
    return value;
  }

  /** A text. @throws Error where there is none. */
  public text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined) throw this.wrong(name, 'text', undefined);
    return value;
  }

  /** A text, if there is one. */
  public optionalText(name: string): string | undefined {
    const value = this.fields[name] ?? undefined;
    if (value !== undefined && typeof value !== 'string') throw this.wrong(name, 'text', value);
    return value;
  }

  /** A list of one type. @throws Error where there is none. */
  public list(name: string, type: 'number' | 'string'): readonly (number | string)[] {
    const value = this.optionalList(name, type);
    if (value === undefined) throw this.wrong(name, `a list of ${type}s`, undefined);
    return value;
  }

  /** A list of one type, if there is one. */
  public optionalList(name: string, type: 'number' | 'string'): readonly (number | string)[] | undefined {
    const value = this.fields[name] ?? undefined;
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every(item => typeof item === type)) return value as readonly (number | string)[];
    throw this.wrong(name, `a list of ${type}s`, value);
  }

  /** An object in it, if there is one. */
  public section(name: string): HubConfig | undefined {
    const value = this.fields[name] ?? undefined;
    return value === undefined ? undefined : new HubConfig(value, this.pathOf(name));
  }

  private pathOf(name: string): string {
    return [this.path, name].filter(part => part !== '').join('.');
  }

  private wrong(name: string, expected: string, value: unknown): Error {
    const what = this.pathOf(name) === '' ? 'the config.json' : `\`${this.pathOf(name)}\` of the config.json`;
    return new Error(`Model.fromConfig: ${what} must be ${expected}, got ${shown(value)}`);
  }
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  return JSON.stringify(value)?.slice(0, 80) ?? typeof value;
}
