import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "../setup/files.js";

/** The public names of every entry point in package.json, values and types apart, as a page to read and to compare. */
export function publicNames() {
  const { name, exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const entries = Object.entries(exports).filter(([, target]) => target.types !== undefined);
  const program = ts.createProgram(
    entries.map(([, { types }]) => join(root, types)),
    {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      skipLibCheck: true,
      noLib: true,
    },
  );
  const checker = program.getTypeChecker();
  return `${entries.map(([path, { types }]) => page(name + path.slice(1), join(root, types), program, checker)).join("\n")}`;
}

function page(title, file, program, checker) {
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  const symbols = module ? checker.getExportsOfModule(module) : [];
  const kind = (symbol) => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return target.flags & ts.SymbolFlags.Value && !isTypeOnly(symbol) ? "" : "type ";
  };
  const lines = symbols.map((symbol) => `  ${kind(symbol)}${symbol.name}`).sort(byKindThenName);
  return `${[title, ...lines].join("\n")}\n`;
}

/** A class, say, that `export type` gives only the type of. */
function isTypeOnly(symbol) {
  return (symbol.declarations ?? []).some(
    (each) => ts.isExportSpecifier(each) && (each.isTypeOnly || each.parent.parent.isTypeOnly),
  );
}

/** Values first, then types, each by name. */
function byKindThenName(a, b) {
  const [typeA, typeB] = [a.startsWith("  type "), b.startsWith("  type ")];
  if (typeA !== typeB) return typeA ? 1 : -1;
  return a < b ? -1 : 1;
}
