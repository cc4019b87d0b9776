/** Files that exist in the namespace and that the engines of both roles find at a path, read-only. */
export type FilesSpec = ConfigMapFiles | SecretFiles;

/** The entries of a ConfigMap as files, for example a chat template. */
export interface ConfigMapFiles {
  /**
   * The folder: absolute, without `..`, and none that the image or the library uses. An entry `tools.jinja` of the
   * ConfigMap is the file `<path>/tools.jinja`.
   */
  readonly path: `/${string}`;
  /** Name of the ConfigMap in the deployment's namespace. The pods do not start without it. */
  readonly configMapName: string;
}

/** The entries of a Secret as files, for example the certificate of a private registry of models. */
export interface SecretFiles {
  /** The folder, as that of {@link ConfigMapFiles}. */
  readonly path: `/${string}`;
  /** Name of the Secret in the deployment's namespace. The pods do not start without it. */
  readonly secretName: string;
}
