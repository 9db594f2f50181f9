import type * as TypeScript from "typescript";
import { ts } from "../tslab.js";
import { Edits, type Shift } from "./edits.js";
import { type CellImport, readImport } from "./imports.js";
import { isFree, isReference, parse, topLevelNames } from "./scope.js";

export interface RewrittenCell {
  /** An expression: the async function that runs the cell, on the same lines as the source. */
  code: string;
  shifts: Shift[];
  imports: CellImport[];
  /** Names whose variable this cell declares. */
  declared: string[];
  /** Those of them that stand in a loop or block (`var`), which the converter's declarations leave out. */
  nested: string[];
}

/** The name of the local that holds a variable's box inside a rewritten cell. */
export const boxOf = (name: string): string => `__$${name}`;

/** Takes the names of boxes out of a message of the JavaScript engine. */
export const withoutBoxes = (text: string): string =>
  text
    .replace(/\(0 , __\$([\w$]+)\.v\)/g, "$1")
    .replace(/__\$([\w$]+)\.v/g, "$1")
    .replace(/\(intermediate value\)\.__cell/g, "__cell");

/**
 * Turns a cell, as the ES module that the converter wrote, into a function over boxes.
 *
 * Each top-level variable lives in a box that every cell shares: `x` is written `__$x.v`. So a function of an earlier
 * cell sees what a later cell assigns or declares, and a cell that is run again changes what others see. Each `await`
 * asks, when it goes on, whether the cell was interrupted meanwhile.
 *
 * @param module the converter's output
 * @param known names that earlier cells declared
 */
export function rewriteCell(module: string, known: ReadonlySet<string>): RewrittenCell {
  const file = parse(module);
  const names = topLevelNames(file);
  names.delete("tsLastExpr");
  const rewriter = new Rewriter(file, new Set([...known, ...names]));
  rewriter.run();
  const { text, shifts } = rewriter.edits.apply();
  const { used, hoisted, vars, imports } = rewriter;
  for (const name of hoisted) used.add(name);
  const boxes = [...used].map((name) => `${boxOf(name)} = __cell.box(${JSON.stringify(name)})`);
  const prelude = [
    boxes.length > 0 ? `const ${boxes.join(", ")};` : "",
    [...vars].map((name) => `${boxOf(name)}.v = undefined;`).join(" "),
    [...hoisted].map((name) => `${boxOf(name)}.v = ${name};`).join(" "),
  ].join("");
  const head = `(async (__cell, require, module, exports, __filename, __dirname) => {"use strict"; ${prelude}`;
  return {
    code: `${head}${text}\n})`,
    shifts: [
      { from: head.length, by: -head.length },
      ...shifts.map(({ from, by }) => ({ from: from + head.length, by: by - head.length })),
    ],
    imports,
    declared: [...names],
    nested: [...rewriter.nested],
  };
}

class Rewriter {
  readonly edits: Edits;
  readonly used: Set<string> = new Set();
  readonly hoisted: Set<string> = new Set();
  readonly vars: Set<string> = new Set();
  readonly nested: Set<string> = new Set();
  readonly imports: CellImport[] = [];
  readonly #file: TypeScript.SourceFile;
  readonly #names: ReadonlySet<string>;

  constructor(file: TypeScript.SourceFile, names: ReadonlySet<string>) {
    this.#file = file;
    this.#names = names;
    this.edits = new Edits(file.text);
  }

