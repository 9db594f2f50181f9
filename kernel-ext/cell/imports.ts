import type * as TypeScript from "typescript";
import { ts } from "../tslab.js";

/** One import declaration of a cell. */
export interface CellImport {
  specifier: string;
  /** Line in the converter's output, from 0. */
  line: number;
  bindings: ImportBinding[];
}

export interface ImportBinding {
  local: string;
  /** `*` for the namespace. */
  imported: string;
}

export function readImport(node: TypeScript.ImportDeclaration, file: TypeScript.SourceFile): CellImport {
  const { importClause, moduleSpecifier } = node;
  const bindings: ImportBinding[] = [];
  if (importClause?.name) bindings.push({ local: importClause.name.text, imported: "default" });
  const named = importClause?.namedBindings;
  if (named && ts.isNamespaceImport(named)) bindings.push({ local: named.name.text, imported: "*" });
  if (named && ts.isNamedImports(named)) {
    for (const { name, propertyName } of named.elements) {
      bindings.push({ local: name.text, imported: (propertyName ?? name).text });
    }
  }
  return {
    specifier: (moduleSpecifier as TypeScript.StringLiteral).text,
    line: file.getLineAndCharacterOfPosition(node.getStart()).line,
    bindings,
  };
}
