/**
 * `<owner>/<model>` where a path ends with both, as copies of repositories of the Hub do: the key of the model's facts.
 */
export function repositoryAtEnd(path: string): string | undefined {
  const [model, owner] = path.split('/').filter(part => part !== '').reverse();
  return owner === undefined ? undefined : `${owner}/${model}`;
}

/** The last folder of a path, which clients call the model. */
export function lastFolder(path: string): string {
  return path.split('/').filter(part => part !== '').pop() ?? path;
}

/** Whether a path, without its first slash, names a folder below the first. */
export function isFolder(path: string): boolean {
  return path.split('/').every(part => /^[\w.@+=-]+$/.test(part) && part !== '.' && part !== '..');
}
