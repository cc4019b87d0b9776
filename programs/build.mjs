// Builds the Go programs of this folder into the cache folder and prints `name<tab>path`. A program is built again only
// when its sources, its pinned modules, the Go version or K8S_VERSION change.
//
//   node build.mjs                    all of them
//   node build.mjs control-plane      one of them
//   K8S_VERSION=1.33.7 node build.mjs control-plane
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './cache.mjs';
import { moduleFor } from './kubernetes-version.mjs';
import { defaultKubernetes, programs } from './programs.mjs';

/** The exit code of a machine without Go: a reason to skip, not a failure. */
const NO_GO = 3;

const here = dirname(fileURLToPath(import.meta.url));

/**
 * The path of a program, built if need be.
 * @param {keyof typeof programs} name
 * @param {string} [place] which of several it is, for those who wait
 */
export async function build(name, place = '') {
  const { binary, ...how } = plan(name);
  if (!existsSync(binary)) await compile(name, { ...how, binary, place });
  return binary;
}

/** Where a program will be, and how it is built. */
function plan(name) {
  const { folder, package: target } = programs[name];
  const kubernetes = name === 'control-plane' ? process.env.K8S_VERSION ?? defaultKubernetes : defaultKubernetes;
  const source = kubernetes === defaultKubernetes ? join(here, folder) : moduleFor(join(here, folder), kubernetes);
  const flags = ['-trimpath', '-buildvcs=false', '-ldflags', ldflags(kubernetes)];
  const binary = join(cacheFolder('bin'), `${name}-${fingerprint(source, [goVersion(), target, ...flags])}`);
  return { source, target, flags, binary };
}

/** Says what the programs that are missing will cost. */
function announce(missing, all) {
  if (missing.length === 0) return;
  const packages = missing.reduce((sum, name) => sum + (programs[name].packages ?? 0), 0);
  const minutes = Math.ceil(packages * SECONDS_PER_PACKAGE / 60);
  const cost = minutes > 1 ? `about ${minutes} minutes on two idle cores if Go has cached nothing` : 'a minute';
  console.error(`${missing.length} of ${all} programs must be built, once: ${missing.join(', ')}. That takes ${cost}`);
}

/** On two cores with little else to do: the 790 packages of the kubelet took 158 s (2026-11-27). */
const SECONDS_PER_PACKAGE = 0.2;

/**
 * Go's linker leaves the version out of a binary that was not built by the release scripts; clients and tests ask for
 * it.
 */
function ldflags(kubernetes) {
  const [major, minor] = kubernetes.split('.');
  const values = {
    'k8s.io/component-base/version.gitVersion': `v${kubernetes}`,
    'k8s.io/component-base/version.gitMajor': major,
    'k8s.io/component-base/version.gitMinor': minor,
  };
  return ['-s', '-w', ...Object.entries(values).map(([name, value]) => `-X ${name}=${value}`)].join(' ');
}

function goVersion() {
  const { error, stdout } = spawnSync('go', ['version'], { encoding: 'utf8' });
  if (error) {
    console.error('Cluster tests and rehearsals need Go 1.24 or newer on the PATH; `npm test` needs Node only');
    process.exit(NO_GO);
  }
  return stdout.trim();
}

function fingerprint(folder, others) {
  const hash = createHash('sha256').update(others.join('\0'));
  const files = readdirSync(folder, { recursive: true })
    .filter(file => /\.go$|(^|[\\/])go\.(mod|sum)$/.test(file) && !file.endsWith('_test.go'))
    .sort();
  for (const file of files) hash.update(`\0${file.split(sep).join('/')}\0`).update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 16);
}

/**
 * Go keeps what it has compiled, so a build that was interrupted goes on where it stopped; the binary appears in one
 * step.
 */
async function compile(name, { source, target, flags, binary, place }) {
  const unfinished = `${binary}.${process.pid}`;
  const began = Date.now();
  const go = spawn('go', ['build', '-v', ...flags, '-o', unfinished, target], {
    cwd: source, env: { ...process.env, CGO_ENABLED: '0' }, stdio: ['ignore', 'ignore', 'pipe'],
  });
  let packages = 0;
  let said = [];
  go.stderr.setEncoding('utf8').on('data', (text) => {
    const lines = text.trimEnd().split('\n');
    // Modules that are downloaded are told in the same place.
    packages += lines.filter(line => !line.startsWith('go: ')).length;
    said = [...said, ...lines].slice(-20);
  });
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const expected = programs[name].packages === undefined ? '' : ` of at most ${programs[name].packages}`;
  const tell = () => console.error(`building ${name}${place}: ${packages}${expected} packages, ${seconds()} s`);
  tell();
  const progress = setInterval(tell, 15_000);
  const code = await new Promise(resolve => go.on('close', resolve));
  clearInterval(progress);
  if (code !== 0) {
    rmSync(unfinished, { force: true });
    throw new Error(`${name} does not build:\n${said.join('\n')}`);
  }
  renameSync(unfinished, binary);
  console.error(`built ${name}${place} in ${seconds()} s`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(programs);
    for (const name of wanted) {
      if (!(name in programs))
        throw new Error(`there is no program ${name}; there are ${Object.keys(programs).join(', ')}`);
    }
    const missing = wanted.filter(name => !existsSync(plan(name).binary));
    announce(missing, wanted.length);
    for (const name of wanted) {
      const place = missing.includes(name) ? ` (program ${missing.indexOf(name) + 1} of ${missing.length})` : '';
      console.log(`${name}\t${await build(name, place)}`);
    }
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
