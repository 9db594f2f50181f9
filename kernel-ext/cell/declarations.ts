import type * as TypeScript from "typescript";
import { ts } from "../tslab.js";

/**
 * The declarations after a cell that failed: those of the names it gave a value from `after`, the others from
 * `before`, so that what keeps its value keeps its type.
 */
export function keepDeclarations(before: string, after: string, unreached: readonly string[]): string {
  if (unreached.length === 0) return after;
  const names = new Set(unreached);
  const without = statements(after).flatMap((statement) => printWithout(statement, names, false));
  const kept = statements(before).flatMap((statement) => printWithout(statement, names, true));
  return [...without, ...kept].join("\n");
}

const statements = (text: string): readonly TypeScript.Statement[] =>
  ts.createSourceFile("d.ts", text, ts.ScriptTarget.ES2022, true).statements;

/** A statement without the values in `names`, or with those alone. */
function printWithout(statement: TypeScript.Statement, names: ReadonlySet<string>, only: boolean): string[] {
  if (ts.isVariableStatement(statement)) {
    const kept = statement.declarationList.declarations.filter(
      (one) => names.has(one.name.getText()) === only,
    );
    const keyword = statement.declarationList.flags & ts.NodeFlags.Const ? "const" : "let";
    return kept.map((one) => `declare ${keyword} ${one.getText()};`);
  }
  const { name } = statement as TypeScript.ClassDeclaration;
  const named = name !== undefined && names.has(name.getText()) && ts.isClassDeclaration(statement);
  return named === only ? [statement.getText()] : [];
}
