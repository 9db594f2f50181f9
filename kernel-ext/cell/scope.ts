import type * as TypeScript from "typescript";
import { ts } from "../tslab.js";

interface Bound {
  locals?: Map<string, unknown>;
}

/** Parses JavaScript and binds its names, so that {@link isFree} can tell whose name an identifier is. */
export function parse(source: string): TypeScript.SourceFile {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS);
  const { bindSourceFile } = ts as unknown as {
    bindSourceFile(file: TypeScript.SourceFile, options: object): void;
  };
  bindSourceFile(file, { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext });
  return file;
}

/** The names that a module's top level declares. */
export function topLevelNames(file: TypeScript.SourceFile): Set<string> {
  return new Set((file as unknown as Bound).locals?.keys() ?? []);
}

/** Whether no scope below the top level declares the name of this identifier. */
export function isFree(identifier: TypeScript.Identifier): boolean {
  const name = identifier.text;
  for (let node: TypeScript.Node = identifier.parent; node && !ts.isSourceFile(node); node = node.parent) {
    if ((node as unknown as Bound).locals?.has(name)) return false;
    const named = ts.isFunctionExpression(node) || ts.isClassExpression(node);
    if (named && (node as TypeScript.ClassExpression).name?.text === name) return false;
  }
  return true;
}

/** Whether the identifier stands for a variable, and is not the name of a property, a label or an import. */
export function isReference(node: TypeScript.Identifier): boolean {
  const { parent } = node;
  if (ts.isMetaProperty(parent) || ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent))
    return false;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isImportClause(parent)) return false;
  if (ts.isBindingElement(parent)) return parent.propertyName !== node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  const named =
    ts.isPropertyAccessExpression(parent) || ts.isClassElement(parent) || ts.isObjectLiteralElement(parent);
  return !named || (node.parent as { name?: TypeScript.Node }).name !== node;
}
