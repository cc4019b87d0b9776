import { spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { contents, temporaryFolder } from '../folder';
import { write } from './write';

test('killed at any moment, the folder is wholly the old or wholly the new one', async () => {
  const parent = temporaryFolder();
  const folder = join(parent, 'dist');
  write(folder, version('0'));
  for (let kill = 0; kill < 30; kill++) {
    const child = writerOf(folder);
    await new Promise(resolve => child.stdout.once('data', resolve));
    await setTimeout(Math.random() * 40);
    const ended = new Promise(resolve => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    const seen = JSON.stringify(settled(folder));
    expect(['0', '1', '2'].filter(number => JSON.stringify(version(number)) === seen)).toHaveLength(1);
  }
  write(folder, version('0'));
  await setTimeout(100);
  rmSync(folder, { recursive: true });
  expect(readdirSync(parent).filter(name => !existsSync(join(parent, name)))).toEqual([]);
}, 60_000);

// Elsewhere there is no call that exchanges two folders.
(process.platform === 'linux' ? test : test.skip)('at no moment is the folder missing', async () => {
  const folder = join(temporaryFolder(), 'dist');
  write(folder, version('0'));
  const child = writerOf(folder);
  await new Promise(resolve => child.stdout.once('data', resolve));
  const seen = new Set<boolean>();
  for (const end = Date.now() + 1500; Date.now() < end;) seen.add(existsSync(folder));
  const ended = new Promise(resolve => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  expect([...seen]).toEqual([true]);
}, 60_000);

function writerOf(folder: string) {
  const writer = join(__dirname, 'alternating-writer.ts');
  return spawn(process.execPath, ['-r', 'tsx/cjs', writer, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: join(__dirname, '..', '..'),
  });
}

function version(content: string): Record<string, string> {
  return Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`file-${index}.yaml`, content.repeat(5000)]));
}

/**
 * What a folder holds. The process that was asked to exchange the folders may outlive its parent by a moment and do so
 * while the files are read one by one, so they are read until two readings agree; a folder that is torn stays so.
 */
function settled(folder: string): Record<string, string> {
  for (let last = contents(folder); ;) {
    const next = contents(folder);
    if (JSON.stringify(next) === JSON.stringify(last)) return next;
    last = next;
  }
}
