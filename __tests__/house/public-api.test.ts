import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

const root = join(__dirname, '..', '..');
/** What a user can name. `GOLDEN=write npx jest house` writes it again; read what changed before it is committed. */
const report = join(__dirname, 'public-api.txt');

const index = join(root, 'lib', 'index.ts');
const program = ts.createProgram([index], options());
const checker = program.getTypeChecker();
const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(index)!)!);

test('the public API is what public-api.txt says', () => {
  const text = publicApi();
  if (process.env.GOLDEN === 'write') writeFileSync(report, text);
  expect(text).toBe(readFileSync(report, 'utf8'));
}, 60_000);

/** The declarations behind each exported name, without bodies and comments, in the order of the names. */
function publicApi(): string {
  return [...exported].sort((a, b) => (a.name < b.name ? -1 : 1)).map((symbol) => {
    const origin = originOf(symbol);
    return (origin.declarations ?? []).map(declaration => `${signature(origin, declaration)}\n`).join('');
  }).join('\n');
}

function options(): ts.CompilerOptions {
  const file = ts.readConfigFile(join(root, 'tsconfig.json'), name => ts.sys.readFile(name));
  const config = file.config as object;
  return ts.parseJsonConfigFileContent({ ...config, files: ['lib/index.ts'], include: [] }, ts.sys, root).options;
}

function originOf(symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function signature(symbol: ts.Symbol, declaration: ts.Declaration): string {
  const isType = ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration);
  if (isType) return withoutComments(declaration);
  const type = checker.typeToString(checker.getTypeOfSymbolAtLocation(symbol, declaration), declaration,
    ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.WriteArrowStyleSignature).replace(/import\("[^"]*"\)\./g, '');
  // A type that is not in scope where it is printed is written with the path of this checkout.
  const kind = ts.isFunctionDeclaration(declaration) ? 'function' : 'const';
  if (!ts.isClassDeclaration(declaration)) return `${kind} ${symbol.name}: ${type}`;
  const members = declaration.members.filter(member =>
    (ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0);
  const heritage = (declaration.heritageClauses ?? []).map(clause => ` ${clause.getText()}`).join('');
  return [`class ${symbol.name}${heritage}`, ...members.map(member => `  ${memberHead(member)}`)].join('\n');
}

function memberHead(member: ts.ClassElement): string {
  const body = (member as { readonly body?: ts.Node }).body;
  const text = member.getText();
  return (body ? text.slice(0, body.getStart() - member.getStart()) : text).trim();
}

function withoutComments(node: ts.Node): string {
  return ts.createPrinter({ removeComments: true }).printNode(ts.EmitHint.Unspecified, node, node.getSourceFile());
}

test('every exported name and every field of it is documented', () => {
  expect(exported.flatMap(symbol => undocumented(originOf(symbol), symbol.name))).toEqual([]);
});

function undocumented(symbol: ts.Symbol, name: string): string[] {
  const own = symbol.getDocumentationComment(checker).length === 0 ? [name] : [];
  const members = (symbol.declarations ?? [])
    .filter(declaration => declaration.getSourceFile().fileName.includes('/lib/'))
    .flatMap((declaration): (ts.PropertySignature | ts.ClassElement)[] => {
      if (ts.isInterfaceDeclaration(declaration)) return declaration.members.filter(ts.isPropertySignature);
      if (!ts.isClassDeclaration(declaration)) return [];
      return declaration.members.filter(
        member => (ts.isPropertyDeclaration(member) || ts.isMethodDeclaration(member)) && !isHidden(member),
      );
    });
  return [
    ...own,
    ...members
      .filter(member => !isLiteralType(member) && ts.getJSDocCommentsAndTags(member).length === 0)
      .map(member => `${name}.${member.name!.getText()}`),
  ];
}

function isHidden(member: ts.ClassElement): boolean {
  return (ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0;
}

/** A field with one possible value, which says what it means by itself. */
function isLiteralType(member: ts.Node): boolean {
  return ts.isPropertySignature(member) && member.type !== undefined && ts.isLiteralTypeNode(member.type);
}
