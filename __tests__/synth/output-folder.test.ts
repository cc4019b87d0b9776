import { spawnSync, SpawnSyncReturns } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { OutputFolder } from '../../lib/synth/output-folder';
import { contents, temporaryFolder } from '../folder';
import { write } from './write';

// The modules themselves, whose functions can be replaced.
const fs = jest.requireActual<typeof import('node:fs')>('node:fs');
const childProcess = jest.requireActual<typeof import('node:child_process')>('node:child_process');

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
  const version = (content: string, ...names: readonly string[]) =>
    Object.fromEntries(names.map(name => [name, content.repeat(50)]));
  const old = version('1', 'a.yaml', 'b.yaml', 'sub/gone.yaml');
  const next = version('2', 'a.yaml', 'b.yaml', 'new/c.yaml');

  // As on a system without perl and without a `mv` that exchanges.
  beforeEach(() => {
    jest.spyOn(childProcess, 'spawnSync').mockReturnValue({ status: null } as SpawnSyncReturns<string>);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test('files are replaced one after the other, and folders that are empty then go', () => {
    const parent = temporaryFolder();
    write(join(parent, 'dist'), old);
    write(join(parent, 'dist'), next);
    expect(contents(join(parent, 'dist'))).toEqual(next);
    expect(readdirSync(parent)).toEqual(['dist']);
    expect(readdirSync(join(parent, 'dist'))).toEqual(['a.yaml', 'b.yaml', 'new']);
  });

  test('at no moment is the folder or a file of it missing, and every file is wholly of one synth', () => {
    const folder = join(temporaryFolder(), 'dist');
    write(folder, old);
    const seen: Record<string, string>[] = [];
    const { renameSync } = fs;
    jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
      seen.push(manifestsIn(folder));
      renameSync(from, to);
      seen.push(manifestsIn(folder));
    });
    write(folder, next);
    expect(seen).toHaveLength(6);
    for (const files of seen) {
      expect(Object.keys(files)).toEqual(expect.arrayContaining(['a.yaml', 'b.yaml', 'sub/gone.yaml']));
      for (const [name, text] of Object.entries(files)) expect([old[name], next[name]]).toContain(text);
    }
  });

  test('a run that was killed in between is finished by the next', () => {
    const folder = join(temporaryFolder(), 'dist');
    write(folder, old);
    writeFileSync(join(folder, 'a.yaml'), next['a.yaml']!);
    writeFileSync(join(folder, '.b.yaml.4194305.tmp'), 'half');
    mkdirSync(join(folder, 'new'));
    writeFileSync(join(folder, 'new', '.c.yaml.4194305.tmp'), 'half');
    write(folder, next);
    expect(contents(folder)).toEqual(next);
  });

  test('a run that fails in between says how far it came', () => {
    const folder = join(temporaryFolder(), 'dist');
    write(folder, old);
    const { renameSync } = fs;
    let calls = 0;
    jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
      if (++calls === 2) throw Object.assign(new Error('stale'), { code: 'ESTALE', syscall: 'rename' });
      renameSync(from, to);
    });
    expect(() => write(folder, next)).toThrow(expect.objectContaining({
      message: expect.stringContaining('file 2 of 3 could not be written (ESTALE)'),
      outcome: `1 of 3 files were written to ${folder}, the others are of the synth before`,
    }));
    expect(contents(folder)).toEqual({ ...old, 'a.yaml': next['a.yaml'] });
  });

  test('a run that fails at the first file has written nothing', () => {
    const folder = join(temporaryFolder(), 'dist');
    write(folder, old);
    jest.spyOn(fs, 'renameSync').mockImplementation(() => {
      throw Object.assign(new Error('stale'), { code: 'ESTALE', syscall: 'rename' });
    });
    expect(() => write(folder, next)).toThrow('stale');
    expect(contents(folder)).toEqual(old);
  });
});

test('two runs that begin with nothing at once both succeed', () => {
  const folder = join(temporaryFolder(), 'dist');
  const { renameSync } = fs;
  const spy = jest.spyOn(fs, 'renameSync').mockImplementationOnce((from, to) => {
    // The other run comes first.
    mkdirSync(folder);
    writeFileSync(join(folder, 'a.yaml'), '1');
    renameSync(from, to);
  });
  write(folder, { 'a.yaml': '2', 'b.yaml': '2' });
  spy.mockRestore();
  expect(contents(folder)).toEqual({ 'a.yaml': '2', 'b.yaml': '2' });
});

