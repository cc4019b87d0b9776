/** The name of a deployment and its namespace; the name again where it has none. */
export type Names = readonly [name: string, namespace: string];

/** A text with the places in it where a deployment's name or namespace stands. */
export class TextWithNames {
  /** What stands between the names. */
  private readonly between: readonly string[];
  /** Which of the names stands where: 0 or 1. */
  private readonly which: readonly number[];
  /** The one that stands in all of them, if it is one. */
  private readonly only: number | undefined;

  constructor(text: string, names: Names) {
    const parts = text.split(pattern(names));
    this.between = parts.filter((_, index) => index % 2 === 0);
    this.which = parts.filter((_, index) => index % 2 === 1).map(name => names.indexOf(name));
    this.only = new Set(this.which).size === 1 ? this.which[0] : undefined;
  }

  /** Whether there are any. */
  public get hasNames(): boolean {
    return this.which.length > 0;
  }

  /** The text with other names in these places. */
  public with(names: Names): string {
    if (this.only !== undefined) return this.between.join(names[this.only]);
    let text = this.between[0]!;
    for (let index = 0; index < this.which.length; index++)
      text += names[this.which[index]!]! + this.between[index + 1]!;
    return text;
  }
}

/** The longer name first: it may begin with the other. */
function pattern(names: Names): RegExp {
  const texts = names
    .filter(name => name !== '')
    .sort((a, b) => b.length - a.length)
    .map(name => name.replace(/[^\w-]/g, '\\$&'));
  return new RegExp(`(${texts.join('|') || '(?!)'})`);
}
