import type { RuleText } from '../language/rule';
import { objectRules, valueRules } from './object-rules';
import { sharedGatewayRules } from './shared-gateways';
import { sharedNamespaceRule } from './shared-namespaces';

/** Rules about what is written, which a spec waives like those about itself, as far as they can be waived. */
export const writtenRules: readonly RuleText[] = [
  ...objectRules, ...valueRules, sharedNamespaceRule, ...sharedGatewayRules,
];
