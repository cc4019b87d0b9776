import { ApiObject, App as Cdk8sApp, AppProps as Cdk8sAppProps, Chart, YamlOutputType } from 'cdk8s';
import { WrittenPairs } from '../rules/objects/written-pairs';
import { Finding } from '../rules/language/finding';
import { Identities } from '../rules/objects/identities';
import { valueRule } from '../rules/objects/values';
import { checkObject } from '../rules/objects/objects';
import { checkOwnRules } from '../rules/language/own-rules';
import { Fleet } from '../rules/fleet';
import { InferencePlan } from '../plan/inference-plan';
import { RenderedObject, WrittenObject } from '../rules/language/rendered-object';
import { Rule } from '../rules/language/rule';
import { constructFindings, failureFinding, validationFinding } from './construct-findings';
import { spreadDependencies } from './dependencies';
import { isDerived } from './derived-object';
import { creationOf, isChecked } from './findings-source';
import { WrittenWaivers } from './written-waivers';
import { setOrigin } from './source/locate';
import { Destination, destination, isWritten, linkTo } from './destination';
import { reportFindings } from './finding-report';
import { METADATA_FILE, OutputFolderError } from './folder-contents';
import { ManifestFiles } from './manifest-files';
import { chartsInOrder, cycleFinding, objectsInOrder } from './order';
import { OutputFolder } from './output-folder';
import { outputFinding } from './output-finding';
import { rendered } from './patches';
import { asksForFindings } from './stock-app';
import { SynthError } from './synth-error';
import { document, join } from '../yaml/yaml';

/** What an {@link App} is made of: that of cdk8s, and rules. */
export interface AppProps extends Cdk8sAppProps {
  /**
   * Rules of your own, judged beside those of this library on every deployment of the app, and waived in a spec like
   * them. A rule that is malformed or has the id of another is an error.
   *
   * @default - none
   */
  readonly rules?: readonly Rule[];
}

/**
 * A cdk8s App for many deployments: it checks everything once, reports everything together, and replaces the output
 * folder as a whole or not at all. For valid input it writes the same bytes as cdk8s 2.70, in linear time.
 *
 * In `cdk8s.yaml`, `output: dist.staging` makes it write to `dist/` and keep that when a run fails; without it the CLI
 * deletes the folder first.
 */
export class App extends Cdk8sApp {
  /** Constructs need not tell this App their findings as strings. */
  public readonly [asksForFindings] = true;

  /** The rules of the app beside those of this library. */
  public readonly ownRules: readonly Rule[];

  private readonly destination: Destination;
  private readonly recordsMetadata: boolean;
  private readonly fleet: Fleet;
  private run?: Run;

  /** @throws SynthError with what is wrong with `rules` */
  constructor({ rules = [], ...props }: AppProps = {}) {
    super(props);
    this.destination = destination(this.outdir);
    throwErrors(checkOwnRules(rules), this.destination.folder);
    this.ownRules = rules;
    this.fleet = new Fleet(rules);
    this.recordsMetadata = props.recordConstructMetadata ?? process.env.CDK8S_RECORD_CONSTRUCT_METADATA === 'true';
  }

  /** All findings on one deployment: of the rules of this library and of `rules`, without what its spec waives. */
  public checkPlan(plan: InferencePlan): readonly Finding[] {
    return this.fleet.checkPlan(plan);
  }

