import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript-5.0";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = realpathSync(join(import.meta.dirname, ".."));
const { exports: entries } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const modules = Object.keys(entries)
  .filter((path) => entries[path].types !== undefined)
  .map((path) => `txlab${path.slice(1)}`);

let folder: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "txlab-consumer-")));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules", "txlab"), "dir");
  copyFileSync(join(import.meta.dirname, "consumer", "cell.ts"), join(folder, "cell.ts"));
  writeFileSync(
    join(folder, "all.ts"),
    modules.map((name, i) => `export * as m${i} from "${name}";`).join("\n"),
  );
});

afterAll(() => rmSync(folder, { recursive: true }));

// Node10 is how tslab and older hosts resolve (through typesVersions); Bundler is how our kernel and Vite do.
describe.each([
  ["node", ts.ModuleResolutionKind.Node10],
  ["bundler", ts.ModuleResolutionKind.Bundler],
])("under TypeScript 5.0 with moduleResolution %s", (_, moduleResolution) => {
  const compile = (file: string) =>
    ts.createProgram([join(folder, file)], {
      target: ts.ScriptTarget.ES2022,
      lib: ["lib.es2022.d.ts"],
      module: ts.ModuleKind.ESNext,
      moduleResolution,
      strict: true,
      esModuleInterop: true,
      noEmit: true,
      types: ["node"],
      typeRoots: [join(root, "node_modules", "@types")],
    });

  test("cells compile, and what they expect to be refused is refused", () => {
    expect(ts.version).toMatch(/^5\.0\./);
    const program = compile("cell.ts");
    const cell = program.getSourceFile(join(folder, "cell.ts"));
    expect(
      messages([...program.getSyntacticDiagnostics(cell), ...program.getSemanticDiagnostics(cell)]),
    ).toEqual([]);
  });

  test("no declaration of ours has an error, an unresolved import included", () => {
    const program = compile("all.ts");
    const ours = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(join(root, "dist")));
    expect(ours.length).toBeGreaterThanOrEqual(modules.length);
    const found = ours.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]);
    expect(messages(found)).toEqual([]);
  });

  test("no public value is any, and no public function returns any", () => {
    const program = compile("all.ts");
    const checker = program.getTypeChecker();
    const all = checker.getSymbolAtLocation(program.getSourceFile(join(folder, "all.ts"))!)!;
    const values = checker.getExportsOfModule(all).flatMap((space) => {
      const module = checker.getAliasedSymbol(space);
      return checker
        .getExportsOfModule(module)
        .filter((symbol) => resolved(symbol, checker).flags & ts.SymbolFlags.Value);
    });
    expect(values.length).toBeGreaterThan(5);
    expect(
      values.filter((symbol) => givesAny(resolved(symbol, checker), checker)).map(({ name }) => name),
    ).toEqual([]);
  });
});

function resolved(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function givesAny(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  const type = checker.getTypeOfSymbolAtLocation(symbol, symbol.valueDeclaration!);
  const returned = type.getCallSignatures().map((signature) => signature.getReturnType());
  return [type, ...returned].some((given) => /^(Promise<)?any\b/.test(checker.typeToString(given)));
}

function messages(diagnostics: readonly ts.Diagnostic[]): string[] {
  return diagnostics.map(({ file, start, messageText }) => {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    const name = file?.fileName.replace(root, "").replace(folder, "");
    return `${name}:${line} ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}
