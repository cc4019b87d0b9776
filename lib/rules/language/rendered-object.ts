import { place as onOneLine } from './message-text';

/** A Kubernetes object as it will be written. */
export interface RenderedObject {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: {
    readonly name?: unknown;
    readonly namespace?: unknown;
    readonly labels?: Readonly<Record<string, unknown>>;
    readonly annotations?: Readonly<Record<string, unknown>>;
  };
  readonly [field: string]: unknown;
}

/** An object with what is written of it. */
export interface WrittenObject {
  /** The object. */
  readonly object: RenderedObject;
  /** The YAML. */
  readonly text: string;
}

/** An object as a reader names it, for example `Deployment/llama-decode`. */
export function describe({ kind, metadata }: RenderedObject): string {
  return onOneLine(`${String(kind)}/${String(metadata?.name)}`);
}
