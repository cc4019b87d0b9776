import { spawn } from 'node:child_process';
import { KubernetesObject } from '../kube/kubernetes-objects';

/** The kubectl of the rehearsal's Kubernetes version. */
export class Kubectl {
  constructor(
    private readonly program: string,
    private readonly kubeconfig: string,
  ) {}

  /**
   * Runs a command.
   *
   * @throws Error with kubectl's own words where it fails
   */
  run(args: readonly string[], input?: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = spawn(this.program, ['kubectl', '--kubeconfig', this.kubeconfig, ...args], {
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      const output = { stdout: '', stderr: '' };
      for (const stream of ['stdout', 'stderr'] as const)
        child[stream].setEncoding('utf8').on('data', (text: string) => (output[stream] += text));
      child.once('error', reject);
      child.once('close', code =>
        code === 0
          ? resolve(output.stdout)
          : reject(new Error(output.stderr.trim() || `kubectl ${args[0]} ended with exit code ${code}`)),
      );
      child.stdin.on('error', () => {});
      child.stdin.end(input ?? '');
    });
  }

  /** Objects of a kind in a namespace. */
  async list<T extends KubernetesObject>(
    kind: string,
    namespace: string,
    ...args: readonly string[]
  ): Promise<readonly T[]> {
    const { items } = JSON.parse(
      await this.run(['get', kind, '--namespace', namespace, '--output', 'json', ...args]),
    ) as { readonly items: readonly T[] };
    return items;
  }

  /** Applies objects server-side. */
  apply(objects: readonly object[]): Promise<string> {
    return this.run(
      ['apply', '--server-side', '--force-conflicts', '--filename', '-'],
      objects.map(object => JSON.stringify(object)).join('\n---\n'),
    );
  }
}
