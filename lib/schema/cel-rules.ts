import type { Environment } from '@marcbachmann/cel-js';
import { celValue } from './cel-value';
import { SchemaNode } from './schema-node';

/**
 * What the server answers to the CEL rules of one node that a value breaks. Most of a fleet's values are the same, so
 * answers are kept.
 */
export function brokenRules(node: SchemaNode, value: unknown): readonly string[] {
  if (!node.text.rules) return [];
  const answers = answersOf(node);
  const key = JSON.stringify(value);
  const known = answers.get(key);
  if (known) return known;
  if (answers.size >= MOST_ANSWERS) answers.clear();
  const self = celValue(node, value);
  const causes = node.text.rules.flatMap(({ rule, message }) => answer(rule, message, self));
  answers.set(key, causes);
  return causes;
}

/** The rules of a node that are chosen by the words in them: a rule sees a field by its name only. */
export function rulesWith(node: SchemaNode, isChosen: (words: ReadonlySet<string>) => boolean): readonly string[] {
  return (node.text.rules ?? []).map(({ rule }) => rule).filter(rule => isChosen(new Set(rule.match(/\w+/g))));
}

/**
 * Whether a rule does nothing with texts but compare them: to texts that differ among each other, and from those in the
 * rule, in the same way, it gives the same answer.
 */
export function onlyCompares(rule: string): boolean {
  const code = rule.replaceAll(/'[^']*'/g, '');
  const called = [...code.matchAll(/(\w+)\s*\(/g)].map(([, name]) => name!);
  return (
    /^[\w\s.()!&|=?:,]*$/.test(code)
    && !/\bin\b/.test(code)
    && called.every(name => ['all', 'exists', 'exists_one', 'has'].includes(name))
  );
}

/** The texts in a rule. */
export function textsIn(rule: string): string[] {
  return [...rule.matchAll(/'([^']*)'/g)].map(([, text]) => text!);
}

/** Whether a value keeps some of the rules of a node. */
export function keepsRules(node: SchemaNode, rules: readonly string[], value: unknown): boolean {
  if (rules.length === 0) return true;
  const self = celValue(node, value);
  return rules.every(rule => holds(program(rule), self));
}

function answersOf(node: SchemaNode): Map<string, readonly string[]> {
  let answers = allAnswers.get(node);
  if (!answers) allAnswers.set(node, answers = new Map<string, readonly string[]>());
  return answers;
}

/** For each node. */
const MOST_ANSWERS = 100;
const allAnswers = new Map<SchemaNode, Map<string, readonly string[]>>();

function answer(rule: string, message: string, self: unknown): string[] {
  return holds(program(rule), self) ? [] : [`breaks a rule of its CRD: ${message}`];
}

/** A rule that fails, for example at a field that is absent, does not hold: the server answers the same to both. */
function holds(evaluate: Program, self: unknown): boolean {
  try {
    return evaluate({ self }) === true;
  } catch {
    return false;
  }
}

type Program = ReturnType<Environment['parse']>;
const programs = new Map<string, Program>();
let environment: Environment | undefined;

function program(rule: string): Program {
  let compiled = programs.get(rule);
  if (!compiled) {
    environment ??= newEnvironment();
    programs.set(rule, compiled = environment.parse(withPlainHas(rule)));
  }
  return compiled;
}

/**
 * `has(self.matches[0].path)` as `('path' in self.matches[0])`: cel-js 8.0.0 takes no index within `has`, and the two
 * mean the same of a map.
 */
function withPlainHas(rule: string): string {
  return rule.replace(/\bhas\(([\w.]+\[\d+\])\.(\w+)\)/g, '(\'$2\' in $1)');
}

function newEnvironment(): Environment {
  // Loaded for the first rule only: an app without custom resources does not wait for it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { Environment } = require('@marcbachmann/cel-js') as typeof import('@marcbachmann/cel-js');
  return new Environment().registerVariable('self', 'dyn');
}
