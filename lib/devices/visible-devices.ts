/** The numbers of a container's devices, from 0, as the runtimes of GPUs read them. */
export function visibleDevices(count: number): string {
  return Array.from({ length: count }, (_, index) => index).join(',');
}