  /**
   * Checks a chart, writes it and lets go of it, so that an app of thousands needs the memory of one. What is wrong
   * with it is reported by {@link synth}, which also puts the files in place. A chart that depends on another chart is
   * an error, as is one with charts inside.
   */
  public stage(chart: Chart): void {
    const constructs = chart.node.findAll();
    const run = this.begin();
    try {
      if (chart.node.scope !== this || spreadDependencies(constructs)) {
        run.findings.push(
          validationFinding(
            chart,
            'a chart that is within another or depends on another cannot be staged; leave it to synth()',
          ),
        );
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
   * Checks all charts and writes them. With an error among the findings nothing is written and a {@link SynthError}
   * with all of them is thrown; warnings go to standard error, or where CDK8S_LLM_D_FORMAT asks for another form than
   * text, to standard output in that form.
   */
  public override synth(): void {
    const run = this.begin();
    let findings: readonly Finding[];
    try {
      this.writeAll(run);
      findings = allFindings(run);
      findings.forEach(finding => setOrigin(finding, run.created.get(finding.deployment)));
      throwErrors(findings, this.destination.folder);
      this.finish(run);
    } catch (error) {
      run.folder.discard();
      throw explained(error, this.destination.folder);
    } finally {
      this.run = undefined;
    }
    reportFindings(findings);
  }

  /** All objects as one YAML text. */
  public override synthYaml(): string {
    const constructs = this.node.findAll();
    spreadDependencies(constructs);
    const findings = constructFindings(constructs);
    const seen = { ...newSeen(this.fleet), findings };
    try {
      const objects = chartsInOrder(this).flatMap(chart => render(chart, seen));
      throwErrors(allFindings(seen), 'a text');
      return join(objects.map(({ text }) => text));
    } catch (error) {
      throw explained(error, 'a text');
    }
  }

  private begin(): Run {
    const { folder, oneFile, isHelmChart = false } = this.destination;
    return (this.run ??= newRun(this.fleet, folder, {
      type: oneFile ? YamlOutputType.FILE_PER_APP : this.yamlOutputType,
      extension: this.outputFileExtension,
      isHelmChart,
    }));
  }

  private writeAll(run: Run): void {
    const constructs = this.node.findAll();
    run.files.numbered = spreadDependencies(constructs);
    run.findings.push(...constructFindings(constructs));
    for (const chart of chartsInOrder(this)) this.write(chart, run);
  }

  private write(chart: Chart, run: Run): void {
    const created = creationOf(chart);
    if (created) run.created.set(chart.node.path, created);
    const objects = render(chart, run);
    run.findings.push(...run.files.add(chart, objects));
    if (!this.recordsMetadata) return;
    for (const object of objectsInOrder(chart)) run.paths[object.name] = { path: object.node.path };
  }

  private finish({ folder, paths }: Run): void {
    if (!isWritten(this.outdir)) return folder.discard();
    if (this.recordsMetadata) folder.write(METADATA_FILE, JSON.stringify({ version: '1.0.0', resources: paths }));
    const unlink = linkTo(this.destination);
    try {
      folder.swap();
    } catch (error) {
      unlink();
      throw error;
    }
  }
}

/** What the objects of an app were so far, and what is wrong with them. */
interface Seen {
  readonly fleet: Fleet;
  readonly identities: Identities;
  readonly pairs: WrittenPairs;
  readonly findings: Finding[];
  readonly waivers: WrittenWaivers;
}

function newSeen(fleet: Fleet): Seen {
  return {
    fleet, identities: new Identities(), pairs: new WrittenPairs(), findings: [], waivers: new WrittenWaivers(),
  };
}

function allFindings({ findings, identities, pairs, waivers }: Seen): readonly Finding[] {
  return waivers.left([...findings, ...identities.findings(), ...pairs.findings()]);
}

/** What one synth has gathered so far. */
interface Run extends Seen {
  readonly folder: OutputFolder;
  readonly files: ManifestFiles;
  /** Construct paths by object name, for cdk8s's validation plugins. */
  readonly paths: Record<string, { readonly path: string }>;
  /** The stacks at which charts were made, by their paths. */
  readonly created: Map<string, Error>;
}

function newRun(fleet: Fleet, target: string, division: ConstructorParameters<typeof ManifestFiles>[1]): Run {
  try {
    const folder = new OutputFolder(target, division.extension);
    return {
      ...newSeen(fleet),
      folder,
      files: new ManifestFiles(folder, division),
      paths: {},
      created: new Map(),
    };
  } catch (error) {
    throw explained(error, target);
  }
}

/** A user's mistake as a finding; anything else as it is. */
function explained(error: unknown, folder: string): unknown {
  const finding = outputFinding(folder, error) ?? cycleFinding(error);
  const outcome = error instanceof OutputFolderError ? error.outcome : undefined;
  return finding ? new SynthError([finding], folder, outcome) : error;
}

/** The objects of a chart, checked, without those that YAML cannot express. */
function render(chart: Chart, { findings, fleet, identities, pairs, waivers }: Seen): WrittenObject[] {
  if (isChecked(chart)) waivers.add(chart.node.path, chart.waivers);
  const written: WrittenObject[] = [];
  for (const construct of renderable(chart)) {
    try {
      // A chart with a toJson of its own answers for all its objects.
      const json = (
        isDerived(construct) ? construct.of(written.map(({ object }) => object))
          : construct instanceof ApiObject ? rendered(construct) : construct.toJson()
      ) as Rendered;
      for (const object of [json].flat()) {
        const { found, text } = checked(fleet, chart, object, isDerived(construct));
        findings.push(...found);
        identities.claim(chart.node.path, object);
        pairs.add(chart.node.path, object);
        if (text !== undefined && !found.some(({ rule }) => rule === valueRule.id)) written.push({ object, text });
      }
    } catch (error) {
      findings.push(failureFinding(construct, error));
    }
  }
  return written;
}

type Rendered = RenderedObject | RenderedObject[];

/** What is found in an object, and its YAML if it has one. */
function checked(
  fleet: Fleet,
  chart: Chart,
  object: RenderedObject,
  isDerivedObject: boolean,
): { readonly found: readonly Finding[]; readonly text?: string } {
  try {
    const text = document(object);
    // It says only what others say, which are checked themselves.
    if (isDerivedObject) return { text, found: [] };
    return { text, found: fleet.checkWritten([chart.node.path, chart.namespace ?? chart.node.path], { object, text }) };
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
