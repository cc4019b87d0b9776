import { Chart, Names, YamlOutputType } from 'cdk8s';
import { Finding } from '../rules/language/finding';
import { WrittenObject } from '../rules/language/rendered-object';
import { describe } from '../rules/language/rendered-object';
import { applyRule, Violation } from '../rules/language/rule';
import { compare } from './comparison';
import { LastFiles } from './last-synth';
import { OutputFolder } from './output-folder';
import { PreviousObjects } from './previous-objects';
import { join } from '../yaml/yaml';

/** The rule about the names of files. */
export const fileRule = {
  id: 'PD738',
  title: 'Every file of the output has a name of its own within the output folder',
  severity: 'error',
  cause: 'a file would be written where nobody looks for it, or be lost',
  fix: 'name the chart with letters, digits and dashes, and take an extension such as .k8s.yaml',
  source:
    'a name with `..` or a leading slash leaves the folder, one with a leading dot is hidden, one with a '
    + 'leading dash is an option to commands',
  evidence: 'read',
  waivable: false,
} as const;

/** How objects are divided into files. */
export interface Division {
  /** One file a chart, a resource or the app. */
  readonly type: YamlOutputType;
  /** The end of file names. */
  readonly extension: string;
  /** Whether Helm reads the files as templates. */
  readonly isHelmChart: boolean;
}

/** The files of an app: which object goes into which. */
export class ManifestFiles {
  /** Whether cdk8s would number the files, because a chart depends on another. */
  public numbered = false;

  private written = 0;
  private hasDocuments = false;
  private readonly previous: PreviousObjects;

  constructor(private readonly folder: OutputFolder, private readonly division: Division) {
    this.previous = new PreviousObjects(name => folder.before(name));
  }

  /**
   * Writes the objects of one chart. A finding where a file would leave the folder or replace another, and where an
   * object is not what it was in the last synth in a way that matters.
   */
  public add(chart: Chart, objects: readonly WrittenObject[]): Finding[] {
    const chartName = this.chartName(chart);
    this.written++;
    const problems = this.put(chartName, chart, objects);
    return problems.length > 0
      ? problems
      : compare(chart.node.path, objects, new LastFiles(objects, written =>
          this.previous.textOf(this.fileOf(chartName, written), written.text),
        ));
  }

  private put(chartName: string, chart: Chart, objects: readonly WrittenObject[]): Finding[] {
    switch (this.division.type) {
      case YamlOutputType.FILE_PER_APP: return this.append(this.fileOf(chartName), chart, objects);
      case YamlOutputType.FILE_PER_CHART: return this.write(this.fileOf(chartName), chart, objects);
      default: return objects.flatMap(object => this.write(this.fileOf(chartName, object), chart, [object]));
    }
  }

  /** The file of a chart, or of one of its objects where each has one of its own. */
  private fileOf(chartName: string, object?: WrittenObject): string {
    const resource = object ? resourceName(object) : '';
    const bases = {
      [YamlOutputType.FILE_PER_APP]: 'app',
      [YamlOutputType.FILE_PER_CHART]: chartName,
      [YamlOutputType.FILE_PER_RESOURCE]: resource,
      [YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE]: `${chartName}/${resource}`,
    };
    return `${bases[this.division.type]}${this.division.extension}`;
  }

  private chartName(chart: Chart): string {
    return `${this.numbered ? `${String(this.written).padStart(4, '0')}-` : ''}${Names.toDnsLabel(chart)}`;
  }

  private append(name: string, chart: Chart, objects: readonly WrittenObject[]): Finding[] {
    const problems = nameProblems(name);
    if (problems.length > 0) return applyRule(fileRule, chart.node.path, problems);
    const separator = this.hasDocuments && objects.length > 0 ? '---\n' : '';
    this.hasDocuments ||= objects.length > 0;
    this.folder.append(name, separator + this.textOf(objects));
    return [];
  }

  private write(name: string, chart: Chart, objects: readonly WrittenObject[]): Finding[] {
    const problems = this.folder.has(name) ? [taken(name, objects)] : nameProblems(name);
    if (problems.length === 0) this.folder.write(name, this.textOf(objects));
    return applyRule(fileRule, chart.node.path, problems);
  }

  private textOf(objects: readonly WrittenObject[]): string {
    const text = join(objects.map(written => written.text));
    return this.division.isHelmChart ? template(text) : text;
  }
}

/** What a template says so that Helm writes the text: two braces begin an action, this one writes two braces. */
function template(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}

function taken(name: string, objects: readonly WrittenObject[]): Violation {
  return {
    field: `file ${name}`,
    cause:
      `is the file of ${objects.map(({ object }) => describe(object)).join(', ') || 'this chart'} and of `
      + 'another in the app, so one of them would be lost',
    fix: 'divide the output by chart (YamlOutputType.FILE_PER_CHART), or name one of them otherwise',
  };
}

function resourceName({ object: { kind, metadata } }: WrittenObject): string {
  return `${String(kind)}.${String(metadata?.name)}`.replace(/[^0-9a-zA-Z-_.]/g, '');
}

function nameProblems(name: string): Violation[] {
  const parts = name.split(/[/\\]/);
  const cause = parts.some(part => part === '..' || part === '') ? 'leaves the output folder'
    : parts.some(part => part.startsWith('.')) ? 'begins with a dot, so it is hidden'
      : parts.some(part => part.startsWith('-')) ? 'begins with a dash, so commands take it for an option' : undefined;
  return cause === undefined ? [] : [{ field: `file ${name}`, cause }];
}
