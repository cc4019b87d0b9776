import { ApiObject, App as StockApp, Chart } from 'cdk8s';
import { existsSync, mkdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from '../../lib';
import { contents, temporaryFolder } from '../folder';

// The module itself, whose functions can be replaced.
const fs = jest.requireActual<typeof import('node:fs')>('node:fs');

afterEach(() => {
  jest.restoreAllMocks();
  delete process.env.CDK8S_OUTDIR;
});

const alert = 'pod {{ $labels.pod }} waits, {{{ printf "%.0f" $value }}} s }}';

function synthIn(outdir: string, AppClass: typeof StockApp = App): void {
  const app = new AppClass({ outdir });
  new ApiObject(new Chart(app, 'a'), 'b', {
    apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b', annotations: { alert } }, data: { alert: `${alert}\n` },
  });
  app.synth();
}

describe('the link to the output folder', () => {
  test('two runs that make it at once both succeed', () => {
    const parent = temporaryFolder();
    const { symlinkSync } = fs;
    jest.spyOn(fs, 'symlinkSync').mockImplementationOnce((target, path, type) => {
      // The other run comes first.
      symlinkSync(target, path, type);
      symlinkSync(target, path, type);
    });
    synthIn(join(parent, 'out.staging'));
    expect(readlinkSync(join(parent, 'out.staging'))).toBe('out');
    expect(Object.keys(contents(join(parent, 'out')))).toEqual(['a.k8s.yaml']);
  });

  test('one that cannot be made is found before anything is written', () => {
    const parent = temporaryFolder();
    jest.spyOn(fs, 'symlinkSync').mockImplementation(() => {
      throw Object.assign(new Error('no'), { code: 'EPERM', syscall: 'symlink' });
    });
    expect(() => synthIn(join(parent, 'out.staging'))).toThrow(
      /nothing was written to .*out\n.*operation not permitted/,
    );
    expect(contents(parent)).toEqual({});
  });

  test('it is taken away again when the folder cannot be put in place', () => {
    const parent = temporaryFolder();
    jest.spyOn(fs, 'renameSync').mockImplementation(() => {
      throw Object.assign(new Error('no'), { code: 'EPERM', syscall: 'rename' });
    });
    expect(() => synthIn(join(parent, 'out.staging'))).toThrow('nothing was written to');
    expect(existsSync(join(parent, 'out.staging'))).toBe(false);
    expect(contents(parent)).toEqual({});
  });
});

describe('a chart for Helm', () => {
  const synthChart = () => {
    const chart = temporaryFolder();
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\n');
    mkdirSync(join(chart, 'templates'));
    process.env.CDK8S_OUTDIR = join(chart, 'templates');
    synthIn(join(chart, 'templates'));
    return contents(join(chart, 'templates'));
  };

  test('has templates that give the manifests back', () => {
    const plain = temporaryFolder();
    synthIn(plain, StockApp);
    const templates = Object.entries(synthChart()).map(([name, text]) => [name, rendered(text)]);
    expect(Object.fromEntries(templates)).toEqual(contents(plain));
  });

  test('has no action but those that write two braces', () => {
    const [text] = Object.values(synthChart());
    expect(text).toContain('pod {{ "{{" }} $labels.pod }} waits');
    expect(text!.replaceAll('{{ "{{" }}', '')).not.toContain('{{');
  });

  test('a folder of that name without a chart around it is an output folder as any other', () => {
    const folder = join(temporaryFolder(), 'templates');
    process.env.CDK8S_OUTDIR = folder;
    synthIn(folder);
    expect(Object.values(contents(folder))[0]).toContain('pod {{ $labels.pod }} waits');
  });
});

/** What Helm writes for a template whose only actions are texts. */
function rendered(template: string): string {
  return template.replace(/\{\{ "([^"]*)" \}\}/g, (_, text: string) => text);
}
