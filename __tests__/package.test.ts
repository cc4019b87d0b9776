import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import * as ts from 'typescript';
import { temporaryFolder } from './folder';

const root = join(__dirname, '..');
const { dependencies, devDependencies, peerDependencies, files, main } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, any>;

const sources = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts')).map(name => join(root, 'lib', name));

test('the package has three peers, the CEL library, the YAML library, and four dependencies that only its command uses', () => {
  const ofCommand = { '@kubernetes/client-node': '1.4.0', 'commander': '14.0.2', 'listr2': '9.0.5', 'uplot': '1.6.32' };
  expect(dependencies).toEqual({ '@marcbachmann/cel-js': '8.0.0', 'yaml': '2.9.1', ...ofCommand });
  const users = (name: string) => sources.filter(file => readFileSync(file, 'utf8').includes(`'${name}'`)).map(file => relative(join(root, 'lib'), file));
  expect(Object.keys(ofCommand).flatMap(users).filter(file => !/^(bench|cli|cluster|kube|rehearsal)\//.test(file))).toEqual([]);
  expect(users('yaml').filter(file => !/^(cli|cluster)\//.test(file))).toEqual(['synth/previous-object.ts']);
  expect(users('@marcbachmann/cel-js')).toEqual(['schema/cel-rules.ts']);
  expect(Object.keys(peerDependencies)).toEqual(['cdk8s', 'cdk8s-plus-28', 'constructs']);
});

test('every development tool is pinned to one version', () => {
  expect(Object.values(devDependencies as Record<string, string>).filter(version => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  expect(devDependencies.typescript).toMatch(/^5\.9\./);
});

test('built and installed, it is used from another project in three lines', () => {
  const project = temporaryFolder();
  const build = join(project, 'node_modules', 'cdk8s-llm-d', 'build');
  expect(spawnSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json', '--outDir', build], { cwd: root, encoding: 'utf8' })).toMatchObject({ status: 0, stdout: '' });
  writeFileSync(join(build, '..', 'package.json'), JSON.stringify({ name: 'cdk8s-llm-d', main }));
  for (const name of Object.keys({ ...peerDependencies, ...dependencies })) {
    mkdirSync(dirname(join(project, 'node_modules', name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
  }
  mkdirSync(join(project, 'app'));
  writeFileSync(join(project, 'app', 'main.js'), `
    const { App, DisaggregatedInference, istio, Release } = require('cdk8s-llm-d');
    const app = new App();
    new DisaggregatedInference(app, 'mine', { namespace: 'mine', release: Release.LLM_D_0_10, gateway: istio('1.28'), model: { uri: 'hf://a/b' },
      modelCache: { type: 'emptyDir', size: '1Gi' }, prefill: { replicas: 1, cpu: '8', memory: '64Gi' }, decode: { replicas: 1, cpu: '8', memory: '64Gi' } });
    console.log(app.synthYaml());
  `);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['main.js'], { cwd: join(project, 'app'), encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('kind: InferencePool');
  cpSync(join(root, 'bin'), join(build, '..', 'bin'), { recursive: true });
  const rule = spawnSync(process.execPath, [join(build, '..', 'bin', 'llmd.cjs'), 'rules', 'PD101'], { cwd: project, encoding: 'utf8' });
  expect(rule).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(/^PD101 /) });
  expect(files).toEqual(['bin', 'build', 'crds', 'programs', '!programs/**/*_test.go', 'scripts/go-module.mjs', 'sbom.cdx.json']);
}, 60_000);

test('every exported name and every field of it is documented', () => {
  const program = ts.createProgram([join(root, 'lib', 'index.ts')], { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16, target: ts.ScriptTarget.ES2022, strict: true, skipLibCheck: true });
  const checker = program.getTypeChecker();
  const index = checker.getSymbolAtLocation(program.getSourceFile(join(root, 'lib', 'index.ts'))!)!;
  const bare = checker.getExportsOfModule(index).flatMap(symbol => undocumented(checker, symbol, symbol.name));
  expect(bare).toEqual([]);
});

function undocumented(checker: ts.TypeChecker, symbol: ts.Symbol, name: string): string[] {
  const resolved = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const own = resolved.getDocumentationComment(checker).length === 0 ? [name] : [];
  const members = (resolved.declarations ?? []).filter(declaration => declaration.getSourceFile().fileName.includes('/lib/'))
    .flatMap((declaration): (ts.PropertySignature | ts.ClassElement)[] => {
      if (ts.isInterfaceDeclaration(declaration)) return declaration.members.filter(ts.isPropertySignature);
      if (!ts.isClassDeclaration(declaration)) return [];
      return declaration.members.filter(member => (ts.isPropertyDeclaration(member) || ts.isMethodDeclaration(member)) && !isHidden(member));
    });
  return [...own, ...members.filter(member => !isLiteralType(member) && ts.getJSDocCommentsAndTags(member).length === 0).map(member => `${name}.${member.name!.getText()}`)];
}

function isHidden(member: ts.ClassElement): boolean {
  return (ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0;
}

/** A field with one possible value, which says what it means by itself. */
function isLiteralType(member: ts.Node): boolean {
  return ts.isPropertySignature(member) && member.type !== undefined && ts.isLiteralTypeNode(member.type);
}
