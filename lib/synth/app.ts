import { ApiObject, App as Cdk8sApp, AppProps, Chart, YamlOutputType } from 'cdk8s';
import { EnginePairs } from '../rules/objects/engine-pairs';
import { Finding } from '../rules/language/finding';
import { Identities } from '../rules/objects/identities';
import { valueRule } from '../rules/objects/values';
import { WrittenObject } from '../rules/objects/clean-objects';
import { checkObject, checkWritten } from '../rules/objects/objects';
import { RenderedObject } from '../rules/language/rendered-object';
import { constructFindings, failureFinding, validationFinding } from './construct-findings';
import { spreadDependencies } from './dependencies';
import { isDerived } from './derived-object';
import { Destination, destination, linkTo, unlink } from './destination';
import { reportFindings } from './finding-report';
import { METADATA_FILE } from './folder-contents';
import { ManifestFiles } from './manifest-files';
import { chartsInOrder, cycleFinding, objectsInOrder } from './order';
import { OutputFolder } from './output-folder';
import { outputFinding } from './output-finding';
import { SynthError } from './synth-error';
import { document, join } from './yaml';

/**
 * A cdk8s App for many deployments: it checks everything once, reports everything together, and replaces the output folder as a whole or
 * not at all. For valid input it writes the same bytes as cdk8s 2.70, in linear time.
 *
 * In `cdk8s.yaml`, `output: dist.staging` makes it write to `dist/` and keep that when a run fails; without it the CLI deletes the folder first.
 */
export class App extends Cdk8sApp {
  private readonly destination: Destination;
  private readonly recordsMetadata: boolean;
  private run?: Run;

  constructor(props: AppProps = {}) {
    super(props);
    this.destination = destination(this.outdir);
    this.recordsMetadata = props.recordConstructMetadata ?? process.env.CDK8S_RECORD_CONSTRUCT_METADATA === 'true';
  }

  /**
   * Checks a chart, writes it and lets go of it, so that an app of thousands needs the memory of one. What is wrong with it is reported by
   * {@link synth}, which also puts the files in place. A chart that depends on another chart is an error, as is one with charts inside.
   */
  public stage(chart: Chart): void {
    const constructs = chart.node.findAll();
    const run = this.begin();
    try {
      if (chart.node.scope !== this || spreadDependencies(constructs)) {
        run.findings.push(validationFinding(chart, 'a chart that is within another or depends on another cannot be staged; leave it to synth()'));
      } else {
        run.findings.push(...constructFindings(constructs));
        this.write(chart, run);
      }
    } catch (error) {
      run.folder.discard();
      throw explained(error, this.destination.folder);
    }
    this.node.tryRemoveChild(chart.node.id);
  }

  /**
   * Checks all charts and writes them. With an error among the findings nothing is written and a {@link SynthError} with all of them is
   * thrown; warnings go to standard error, or where CDK8S_LLM_D_FORMAT asks for another form than text, to standard output in that form.
   */
  public override synth(): void {
    const run = this.begin();
    try {
      this.writeAll(run);
      run.findings.push(...run.pairs.findings());
      throwErrors(run.findings, this.destination.folder);
      this.finish(run);
    } catch (error) {
      run.folder.discard();
      throw explained(error, this.destination.folder);
    } finally {
      this.run = undefined;
    }
    reportFindings(run.findings);
  }

  /** All objects as one YAML text. */
  public override synthYaml(): string {
    const constructs = this.node.findAll();
    spreadDependencies(constructs);
    const findings = constructFindings(constructs);
    const seen = { identities: new Identities(), pairs: new EnginePairs(), findings };
    try {
      const objects = chartsInOrder(this).flatMap(chart => render(chart, seen));
      findings.push(...seen.pairs.findings());
      throwErrors(findings, 'a text');
      return join(objects.map(({ text }) => text));
    } catch (error) {
      throw explained(error, 'a text');
    }
  }

