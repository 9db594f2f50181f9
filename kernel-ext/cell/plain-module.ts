import { ts } from "../tslab.js";

/**
 * The cell without the `export` of its declarations, which mean nothing in a notebook, at the same positions.
 * `export default x` becomes `x`.
 */
export function plainModule(source: string): string {
  if (!source.includes("export")) return source;
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022, true);
  let plain = source;
  const blank = (start: number, end: number): void => {
    plain = plain.slice(0, start) + plain.slice(start, end).replace(/[^\n]/g, " ") + plain.slice(end);
  };
  for (const statement of file.statements) {
    if (ts.isExportDeclaration(statement) && !statement.moduleSpecifier)
      blank(statement.getStart(), statement.end);
    if (ts.isExportAssignment(statement)) blank(statement.getStart(), statement.expression.getStart());
    if (!ts.canHaveModifiers(statement)) continue;
    for (const modifier of ts.getModifiers(statement) ?? []) {
      const { kind } = modifier;
      if (kind === ts.SyntaxKind.ExportKeyword || kind === ts.SyntaxKind.DefaultKeyword) {
        blank(modifier.getStart(), modifier.end);
      }
    }
  }
  return plain;
}
