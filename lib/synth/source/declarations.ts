import { readFileSync } from 'node:fs';
import type * as TypeScript from 'typescript';
import { isOfLibrary } from './stack-frames';

/** Finds what a name in a source of the app stands for, in its file or in one that it imports. */
export class Declarations {
  private readonly files = new Map<string, TypeScript.SourceFile | undefined>();
  private compilerOptions?: TypeScript.CompilerOptions;

  constructor(private readonly ts: typeof TypeScript) {}

  /** A file, parsed once; undefined where it cannot be read. */
  public file(path: string): TypeScript.SourceFile | undefined {
    if (!this.files.has(path)) this.files.set(path, this.parse(path));
    return this.files.get(path);
  }

  /** The declaration of a name, as the scopes around it have it. */
  public of(name: TypeScript.Identifier): TypeScript.Node | undefined {
    const { ts } = this;
    for (let scope: TypeScript.Node | undefined = name.parent; scope; scope = scope.parent) {
      const found = ts.isFunctionLike(scope)
        ? this.inList(scope.parameters, name.text)
        : ts.isForOfStatement(scope) && ts.isVariableDeclarationList(scope.initializer)
          ? this.inList(scope.initializer.declarations, name.text)
          : ts.isBlock(scope) || ts.isSourceFile(scope) ? this.inStatements(scope.statements, name.text) : undefined;
      if (found) return found;
    }
    return this.imported(name.getSourceFile(), name.text);
  }

  /** What a module has under a name where it is imported as a whole: `specs.llama` of `import * as specs`. */
  public inNamespace(namespace: TypeScript.Identifier, name: string): TypeScript.Node | undefined {
    const { ts } = this;
    const source = namespace.getSourceFile();
    const found = source.statements.filter(ts.isImportDeclaration).find(({ importClause }) =>
      importClause?.namedBindings && ts.isNamespaceImport(importClause.namedBindings)
      && importClause.namedBindings.name.text === namespace.text);
    return found && this.exported(source, found.moduleSpecifier, name);
  }

  private imported(source: TypeScript.SourceFile, name: string): TypeScript.Node | undefined {
    const { ts } = this;
    for (const { importClause, moduleSpecifier } of source.statements.filter(ts.isImportDeclaration)) {
      const bindings = importClause?.namedBindings;
      const element = bindings && ts.isNamedImports(bindings)
        ? bindings.elements.find(other => other.name.text === name)
        : undefined;
      if (element) return this.exported(source, moduleSpecifier, (element.propertyName ?? element.name).text);
      if (importClause?.name?.text === name) return this.exported(source, moduleSpecifier, 'default');
    }
    return undefined;
  }

  private exported(
    from: TypeScript.SourceFile, specifier: TypeScript.Expression, name: string, seen: ReadonlySet<string> = new Set(),
  ): TypeScript.Node | undefined {
    const { ts } = this;
    const source = ts.isStringLiteral(specifier) ? this.module(from, specifier.text) : undefined;
    if (!source || seen.has(source.fileName)) return undefined;
    const found = name === 'default'
      ? source.statements.filter(ts.isExportAssignment).at(0)
      : this.inStatements(source.statements, name) ?? this.imported(source, name);
    if (found) return found;
    for (const { exportClause, moduleSpecifier } of source.statements.filter(ts.isExportDeclaration)) {
      const element = exportClause && ts.isNamedExports(exportClause)
        ? exportClause.elements.find(other => other.name.text === name)
        : undefined;
      if (!element && exportClause) continue;
      const original = element ? (element.propertyName ?? element.name).text : name;
      const other = moduleSpecifier
        ? this.exported(source, moduleSpecifier, original, new Set([...seen, source.fileName]))
        : this.inStatements(source.statements, original);
      if (other) return other;
    }
    return undefined;
  }

  private module(from: TypeScript.SourceFile, specifier: string): TypeScript.SourceFile | undefined {
    const { resolvedModule } = this.ts.resolveModuleName(specifier, from.fileName, this.options(), this.ts.sys);
    return !resolvedModule || resolvedModule.isExternalLibraryImport || isOfLibrary(resolvedModule.resolvedFileName)
      ? undefined
      : this.file(resolvedModule.resolvedFileName);
  }

  /** The options of the project, which may name folders (`paths`). */
  private options(): TypeScript.CompilerOptions {
    if (this.compilerOptions) return this.compilerOptions;
    const { sys, findConfigFile, parseJsonConfigFileContent, readConfigFile } = this.ts;
    const path = findConfigFile(process.cwd(), name => sys.fileExists(name));
    const config: unknown = path === undefined ? {} : readConfigFile(path, name => sys.readFile(name)).config;
    const host = { ...sys, readDirectory: () => [] };
    const { options } = parseJsonConfigFileContent(config, host, process.cwd());
    return (this.compilerOptions = options);
  }

  private inStatements(statements: readonly TypeScript.Statement[], name: string): TypeScript.Node | undefined {
    const { ts } = this;
    for (const statement of statements) {
      const found = ts.isVariableStatement(statement)
        ? this.inList(statement.declarationList.declarations, name)
        : ts.isFunctionDeclaration(statement) && statement.name?.text === name ? statement : undefined;
      if (found) return found;
    }
    return undefined;
  }

  private inList(
    declarations: readonly (TypeScript.VariableDeclaration | TypeScript.ParameterDeclaration)[], name: string,
  ): TypeScript.Node | undefined {
    const { ts } = this;
    for (const declaration of declarations) {
      if (ts.isIdentifier(declaration.name)) {
        if (declaration.name.text === name) return declaration;
      } else {
        const found = declaration.name.elements.find(element =>
          ts.isBindingElement(element) && ts.isIdentifier(element.name) && element.name.text === name);
        if (found) return found;
      }
    }
    return undefined;
  }

  private parse(path: string): TypeScript.SourceFile | undefined {
    try {
      return this.ts.createSourceFile(path, readFileSync(path, 'utf8'), this.ts.ScriptTarget.Latest, true);
    } catch {
      return undefined;
    }
  }
}
