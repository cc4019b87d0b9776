import { createHash } from 'node:crypto';
import type { LocatedFinding } from '../language/source-place';
import type { RuleText } from '../language/rule';
import { book } from './catalog';
import { joined, type JoinedFinding } from './joined';

/**
 * A log of the Static Analysis Results Interchange Format 2.1.0, as code scanners read it: one run, the rules that were
 * broken, the results.
 */
export function sarifReport(findings: readonly LocatedFinding[]): object {
  const broken = [...new Map(findings.map(finding => [finding.rule, finding])).values()];
  const texts = new Map<string, RuleText>(book().map(({ rule }) => [rule.id, rule]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'cdk8s-llm-d', rules: broken.map(finding => ruleOf(finding, texts.get(finding.rule))) },
        },
        results: joined(findings).map(finding => ({
          ruleId: finding.rule,
          level: finding.severity,
          message: { text: `${finding.cause}. Fix: ${finding.fix}` },
          partialFingerprints: { primaryLocationLineHash: fingerprint(finding) },
          locations: finding.places.map(place => ({
            logicalLocations: [{ fullyQualifiedName: `${place.deployment}/${place.field}` }],
            ...physical(place),
          })),
        })),
      },
    ],
  };
}

function ruleOf({ rule: id, fix, source }: LocatedFinding, text: RuleText | undefined): object {
  const help = { text: `${text?.fix ?? fix}. Source: ${source}` };
  if (text === undefined) return { id, name: id, shortDescription: { text: id }, help };
  return {
    id,
    name: pascalCase(text.title),
    shortDescription: { text: text.title },
    fullDescription: { text: text.cause },
    defaultConfiguration: { level: text.severity },
    helpUri: `${RULES_PAGE}#${id.toLowerCase()}`,
    help,
  };
}

/** The page that the package has in `docs/`. */
const RULES_PAGE = 'https://unpkg.com/cdk8s-llm-d/docs/rules.md';

function pascalCase(title: string): string {
  return title.replace(/[^A-Za-z0-9]+/g, ' ').trim()
    .replace(/(?:^| )(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The same for the same mistake on whatever line: of the rule and the place in the spec, without the values. */
function fingerprint({ deployment, field, rule }: JoinedFinding): string {
  return `${createHash('sha256').update([rule, deployment, field].join('\0')).digest('hex').slice(0, 16)}:1`;
}

function physical({ column, file, line }: LocatedFinding): object {
  return file === undefined
    ? {}
    : {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(file) },
          region: { startLine: line, startColumn: column },
        },
      };
}
