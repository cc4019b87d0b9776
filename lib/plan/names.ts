/** The name of a deployment's claim, where it is not given. */
export function modelCacheName(deployment: string): string {
  return `${deployment}-model-cache`;
}
