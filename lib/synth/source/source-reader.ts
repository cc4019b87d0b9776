import type * as TypeScript from 'typescript';
import { Declarations } from './declarations';
import type { StackFrame } from './stack-frames';

/** An expression, and the calls by which its function was entered. */
export interface Reading {
  /** The expression. */
  readonly node: TypeScript.Node;
  /** The calls around it, the innermost first. */
  readonly callers: readonly StackFrame[];
  /** What parameters stand for where a function is read, not run. */
  readonly bound?: ReadonlyMap<TypeScript.Node, Reading>;
}

/** A call or a `new` with its arguments. */
export type Call = TypeScript.NewExpression | TypeScript.CallExpression;

/** Follows an expression to the literal that it stands for, as far as the sources say without being run. */
export class SourceReader {
  private readonly declarations: Declarations;

  /** @param deployment its name, which chooses among the entries of an object that a loop walks */
  constructor(private readonly ts: typeof TypeScript, private readonly deployment: string) {
    this.declarations = new Declarations(ts);
  }

  /** The innermost call of a stack. */
  public callAt([frame, ...callers]: readonly StackFrame[]):
  { readonly node: Call; readonly callers: readonly StackFrame[] } | undefined {
    const { ts } = this;
    const source = frame && this.declarations.file(frame.file);
    if (!frame || !source || frame.line > source.getLineStarts().length) return undefined;
    const position = source.getPositionOfLineAndCharacter(frame.line - 1, 0) + frame.column - 1;
    let found: Call | undefined;
    const visit = (node: TypeScript.Node): void => {
      if (position < node.getStart(source) || position >= node.getEnd()) return;
      // A stack names the beginning of a `new`, and the name of what is called.
      if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && position < node.expression.getEnd()) found = node;
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found && { node: found, callers };
  }

  /** Whether a node is the value itself. */
  public isLiteral(node: TypeScript.Node): boolean {
    const { ts } = this;
    return ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node) || ts.isLiteralExpression(node)
      || ts.isPrefixUnaryExpression(node)
      || [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(node.kind);
  }

  /** What an expression stands for: a literal, or the last expression that can be read. */
  public valueOf(reading: Reading, depth = 0): Reading {
    const next = depth < DEEPEST ? this.step(reading, depth) : undefined;
    return next ? this.valueOf(next, depth + 1) : reading;
  }

  /** A property or an entry of a value: where it is named, and what it is. */
  public propertyOf(reading: Reading, key: string, depth = 0):
  { readonly node: TypeScript.Node; readonly value: Reading } | undefined {
    const { ts } = this;
    const { node, ...rest } = this.valueOf(reading, depth);
    if (depth > DEEPEST) return undefined;
    if (ts.isArrayLiteralExpression(node)) {
      const entry = node.elements[Number(key)];
      const isKnown = entry && !node.elements.slice(0, Number(key) + 1).some(ts.isSpreadElement);
      return isKnown ? { node: entry, value: { ...rest, node: entry } } : undefined;
    }
    if (!ts.isObjectLiteralExpression(node)) return this.ofBranches({ node, ...rest }, key, depth);
    // Of several the last one counts.
    for (const member of [...node.properties].reverse()) {
      if (ts.isSpreadAssignment(member)) {
        const found = this.propertyOf({ ...rest, node: member.expression }, key, depth + 1);
        if (found) return found;
      } else if (this.nameOf(member.name) === key) {
        const value = ts.isPropertyAssignment(member) ? member.initializer : member.name;
        return { node: member.name, value: { ...rest, node: value } };
      }
    }
    return undefined;
  }

  /** What is in one of the branches: which is taken is not read. */
  private ofBranches({ node, ...rest }: Reading, key: string, depth: number):
  ReturnType<SourceReader['propertyOf']> {
    const { ts } = this;
    const branches = ts.isConditionalExpression(node)
      ? [node.whenTrue, node.whenFalse]
      : ts.isBinaryExpression(node) ? [node.right, node.left] : [];
    return branches.map(branch => this.propertyOf({ ...rest, node: branch }, key, depth + 1)).find(Boolean);
  }

