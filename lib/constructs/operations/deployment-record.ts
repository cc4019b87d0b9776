import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { plannedProxy } from '../../plan/planned-proxy';
import { LIBRARY_VERSION } from '../../plan/library-version';
import {
  RECORD_FORMAT, RECORD_KEY, RecordedComponent, RecordedDeployment, recordedObject, recordName, recordText, specDigest,
} from '../../plan/record';
import type { RenderedObject } from '../../rules/language/rendered-object';
import { recordedEngines } from '../../rules/objects/recorded-engine';
import type { InferenceSpec } from '../../spec/deployment';
import type { ComponentVersion, VersionKnowledge } from '../../stack/component-version';
import type { Release } from '../../stack/release';
import { defaultRelease, isOfLibrary } from '../../stack/releases';
import type { Derived } from '../../synth/derived-object';
import { objectsInOrder } from '../../synth/order';
import { objectJson, type WithToJson } from '../../yaml/object-json';

/** What a {@link DeploymentRecord} needs. */
export interface DeploymentRecordProps {
  /** Name of the deployment. @default - the id of the chart */
  readonly deployment?: string;
  /** The release, with the images that are used. @default - the newest, as of the other constructs */
  readonly release?: Release;
  /** The spec that all was made from. @default - the chart was composed without one */
  readonly spec?: InferenceSpec;
}

/**
 * A ConfigMap that says what a deployment was made from and lists all objects of its chart, each with its digest. The
 * commands of `llmd` read it before all else, and refuse a file that is not what its record says.
 */
export class DeploymentRecord extends ApiObject implements Derived {
  private readonly source: Omit<RecordedDeployment, 'engines' | 'format' | 'objects'>;

  constructor(scope: Construct, id: string, props: DeploymentRecordProps = {}) {
    const { deployment = Chart.of(scope).node.id, release = defaultRelease, spec } = props;
    super(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: recordName(deployment) } });
    const { endpointPicker, modelServer, name, routingProxy } = release;
    const { token } = spec?.entrance?.authentication ?? {};
    const { resources } = spec?.containers?.verification ?? {};
    this.source = {
      deployment, library: LIBRARY_VERSION, release: name,
      components: {
        modelServer: recordedComponent(modelServer),
        ...((spec === undefined || plannedProxy(spec)) && { routingProxy: recordedComponent(routingProxy) }),
        endpointPicker: recordedComponent(endpointPicker),
      },
      ...spec && { spec: specDigest(stated(spec)) },
      ...token && { callerToken: token },
      ...resources && { verification: resources },
    };
  }

  /** The record of these objects. */
  public of(others: readonly RenderedObject[]): RenderedObject {
    const { toJson } = ApiObject.prototype as WithToJson;
    const empty = { ...objectJson(this, toJson) as RenderedObject, data: { [RECORD_KEY]: '' } };
    const record: RecordedDeployment = {
      format: RECORD_FORMAT,
      ...this.source,
      engines: others.flatMap(recordedEngines),
      objects: [...others, empty].map(recordedObject),
    };
    return { ...empty, data: { [RECORD_KEY]: recordText(record) } };
  }

  /** The record of all other objects of the chart, for cdk8s's own App. */
  public override toJson(): RenderedObject {
    const others = objectsInOrder(Chart.of(this)).filter(object => object !== this);
    return this.of(others.map(object => object.toJson() as RenderedObject));
  }
}

function recordedComponent({ image, known }: ComponentVersion<VersionKnowledge>): RecordedComponent {
  return { image, ...known && { version: known.version } };
}

/** The spec as it was stated: of a release of the library its name, as the library may learn more of it. */
function stated(spec: InferenceSpec): object {
  return isOfLibrary(spec.release) ? { ...spec, release: spec.release.name } : spec;
}