  private begin(): Run {
    const { folder, oneFile } = this.destination;
    return this.run ??= newRun(folder, { type: oneFile ? YamlOutputType.FILE_PER_APP : this.yamlOutputType, extension: this.outputFileExtension });
  }

  private writeAll(run: Run): void {
    const constructs = this.node.findAll();
    run.files.numbered = spreadDependencies(constructs);
    run.findings.push(...constructFindings(constructs));
    for (const chart of chartsInOrder(this)) this.write(chart, run);
  }

  private write(chart: Chart, run: Run): void {
    const objects = render(chart, run);
    run.findings.push(...run.files.add(chart, objects));
    if (!this.recordsMetadata) return;
    for (const object of objectsInOrder(chart)) run.paths[object.name] = { path: object.node.path };
  }

  private finish({ folder, paths }: Run): void {
    if (this.recordsMetadata) folder.write(METADATA_FILE, JSON.stringify({ version: '1.0.0', resources: paths }));
    unlink(this.destination);
    folder.swap();
    linkTo(this.destination);
  }
}

/** What the objects of an app were so far, and what is wrong with them. */
interface Seen {
  readonly identities: Identities;
  readonly pairs: EnginePairs;
  readonly findings: Finding[];
}

/** What one synth has gathered so far. */
interface Run extends Seen {
  readonly folder: OutputFolder;
  readonly files: ManifestFiles;
  /** Construct paths by object name, for cdk8s's validation plugins. */
  readonly paths: Record<string, { readonly path: string }>;
}

function newRun(target: string, division: ConstructorParameters<typeof ManifestFiles>[1]): Run {
  try {
    const folder = new OutputFolder(target, division.extension);
    return { folder, files: new ManifestFiles(folder, division), identities: new Identities(), pairs: new EnginePairs(), findings: [], paths: {} };
  } catch (error) {
    throw explained(error, target);
  }
}

/** A user's mistake as a finding; anything else as it is. */
function explained(error: unknown, folder: string): unknown {
  const finding = outputFinding(folder, error) ?? cycleFinding(error);
  return finding ? new SynthError([finding], folder) : error;
}

/** The objects of a chart, checked, without those that YAML cannot express. */
function render(chart: Chart, { findings, identities, pairs }: Seen): WrittenObject[] {
  const written: WrittenObject[] = [];
  for (const construct of renderable(chart)) {
    try {
      // A chart with a toJson of its own answers for all its objects.
      const others = (): RenderedObject[] => written.map(({ object }) => object);
      const json = isDerived(construct) ? construct.of(others()) : construct.toJson() as RenderedObject | RenderedObject[];
      for (const object of [json].flat()) {
        const { found, text } = checked(chart, object);
        findings.push(...found, ...identities.claim(chart.node.path, object));
        pairs.add(chart.node.path, object);
        if (text !== undefined && !found.some(({ rule }) => rule === valueRule.id)) written.push({ object, text });
      }
    } catch (error) {
      findings.push(failureFinding(construct, error));
    }
  }
  return written;
}

/** What is found in an object, and its YAML if it has one. */
function checked(chart: Chart, object: RenderedObject): { readonly found: readonly Finding[]; readonly text?: string } {
  try {
    const text = document(object);
    return { text, found: checkWritten([chart.node.path, chart.namespace ?? chart.node.path], { object, text }) };
  } catch (error) {
    const found = checkObject(chart.node.path, object);
    if (found.length === 0) throw error;
    return { found };
  }
}

function renderable(chart: Chart): readonly (Chart | ApiObject)[] {
  if (chart.toJson !== Chart.prototype.toJson) return [chart];
  const objects = objectsInOrder(chart);
  return [...objects.filter(object => !isDerived(object)), ...objects.filter(isDerived)];
}

function throwErrors(findings: readonly Finding[], folder: string): void {
  if (findings.some(({ severity }) => severity === 'error')) throw new SynthError(findings, folder);
}
