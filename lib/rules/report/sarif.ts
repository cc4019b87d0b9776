import { Finding } from '../language/finding';
import type { SpecSource } from '../language/source-location';
import { placeOf } from '../language/source-location';

/**
 * A log of the Static Analysis Results Interchange Format 2.1.0, as code scanners read it: one run, the rules that were
 * broken, the results.
 */
export function sarifReport(findings: readonly Finding[], sources: readonly SpecSource[]): object {
  const broken = [...new Map(findings.map(finding => [finding.rule, finding])).values()];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'cdk8s-llm-d',
            rules: broken.map(({ rule, fix, source }) => ({ id: rule, help: { text: `${fix}. Source: ${source}` } })),
          },
        },
        results: findings.map(finding => ({
          ruleId: finding.rule,
          level: finding.severity,
          message: { text: `${finding.cause}. Fix: ${finding.fix}` },
          locations: [
            {
              logicalLocations: [{ fullyQualifiedName: `${finding.deployment}/${finding.field}` }],
              ...physical(finding, sources),
            },
          ],
        })),
      },
    ],
  };
}

function physical(finding: Finding, sources: readonly SpecSource[]): object {
  const place = placeOf(finding, sources);
  return place
    ? { physicalLocation: { artifactLocation: { uri: encodeURI(place.path) }, region: { startLine: place.line } } }
    : {};
}
