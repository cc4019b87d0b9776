import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exchangeInSteps } from '../../lib/synth/swap-folders';
import { OutputFolder } from '../../lib/synth/output-folder';
import { contents, temporaryFolder } from '../folder';
import { write } from './write';

test('a folder that is not there is made', () => {
  const folder = join(temporaryFolder(), 'deep', 'dist');
  write(folder, { 'a.yaml': 'a', 'sub/b.yaml': 'b' });
  expect(contents(folder)).toEqual({ 'a.yaml': 'a', 'sub/b.yaml': 'b' });
});

test('files change, come and go; unchanged ones keep their time', () => {
  const folder = join(temporaryFolder(), 'dist');
  write(folder, { 'same.yaml': '1', 'changed.yaml': '1', 'gone.yaml': '1' });
  const before = new Date('2020-01-01T00:00:00.123Z');
  for (const name of ['same.yaml', 'changed.yaml']) utimesSync(join(folder, name), before, before);
  write(folder, { 'same.yaml': '1', 'changed.yaml': '2', 'new.yaml': '1' });
  expect(contents(folder)).toEqual({ 'same.yaml': '1', 'changed.yaml': '2', 'new.yaml': '1' });
  expect(statSync(join(folder, 'same.yaml')).mtime).toEqual(before);
  expect(statSync(join(folder, 'changed.yaml')).mtime).not.toEqual(before);
});

test('nothing is touched when nothing changed', () => {
  const folder = join(temporaryFolder(), 'dist');
  write(folder, { 'a.yaml': '1', 'b.yaml': '1' });
  const { ino, mtimeMs } = statSync(folder);
  write(folder, { 'a.yaml': '1', 'b.yaml': '1' });
  expect(statSync(folder)).toMatchObject({ ino, mtimeMs });
});