test('what cannot be removed after the folder was replaced is no error', () => {
  const folder = join(temporaryFolder(), 'dist');
  write(folder, { 'a.yaml': '1', 'b.yaml': '1' });
  const output = new OutputFolder(folder, '.yaml');
  output.write('a.yaml', '2');
  output.write('b.yaml', '2');
  const spy = jest.spyOn(fs, 'rmSync').mockImplementation(() => {
    throw Object.assign(new Error('busy'), { code: 'EBUSY', syscall: 'rm' });
  });
  output.swap();
  spy.mockRestore();
  rmSync(join(folder, '..', `.dist.${process.pid}.tmp`), { recursive: true, force: true });
  expect(contents(folder)).toEqual({ 'a.yaml': '2', 'b.yaml': '2' });
});

/** Only Linux lets a user make a mount point in a namespace of its own. */
(canMount() ? describe : describe.skip)('a folder that is a mount point', () => {
  test.each([
    ['of another file system', 'mount -t tmpfs tmpfs dist'],
    ['of the same file system', 'mkdir volume; mount --bind volume dist'],
  ])('%s is written', (_, mount) => {
    const parent = temporaryFolder();
    mkdirSync(join(parent, 'dist'));
    const writer = `${process.execPath} -r tsx/cjs ${join(__dirname, 'write-versions.ts')} ${join(parent, 'dist')}`;
    const script = [
      `cd ${parent}`, mount, 'mkdir dist/lost+found', `cd ${process.cwd()}`, writer, `cd ${parent}`,
      'find . -maxdepth 2 -not -path "./volume*" | sort', 'cat dist/*.yaml',
    ].join('; ');
    const { status, stdout, stderr } = spawnSync(
      'unshare', ['--user', '--map-root-user', '--mount', 'sh', '-ec', script], { encoding: 'utf8' },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual(['.', './dist', './dist/a.yaml', './dist/c.yaml', './dist/lost+found', '2a2c']);
  });
});

function canMount(): boolean {
  return spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'true']).status === 0;
}

/** What a reader of manifests sees. */
function manifestsIn(folder: string): Record<string, string> {
  return Object.fromEntries(Object.entries(contents(folder)).filter(([name]) => !/(?:^|\/)\./.test(name)));
}

describe('what systems and editors leave stays as it is', () => {
  const others = [
    '.DS_Store', '._a.yaml', 'Thumbs.db', 'desktop.ini', '.a.yaml.swp', 'a.yaml~', '#a.yaml#', 'a.yaml.orig',
    '.nfs000000a1', '.directory', '.idea/workspace.xml', '.gitattributes', 'sub/.DS_Store', 'a.yaml___jb_tmp___',
  ];

  test.each([
    ['the folder is replaced', { 'a.yaml': '2', 'c.yaml': '2' }],
    ['a file is replaced', { 'a.yaml': '2', 'b.yaml': '1' }],
    ['nothing changes', { 'a.yaml': '1', 'b.yaml': '1' }],
  ])('where %s', (_, files) => {
    const folder = join(temporaryFolder(), 'dist');
    write(folder, { 'a.yaml': '1', 'b.yaml': '1' });
    for (const name of others) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), 'mine');
    }
    // Emacs marks a file that is being edited by a link to nothing.
    symlinkSync('me@host.1:2', join(folder, '.#a.yaml'));
    const { ino } = statSync(join(folder, '.a.yaml.swp'));
    write(folder, files);
    expect(readlinkSync(join(folder, '.#a.yaml'))).toBe('me@host.1:2');
    rmSync(join(folder, '.#a.yaml'));
    expect(contents(folder)).toEqual({ ...files, ...Object.fromEntries(others.map(name => [name, 'mine'])) });
    expect(statSync(join(folder, '.a.yaml.swp')).ino).toBe(ino);
  });
});

describe('after the extension has changed', () => {
  const record = readFileSync(join(__dirname, '..', '..', 'dist', 'llm-d-llama31.k8s.yaml'), 'utf8');

  test('files with a record are those of the earlier synth, and go', () => {
    const folder = join(temporaryFolder(), 'dist');
    write(folder, { 'a.yaml': record });
    const output = new OutputFolder(folder, '.k8s.yaml');
    output.write('a.k8s.yaml', record);
    output.swap();
    expect(Object.keys(contents(folder))).toEqual(['a.k8s.yaml']);
  });

  test('one without a record is refused in words that say why', () => {
    const folder = join(temporaryFolder(), 'dist');
    write(folder, { 'a.yaml': 'kind: ConfigMap' });
    const output = new OutputFolder(folder, '.k8s.yaml');
    output.write('a.k8s.yaml', '');
    expect(() => output.swap()).toThrow(expect.objectContaining({
      message: expect.stringContaining(
        'holds a.yaml, which does not end in .k8s.yaml: a synth with another outputFileExtension wrote it',
      ),
      fix: 'remove it if a synth wrote it, or else move it elsewhere',
    }));
    expect(contents(folder)).toEqual({ 'a.yaml': 'kind: ConfigMap' });
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
