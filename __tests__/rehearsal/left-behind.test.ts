import { ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programsOfSandbox, sandboxCommand } from '../../lib/rehearsal/sandbox';
import { becomesTrue, pause } from '../../lib/kube/poll';

const root = join(__dirname, '..', '..');

function rehearsal(): ChildProcess {
  const command = [
    process.execPath,
    join(root, 'bin', 'llmd.cjs'),
    'rehearse',
    join(root, 'dist', 'llm-d-llama31.k8s.yaml'),
    '--no-faults',
  ];
  const [program, args] = sandboxCommand(programsOfSandbox(), command);
  return spawn(program, args, { stdio: 'ignore' });
}

/** Every process that this one can see, but for those of the kernel's making. */
function processes(): readonly string[] {
  return readdirSync('/proc').filter(name => /^\d+$/.test(name));
}

function mounts(): string {
  return readFileSync('/proc/self/mounts', 'utf8');
}

function devices(): string {
  return readFileSync('/proc/self/net/dev', 'utf8').split('\n').map(line => line.split(':')[0]).join('\n');
}

test.each([0.5, 4, 9, 15])(
  'a rehearsal that is killed after %s s leaves no process, mount, device or file behind',
  async (seconds) => {
    const before = {
      processes: processes(),
      mounts: mounts(),
      devices: devices(),
      files: readdirSync(tmpdir()),
      run: readdirSync('/run'),
    };
    const child = rehearsal();
    await pause(seconds);
    expect(child.exitCode).toBeNull();
    child.kill('SIGKILL');
    const isGone = await becomesTrue(5, () => Promise.resolve(processes().every(id => before.processes.includes(id))));
    expect({
      isGone,
      mounts: mounts(),
      devices: devices(),
      files: readdirSync(tmpdir()),
      run: readdirSync('/run'),
    }).toEqual({ isGone: true, mounts: before.mounts, devices: before.devices, files: before.files, run: before.run });
  },
);

test('without permission for namespaces it says in one line what is missing', async () => {
  const deprived = ['--bounding-set=-all', '--inh-caps=-all', '--no-new-privs'];
  const child = spawn('setpriv', [...deprived, programsOfSandbox().sandbox, '--', 'true'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise(resolve => child.once('exit', resolve));
  const oneLine = /^sandbox: this machine does not allow what a rehearsal needs: .*run it as root, .*\n$/;
  expect({ code, said }).toEqual({ code: 4, said: expect.stringMatching(oneLine) });
});