test('who may use the folder stays as it was', () => {
  const folder = join(temporaryFolder(), 'dist');
  write(folder, { 'a.yaml': '1' });
  chmodSync(folder, 0o700);
  write(folder, { 'a.yaml': '2', 'b.yaml': '2' });
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test('nothing is left beside it, nor of a run that was discarded', () => {
  const parent = temporaryFolder();
  write(join(parent, 'dist'), { 'a.yaml': '1' });
  write(join(parent, 'dist'), { 'b.yaml': '1', 'c.yaml': '1' });
  const discarded = new OutputFolder(join(parent, 'dist'), '.yaml');
  discarded.write('x.yaml', 'x');
  discarded.discard();
  expect(readdirSync(parent)).toEqual(['dist']);
  expect(contents(join(parent, 'dist'))).toEqual({ 'b.yaml': '1', 'c.yaml': '1' });
});

test('leftovers of a killed run are removed, those of a running one are not', () => {
  const parent = temporaryFolder();
  // A process id above the largest that Linux gives.
  for (const name of ['.dist.4194305.tmp', `.dist.${process.ppid}.tmp`, '.other.4194305.tmp'])
    mkdirSync(join(parent, name));
  write(join(parent, 'dist'), { 'a.yaml': '1' });
  expect(readdirSync(parent)).toEqual([`.dist.${process.ppid}.tmp`, '.other.4194305.tmp', 'dist']);
});

test.each([
  'dist.4194305.tmp',
  '.dist.old.tmp',
  '.dist..tmp',
  '.dist.1e1.tmp',
  '.dist.4194305.tmp.bak',
  '.dist.4194305',
])('%s, which a run does not make, is left alone', (name) => {
  const parent = temporaryFolder();
  mkdirSync(join(parent, name));
  write(join(parent, 'dist'), { 'a.yaml': '1' });
  expect(readdirSync(parent)).toContain(name);
});

describe('where folders cannot be exchanged in one step', () => {
  test('they are renamed one after the other', () => {
    const parent = temporaryFolder();
    write(join(parent, 'first'), { 'a.yaml': '1' });
    write(join(parent, 'second'), { 'b.yaml': '2' });
    exchangeInSteps(join(parent, 'first'), join(parent, 'second'));
    expect(contents(parent)).toEqual({ 'first/b.yaml': '2', 'second/a.yaml': '1' });
  });

  test('the old folder goes back when the new one cannot take its place', () => {
    const parent = temporaryFolder();
    write(join(parent, 'second'), { 'b.yaml': '2' });
    expect(() => exchangeInSteps(join(parent, 'first'), join(parent, 'second'))).toThrow('ENOENT');
    expect(contents(parent)).toEqual({ 'second/b.yaml': '2' });
  });

  test('a run that was killed in between is repaired by the next, even if that fails', () => {
    const parent = temporaryFolder();
    write(join(parent, '.dist.4194305.tmp.aside'), { 'a.yaml': 'old' });
    write(join(parent, '.dist.4194305.tmp'), { 'a.yaml': 'new' });
    new OutputFolder(join(parent, 'dist'), '.yaml').discard();
    expect(contents(parent)).toEqual({ 'dist/a.yaml': 'old' });
  });

  test('killed after the new folder is in place, the new one stays', () => {
    const parent = temporaryFolder();
    write(join(parent, '.dist.4194305.tmp.aside'), { 'a.yaml': 'old' });
    write(join(parent, 'dist'), { 'a.yaml': 'new' });
    new OutputFolder(join(parent, 'dist'), '.yaml').discard();
    expect(contents(parent)).toEqual({ 'dist/a.yaml': 'new' });
  });
});

describe('a folder with something else in it is refused, and stays as it was', () => {
  test.each([
    {
      what: 'a file that is not a manifest',
      make: (folder: string) => writeFileSync(join(folder, 'NOTES.md'), 'mine'),
      says: 'holds NOTES.md',
    },
    {
      what: 'a file in a folder',
      make: (folder: string) =>
        writeFileSync(join(mkdirSync(join(folder, 'sub'), { recursive: true })!, 'key.pem'), 'mine'),
      says: 'holds sub/key.pem',
    },
    {
      what: 'a link',
      make: (folder: string) => symlinkSync('/etc/hostname', join(folder, 'link.yaml')),
      says: 'holds link.yaml',
    },
  ])('$what', ({ make, says }) => {
    const folder = join(temporaryFolder(), 'dist');
    write(folder, { 'a.yaml': '1' });
    make(folder);
    const before = contents(folder);
    expect(() => write(folder, { 'a.yaml': '2', 'b.yaml': '2' })).toThrow(says);
    expect(contents(folder)).toEqual(before);
  });
});

test('a link to a folder is not followed', () => {
  const parent = temporaryFolder();
  mkdirSync(join(parent, 'elsewhere'));
  writeFileSync(join(parent, 'elsewhere', 'a.yaml'), 'theirs');
  symlinkSync('elsewhere', join(parent, 'dist'));
  expect(() => write(join(parent, 'dist'), { 'a.yaml': '2' })).toThrow('must be a folder, not a file or a link');
  expect(contents(join(parent, 'elsewhere'))).toEqual({ 'a.yaml': 'theirs' });
});

test('a link to nothing is not followed either', () => {
  const parent = temporaryFolder();
  symlinkSync('elsewhere', join(parent, 'dist'));
  expect(() => write(join(parent, 'dist'), { 'a.yaml': '2' })).toThrow('must be a folder, not a file or a link');
  expect(readdirSync(parent)).toEqual(['dist']);
});

// Permissions do not bind root.
(process.getuid?.() === 0 ? test.skip : test)('a folder without write permission stays as it was', () => {
  const parent = temporaryFolder();
  write(join(parent, 'dist'), { 'a.yaml': '1' });
  chmodSync(parent, 0o500);
  expect(() => write(join(parent, 'dist'), { 'a.yaml': '2' })).toThrow('EACCES');
  chmodSync(parent, 0o700);
  expect(contents(join(parent, 'dist'))).toEqual({ 'a.yaml': '1' });
});
