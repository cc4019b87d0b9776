/** Options of `llmd diff`. */
export interface DiffOptions {
  /** Compares with a cluster. */
  readonly live?: boolean;
  /** Folder of the manifests. */
  readonly folder: string;
  readonly format: 'text' | 'markdown' | 'json';
  readonly kubeconfig?: string;
  readonly context?: string;
}