  run(): void {
    for (const statement of this.#file.statements) this.#topLevel(statement);
  }

  #topLevel(node: TypeScript.Statement): void {
    if (ts.isImportDeclaration(node)) {
      this.imports.push(readImport(node, this.#file));
      this.edits.blank(node.getStart(), node.end);
    } else if (ts.isExportDeclaration(node)) {
      this.edits.blank(node.getStart(), node.end);
    } else if (ts.isFunctionDeclaration(node) && node.name) {
      this.hoisted.add(node.name.text);
      ts.forEachChild(node, (child) => (child === node.name ? undefined : this.#visit(child)));
    } else if (ts.isClassDeclaration(node) && node.name) {
      this.edits.insert(node.getStart(), `${this.#box(node.name.text)} = `);
      this.edits.insert(node.end, ";");
      ts.forEachChild(node, (child) => (child === node.name ? undefined : this.#visit(child)));
    } else if (isResult(node)) {
      const { initializer } = node.declarationList.declarations[0]!;
      this.edits.insert(node.getStart(), "__cell.result = ");
      this.edits.blank(node.getStart(), initializer!.getStart());
      this.#visit(initializer!);
    } else {
      this.#visit(node);
    }
  }

  readonly #visit = (node: TypeScript.Node): void => {
    if (ts.isVariableDeclarationList(node) && this.#isTopLevelList(node)) {
      this.#declarations(node);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      this.edits.replace(node.expression.getStart(), node.expression.end, "__cell.import");
      node.arguments.forEach(this.#visit);
    } else if (ts.isAwaitExpression(node)) {
      this.edits.insert(node.getStart(), "__cell.resume(__cell.epoch, ");
      this.#visit(node.expression);
      this.edits.insert(node.end, ")");
    } else if (ts.isForOfStatement(node) && node.awaitModifier) {
      this.#visit(node.initializer);
      this.edits.insert(node.expression.getStart(), "__cell.each(");
      this.#visit(node.expression);
      this.edits.insert(node.expression.end, ")");
      this.#visit(node.statement);
    } else if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
      this.edits.replace(node.getStart(), node.end, "__cell.meta");
    } else if (this.#isExportsAccess(node)) {
      this.#reference(node, node.name.text);
    } else if (ts.isIdentifier(node)) {
      if (isReference(node) && this.#names.has(node.text) && isFree(node)) this.#reference(node, node.text);
    } else {
      ts.forEachChild(node, this.#visit);
    }
  };

  #isExportsAccess(node: TypeScript.Node): node is TypeScript.PropertyAccessExpression {
    return (
      ts.isPropertyAccessExpression(node) &&
      ts.isIdentifier(node.expression) &&
      node.expression.text === "exports" &&
      this.#names.has(node.name.text) &&
      isFree(node.expression)
    );
  }

  /** Replaces a reference by its box, keeping `this` out of calls and the property name in shorthand. */
  #reference(node: TypeScript.Node, name: string): void {
    const { parent } = node;
    const box = this.#box(name);
    const shorthand = ts.isShorthandPropertyAssignment(parent) && parent.name === node;
    const called =
      (ts.isCallExpression(parent) && parent.expression === node) ||
      (ts.isTaggedTemplateExpression(parent) && parent.tag === node);
    const written = shorthand ? `${name}: ${box}` : called ? `(0, ${box})` : box;
    this.edits.replace(node.getStart(), node.end, written);
    if (shorthand && parent.objectAssignmentInitializer) this.#visit(parent.objectAssignmentInitializer);
  }

  /** Whether a list declares variables of the cell: `let` and `const` at its top level, `var` outside functions. */
  #isTopLevelList(list: TypeScript.VariableDeclarationList): boolean {
    const blockScoped = (list.flags & ts.NodeFlags.BlockScoped) !== 0;
    if (blockScoped) return ts.isVariableStatement(list.parent) && list.parent.parent === this.#file;
    for (let node: TypeScript.Node = list; node !== this.#file; node = node.parent) {
      if (ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node)) return false;
    }
    return true;
  }

  #declarations(list: TypeScript.VariableDeclarationList): void {
    const first = list.declarations[0]!;
    const isVar = (list.flags & ts.NodeFlags.BlockScoped) === 0;
    this.edits.blank(list.getStart(), first.getStart());
    const looped = ts.isForInStatement(list.parent) || ts.isForOfStatement(list.parent);
    const nested = !(ts.isVariableStatement(list.parent) && list.parent.parent === this.#file);
    for (const declaration of list.declarations) {
      const { name, initializer } = declaration;
      if (nested && ts.isIdentifier(name)) this.nested.add(name.text);
      if (ts.isIdentifier(name)) {
        this.edits.replace(name.getStart(), name.end, this.#box(name.text));
        if (initializer) this.#named(name.text, initializer);
        else if (!looped && !isVar) this.edits.insert(name.end, " = undefined");
        if (isVar) this.vars.add(name.text);
      } else {
        if (!looped) this.edits.insert(declaration.getStart(), "(");
        this.#pattern(name, isVar);
        if (initializer) this.#visit(initializer);
        if (!looped) this.edits.insert(declaration.end, ")");
      }
    }
  }

  /** An initializer; an anonymous function keeps the name that its declaration gave it. */
  #named(name: string, initializer: TypeScript.Expression): void {
    const anonymous =
      ts.isArrowFunction(initializer) ||
      ((ts.isFunctionExpression(initializer) || ts.isClassExpression(initializer)) && !initializer.name);
    if (anonymous) this.edits.insert(initializer.getStart(), `{ ${name}: `);
    this.#visit(initializer);
    if (anonymous) this.edits.insert(initializer.end, ` }.${name}`);
  }

  #pattern(pattern: TypeScript.BindingPattern, isVar: boolean): void {
    for (const element of pattern.elements) {
      if (!ts.isBindingElement(element)) continue;
      const { name, propertyName, initializer } = element;
      if (propertyName) this.#visit(propertyName);
      if (ts.isIdentifier(name)) {
        if (isVar) this.vars.add(name.text);
        const shorthand = ts.isObjectBindingPattern(pattern) && !propertyName && !element.dotDotDotToken;
        this.edits.replace(
          name.getStart(),
          name.end,
          `${shorthand ? `${name.text}: ` : ""}${this.#box(name.text)}`,
        );
      } else {
        this.#pattern(name, isVar);
      }
      if (initializer) this.#visit(initializer);
    }
  }

  #box(name: string): string {
    this.used.add(name);
    return `${boxOf(name)}.v`;
  }
}

function isResult(node: TypeScript.Statement): node is TypeScript.VariableStatement {
  return (
    ts.isVariableStatement(node) &&
    node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true
  );
}
