import { knownVersions } from '../../lib/stack/releases';
import { book } from '../../lib/rules/report/catalog';
import { holdsForText, versionsOf } from '../../lib/rules/report/rule-versions';
import { rules } from '../../lib/rules/judge';

const chapters = book().map(({ rule }) => rule);

/** The versions of a component that a rule names. */
function versionsIn(id: string, component: string): readonly string[] {
  return versionsOf(chapters.find(rule => rule.id === id)!).find(found => found.component === component)!.versions;
}

test('every rule holds for some version of each component, and of one gateway at least', () => {
  const without = chapters.filter(rule =>
    versionsOf(rule).some(({ isGateway, versions }) => !isGateway && versions.length === 0)
    || versionsOf(rule).every(({ isGateway, versions }) => !isGateway || versions.length === 0));
  expect(without.map(({ id }) => id)).toEqual([]);
});

test('the rules that do not hold for every known version are these, each for what a version is known to do', () => {
  const known = new Map(versionsOf(chapters[0]!).map(({ component, versions }) => [component, versions.length]));
  const limited = chapters.flatMap(rule => versionsOf(rule)
    .filter(({ component, isGateway, versions }) => !isGateway && versions.length < known.get(component)!)
    .map(({ component, versions }) => `${rule.id}: ${component} ${versions.join(', ')}`));
  expect(limited).toEqual([
    // It has no flag for the attention backend, which it takes from a variable.
    'PD135: vLLM 0.11.0',
    // CUDA graphs were measured of 0.27.1 only, and nothing else is known of later versions; 0.11 was not measured.
    'PD210: vLLM 0.27.1, 0.30.0, 0.33.0',
    // vLLM 0.11 exits instead, which is PD214.
    'PD215: vLLM 0.27.1, 0.30.0, 0.33.0',
    'PD311: vLLM 0.27.1, 0.30.0, 0.33.0',
    // The decode context of 0.27.1 and older was not read.
    'PD324: vLLM 0.30.0, 0.33.0',
    'PD325: vLLM 0.30.0, 0.33.0',
    // The picker of llm-d 0.3 reads pools of both groups.
    // Leases came later.
    'PD364: vLLM 0.11.0',
    // It counts the memory of the host in blocks.
    'PD368: vLLM 0.11.0',
    'PD401: endpoint picker 0.10.0, 0.11.0',
    // Flags that were not read at their tag are PD432.
    'PD414: routing proxy 0.3.0, 0.10.0',
    'PD415: endpoint picker 0.3.2, 0.10.0',
    'PD432: endpoint picker 0.11.0',
    // That of llm-d 0.3 knows of pods what these say themselves.
    'PD436: endpoint picker 0.10.0, 0.11.0',
    // No image for other devices is known of these.
    'PD642: vLLM 0.11.0, 0.33.0',
    // That of llm-d 0.3 has no decider by tokens, no stages of plugins, and no queues.
    'PD788: endpoint picker 0.3.2',
    'PD790: endpoint picker 0.10.0, 0.11.0',
    'PD791: endpoint picker 0.3.2',
    // Nor has it an index of what engines store, and its vLLM has no tokenizer.
    'PD796: endpoint picker 0.3.2',
    'PD797: vLLM 0.11.0',
    'PD799: endpoint picker 0.10.0, 0.11.0',
  ]);
});

test('the rules that do not hold for every gateway are these, each for what a gateway is known to do', () => {
  const all = new Map(versionsOf(chapters[0]!).map(({ component, versions }) => [component, versions]));
  const limited = chapters.flatMap((rule) => {
    const found = versionsOf(rule).filter(({ isGateway }) => isGateway);
    const isWhole = ({ component, versions }: typeof found[number]) => versions.length === all.get(component)!.length;
    return found.every(isWhole) ? [] : [`${rule.id}: ${found.filter(({ versions }) => versions.length > 0)
      .map(each => isWhole(each) ? each.component : `${each.component} ${each.versions.join(', ')}`).join('; ')}`];
  });
  expect(limited).toEqual([
    // That of Envoy AI Gateway names its Service itself, within what is allowed.
    'PD712: Istio; agentgateway; GKE Gateway; NGINX Gateway Fabric; Envoy beside the picker',
    // The others have an InferencePool and an HTTPRoute.
    'PD750: Envoy beside the picker',
    'PD751: Envoy beside the picker',
    'PD753: Envoy beside the picker',
    // It alone is outside of the cluster, without pods and a Service.
    'PD762: GKE Gateway',
    'PD765: GKE Gateway',
    // Up to 1.30 a rule with two InferencePools asks the picker of the last.
    'PD775: Istio 1.27, 1.28, 1.29, 1.30; Envoy AI Gateway; Envoy beside the picker',
  ]);
});

test('a rule that asks a version holds for those that answer yes', () => {
  const versions = knownVersions.modelServer.map(({ known }) => known);
  expect(versionsIn('PD311', 'vLLM')).toEqual(
    versions.filter(({ kvBothDeprecated }) => kvBothDeprecated).map(({ version }) => version),
  );
  expect(versionsIn('PD425', 'endpoint picker')).toEqual(
    knownVersions.endpointPicker.filter(({ known }) => known.allPluginsRead).map(({ known }) => known.version),
  );
  expect(versionsIn('PD110', 'vLLM')).toEqual(versions.map(({ version }) => version));
});

test('a rule that nothing of a version changes holds for every one, and a rule about what is known does not', () => {
  const text = (id: string) => holdsForText(chapters.find(rule => rule.id === id)!);
  expect(text('PD501')).toBe('every version');
  expect(text('PD110')).toMatch(/^vLLM 0\.11\.0(?:, [\d.]+)* and [\d.]+$/);
  expect(text('PD506')).toBe('every version; models whose facts are known');
  expect(text('PD743')).toMatch(/^every version; the kinds of crds/);
});

test('what a rule says beside its versions names no version', () => {
  expect(rules.filter(({ holdsFor = '' }) => /\d+\.\d+/.test(holdsFor)).map(({ id }) => id)).toEqual([]);
});
