import { ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from '../../lib/rehearsal/cluster';
import { distDeployment } from '../../lib/cluster/dist-deployment';
import { makeGiven } from '../../lib/rehearsal/rehearsal';
import { Manifest, yamlOf } from '../manifests';

const root = join(__dirname, '..', '..');

/** What a command said and how it ended. */
export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder with `dist/`, in which `llmd` is run against a cluster of the rehearsal. */
export class Workplace {
  readonly folder = mkdtempSync(join(tmpdir(), 'cdk8s-llm-d-llmd-'));

  constructor(private readonly cluster: Cluster, private readonly kubeconfig = cluster.kubeconfig) {}

  /** Writes the file of a deployment, and makes what it takes for given. */
  async write(name: string, manifests: readonly Manifest[]): Promise<void> {
    const yaml = yamlOf(manifests);
    mkdirSync(join(this.folder, 'dist'), { recursive: true });
    writeFileSync(join(this.folder, 'dist', `${name}.k8s.yaml`), yaml);
    await makeGiven(this.cluster, distDeployment(yaml));
  }

  /** Runs a command to its end. */
  async llmd(...args: readonly string[]): Promise<Said> {
    return ended(this.start(...args));
  }

  /** Runs a command on a terminal of 170 columns; what was drawn goes to a file. */
  async onTerminal(log: string, ...args: readonly string[]): Promise<number | null> {
    const command = ['stty cols 170 rows 60;', process.execPath, join(root, 'bin', 'llmd.cjs'), ...args].join(' ');
    const env = { ...process.env, KUBECONFIG: this.kubeconfig };
    return (
      await ended(
        spawn('script', ['--quiet', '--return', '--flush', '--command', command, log], {
          cwd: this.folder,
          env,
          stdio: ['ignore', 'pipe', 'pipe'],
        }),
      )
    ).code;
  }

  /** Starts a command. */
  start(...args: readonly string[]): ChildProcess {
    const env = { ...process.env, KUBECONFIG: this.kubeconfig };
    return spawn(process.execPath, [join(root, 'bin', 'llmd.cjs'), ...args], {
      cwd: this.folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }
}

/** What a process says until it ends. */
export async function ended(child: ChildProcess): Promise<Said> {
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream]!.setEncoding('utf8').on('data', (text: string) => (said[stream] += text));
  const code = await new Promise<number | null>(resolve => child.once('close', resolve));
  return { code, ...said };
}
