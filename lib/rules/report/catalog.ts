import { celRule, schemaRule } from '../../schema/rules';
import { constructRule, cycleRule, outputRule } from '../../synth/app-rules';
import { changeRules } from '../changes/changes';
import { fileRule } from '../../synth/manifest-files';
import { rules } from '../judge';
import { uniqueRule, usableNameRule } from '../spec/deployments';
import type { Example } from '../language/example';
import { formatFinding } from '../language/finding';
import { identityRule } from '../objects/identities';
import { overrideRules } from '../objects/override-rules';
import { sharedGatewayRules } from '../objects/shared-gateways';
import { sharedNamespaceRule } from '../objects/shared-namespaces';
import { objectRules, valueRules } from '../objects/object-rules';
import { ownRuleRule } from '../language/own-rules';
import { RuleText } from '../language/rule';
import { withoutSecrets } from '../language/secret-text';
import { shapeRule } from '../spec/spec-shape';
import { waiverMatchRule, waiverRule } from '../language/waivers';
import { findingsOf } from './example-findings';
import { holdsForText } from './rule-versions';

/** Every rule with its example, in the order of its id: what `llmd rules` prints and docs/rules.md holds. */
export interface Chapter {
  /** The rule. */
  readonly rule: RuleText;
  /** Its family. */
  readonly family: string;
}

/** All rules, those about the shape of a spec, about waivers and about an app included. */
export function book(): readonly Chapter[] {
  const ofSpecs: readonly RuleText[] = [
    ...rules, shapeRule, uniqueRule, usableNameRule, waiverRule, waiverMatchRule, ownRuleRule,
  ];
  const ofObjects: readonly RuleText[] = [...objectRules, ...valueRules, schemaRule, celRule];
  const ofApps: readonly RuleText[] = [
    identityRule,
    sharedNamespaceRule,
    ...sharedGatewayRules,
    fileRule,
    outputRule,
    constructRule,
    cycleRule,
    ...changeRules,
    ...overrideRules,
  ];
  // Two of the checks are of one rule.
  const texts = [...new Map([...ofSpecs, ...ofObjects, ...ofApps].map(rule => [rule.id, rule])).values()];
  return texts.map(rule => ({ rule, family: familyOf(rule) })).sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1));
}

/** One rule as text for a terminal, with its two examples. */
export function chapterText({ rule }: Chapter): string {
  const { example } = rule;
  return [
    `${rule.id} ${rule.title} (${rule.severity}${rule.waivable ?? true ? '' : ', cannot be waived'})`,
    `Why: ${rule.cause}.`,
    `Fix: ${rule.fix}.`,
    `Holds for: ${holdsForText(rule)}. Known: ${rule.evidence}. Source: ${rule.source}.`,
    ...(example ? exampleLines(rule.id, example) : []),
  ].join('\n');
}

/** The field of an example with a value, as it would be written. */
export function assignment({ fails, failsWritten, field, of = 'spec' }: Example, value: unknown): string {
  const name = of === 'spec' ? field : `(${of}) ${field}`;
  if (failsWritten !== undefined && value === fails) return `${name}: ${failsWritten}`;
  return value === undefined ? `${name} left out` : `${name}: ${shortened(value)}`;
}

const families: Readonly<Record<string, string>> = {
  PD1: 'Engine and GPUs',
  PD2: 'Memory',
  PD3: 'The prefill/decode pair',
  PD4: 'Routing',
  PD5: 'Operation',
  PD6: 'Security and identity',
  PD7: 'The API\'s own rules',
  PD8: 'The endpoint picker',
};

function familyOf({ id }: RuleText): string {
  return families[id.slice(0, 3)] ?? '';
}

function exampleLines(id: string, example: Example): string[] {
  return [
    `Fails:  ${assignment(example, example.fails)}`,
    ...found(id, example).map(line => `        ${line}`),
    `Passes: ${assignment(example, example.passes)}`,
  ];
}

function found(id: string, example: Example): string[] {
  return findingsOf(example, example.fails).filter(({ rule }) => rule === id).map(formatFinding);
}

function shortened(value: unknown): string {
  const text = withoutSecrets(written(value));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}

/** A value as TypeScript would have it. */
function written(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (typeof value === 'string') return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"')}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, child]) => `${/^[A-Za-z_]\w*$/.test(key) ? key : `'${key}'`}: ${written(child)}`)
    .join(', ')} }`;
}

const LONGEST = 300;