  private step(reading: Reading, depth: number): Reading | undefined {
    const { ts } = this;
    const { node } = reading;
    if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)
      || ts.isNonNullExpression(node) || ts.isTypeAssertionExpression(node) || ts.isAwaitExpression(node))
      return { ...reading, node: node.expression };
    if (ts.isIdentifier(node)) return this.ofName(reading, node, depth);
    if (ts.isPropertyAccessExpression(node)) return this.member(reading, node.expression, node.name.text, depth);
    if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))
      return this.member(reading, node.expression, node.argumentExpression.text, depth);
    return ts.isCallExpression(node) ? this.ofCall(reading, node) : undefined;
  }

  private member(reading: Reading, object: TypeScript.Expression, key: string, depth: number): Reading | undefined {
    const inModule = this.ts.isIdentifier(object) ? this.declarations.inNamespace(object, key) : undefined;
    if (inModule) return this.ofDeclaration(reading, inModule);
    return this.propertyOf({ ...reading, node: object }, key, depth + 1)?.value;
  }

  private ofName(reading: Reading, name: TypeScript.Identifier, depth: number): Reading | undefined {
    const found = this.declarations.of(name);
    if (found === undefined) return undefined;
    const { ts } = this;
    if (ts.isParameter(found)) return reading.bound?.get(found) ?? this.argument(reading, found);
    if (ts.isBindingElement(found)) return this.ofBinding(reading, found, depth);
    return this.ofDeclaration(reading, found);
  }

  private ofDeclaration(reading: Reading, found: TypeScript.Node): Reading | undefined {
    const { ts } = this;
    if (ts.isVariableDeclaration(found)) return found.initializer && { ...reading, node: found.initializer };
    return ts.isExportAssignment(found) ? { ...reading, node: found.expression } : undefined;
  }

  /** `{ a }` of a value, or the value of an entry of an object: `for (const [name, spec] of Object.entries(specs))`. */
  private ofBinding(reading: Reading, element: TypeScript.BindingElement, depth: number): Reading | undefined {
    const { ts } = this;
    const declaration = element.parent.parent;
    const whole = ts.isParameter(declaration)
      ? reading.bound?.get(declaration) ?? this.argument(reading, declaration)
      : declaration.initializer && { ...reading, node: declaration.initializer };
    if (whole && ts.isObjectBindingPattern(element.parent)) {
      const key = this.nameOf(element.propertyName ?? element.name);
      return key === undefined ? undefined : this.propertyOf(whole, key, depth + 1)?.value;
    }
    const loop = declaration.parent.parent;
    const walked = ts.isForOfStatement(loop) && ts.isCallExpression(loop.expression) ? loop.expression : undefined;
    const [object] = walked?.arguments ?? [];
    return object && walked?.expression.getText() === 'Object.entries'
      ? this.propertyOf({ ...reading, node: object }, this.deployment, depth + 1)?.value
      : undefined;
  }

  /** What the call that entered a function gave for a parameter. */
  private argument({ callers }: Reading, parameter: TypeScript.ParameterDeclaration): Reading | undefined {
    const call = this.callAt(callers);
    const argument = call?.node.arguments?.[parameter.parent.parameters.indexOf(parameter)];
    // A function that is itself the argument is called by what it is given to, with what is not known.
    return call && argument && argument !== parameter.parent ? { node: argument, callers: call.callers } : undefined;
  }

  /** What a function of the app returns, if that is one expression; copies stand for what they copy. */
  private ofCall(reading: Reading, call: TypeScript.CallExpression): Reading | undefined {
    const { ts } = this;
    const [first] = call.arguments;
    const isCopy = /^(structuredClone|Object\.freeze)$/.test(call.expression.getText());
    if (first && isCopy) return { ...reading, node: first };
    const made = ts.isIdentifier(call.expression) ? this.declarations.of(call.expression) : undefined;
    const initializer = made && ts.isVariableDeclaration(made) ? made.initializer : made;
    if (!initializer || !ts.isFunctionLike(initializer)) return undefined;
    const { body } = initializer as TypeScript.FunctionLikeDeclaration;
    const returned = body && ts.isBlock(body) ? body.statements.find(ts.isReturnStatement)?.expression : body;
    if (returned === undefined) return undefined;
    const bound = new Map<TypeScript.Node, Reading>(reading.bound);
    initializer.parameters.forEach((parameter, index) => {
      const given = call.arguments[index];
      if (given) bound.set(parameter, { ...reading, node: given });
    });
    return { ...reading, node: returned, bound };
  }

  private nameOf(name: TypeScript.Node | undefined): string | undefined {
    const { ts } = this;
    return name && (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name))
      ? name.text
      : undefined;
  }
}

/** Deeper than specs are made of one another; a circle ends here. */
const DEEPEST = 50;
