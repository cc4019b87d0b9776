/** A place in a drawing. */
export type Point = readonly [x: number, y: number];

/** A rectangle with what it is called and lines below that. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** @default - an empty rectangle */
  readonly title?: string;
  readonly lines?: readonly string[];
}

/** A line from point to point, with an arrowhead at its end. */
export interface Arrow {
  readonly points: readonly Point[];
  /** Its class in the style sheet. */
  readonly kind?: string;
  /** Of the line; its head follows it. @default 1.5 */
  readonly width?: number;
}

/** A text that stands by itself. */
export interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** Its classes in the style sheet. @default - label */
  readonly kind?: string;
}

/** A box as SVG. */
export function boxSvg({ height, lines = [], title, width, x, y }: Box): string {
  const texts = (title === undefined ? [] : [title, ...lines]).map((text, index) => labelSvg(
    { x: x + PADDING, y: y + 22 + index * 18, text, kind: index === 0 ? 'title' : 'line' }, width - 2 * PADDING,
  ));
  return `<rect class="box" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>${texts.join('')}`;
}

/** An arrow as SVG. Its head is a triangle: a marker does not take the colour of its line in every browser. */
export function arrowSvg({ kind = '', points, width = 1.5 }: Arrow): string {
  const [from, to] = points.slice(-2) as [Point, Point];
  const head = 8 + 2 * width;
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  const corner = (turn: number): string =>
    [Math.cos(angle + turn), Math.sin(angle + turn)].map((part, index) => round(to[index]! - head * part)).join();
  const all = points.map(point => point.join()).join(' ');
  const classes = (name: string): string => `class="${`${name} ${kind}`.trim()}"`;
  return `<polyline ${classes('arrow')} stroke-width="${width}" points="${all}"/>`
    + `<polygon ${classes('head')} points="${[to.join(), corner(0.42), corner(-0.42)].join(' ')}"/>`;
}

/**
 * A text as SVG. One that is too long loses its middle, since names differ at their ends; a pointer over it shows the
 * whole.
 */
export function labelSvg({ kind = 'label', text, x, y }: Label, width = Infinity): string {
  const shown = fitted(text, Math.floor(width / CHARACTER_WIDTH));
  const whole = shown === text ? '' : `<title>${escaped(text)}</title>`;
  return `<text class="${kind}" x="${x}" y="${y}">${whole}${escaped(shown)}</text>`;
}

/** A text as XML shows it. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

const PADDING = 12;
/** Rather too much for 13 pixels: a reader's font is not known. */
const CHARACTER_WIDTH = 7.2;

function fitted(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const half = Math.floor((characters - 1) / 2);
  return `${text.slice(0, half)}…${text.slice(-half)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
