import { createRequire } from "node:module";
import { beforeAll, describe, expect, test } from "vitest";
import { rewriteCell } from "#kernel-ext/cell/rewrite.js";
import { splitMap } from "#kernel-ext/cell/source-lines.js";
import { completions, inspection } from "#kernel-ext/language.js";
import { runtimeDeclarations } from "#kernel-ext/runtime-declarations.js";
import { startTslab, type Tslab, ts } from "#kernel-ext/tslab.js";

const require = createRequire(import.meta.url);

/** What the kernel relies on in tslab 1.0.22: when tslab changes, this says where. */
describe("the contract with tslab", () => {
  let tslab: Tslab;
  beforeAll(() => {
    tslab = startTslab(runtimeDeclarations());
  });

  test("tslab is 1.0.22 with TypeScript 5.0.4", () => {
    expect(require("tslab/package.json").version).toBe("1.0.22");
    expect(ts.version).toBe("5.0.4");
  });

  test("a cell becomes an ES module whose locals are exported, with declarations and a source map", () => {
    const { output, declOutput, diagnostics } = tslab.converter.convert(
      "",
      "let x: number = 1; function f() { return x }",
    );
    const { code, map } = splitMap(output ?? "");
    expect(diagnostics).toEqual([]);
    expect(code.trimStart()).toBe("let x = 1;\nfunction f() { return x; }\nexport { f, x };\n");
    expect(declOutput).toContain("declare let x: number;");
    expect(JSON.parse(Buffer.from(map ?? "", "base64").toString())).toMatchObject({ version: 3 });
  });

  test("the last expression is exported as tsLastExpr", () => {
    const { output, lastExpressionVar } = tslab.converter.convert("", "1 + 1");
    expect(lastExpressionVar).toBe("tsLastExpr");
    expect(output).toContain("export const tsLastExpr = 1 + 1;");
  });

  test("names of earlier cells are written exports.name", () => {
    const { output } = tslab.converter.convert("declare let x: number;\n", "x + 1");
    expect(output).toContain("exports.x + 1");
  });

  test("declarations of earlier cells are kept, and replaced when declared again", () => {
    const { declOutput } = tslab.converter.convert(
      "declare let a: number;\ndeclare let b: number;\n",
      "let a = 's'",
    );
    expect(declOutput).toContain("a: string");
    expect(declOutput).toContain("b: number");
    expect(declOutput).not.toContain("a: number");
  });

  test.each([
    "await (Promise.resolve(1))",
    "for await (const x of [1]) x;",
    "const v = await import('vega')",
  ])("%s is left as it is", (source) => {
    const { output, diagnostics } = tslab.converter.convert("", source);
    expect(diagnostics).toEqual([]);
    expect(output).toContain(source.replace(/;$/, "").split("(")[0]);
  });

  test("a diagnostic has a place, a text and a code", () => {
    const { diagnostics, output } = tslab.converter.convert("", "\n  const n: number = 's'");
    expect(output).toBeUndefined();
    expect(diagnostics[0]).toMatchObject({ start: { line: 1, character: 8 }, code: 2322 });
  });

  test("the type of a value from a package out of the notebook's reach can be declared", () => {
    const { declOutput, diagnostics } = tslab.converter.convert(
      "",
      `import { table } from "arquero"; const t = table({ a: [1] });`,
    );
    expect(diagnostics).toEqual([]);
    const next = tslab.converter.convert(declOutput ?? "", "t.numRows().toFixed(); t.nothing()");
    expect(next.diagnostics.map(({ messageText }) => messageText)).toEqual([
      "Property 'nothing' does not exist on type 'ColumnTable'.",
    ]);
  });

  test("cell tags and completeness are read", () => {
    expect(tslab.tags("/** @module shared */ 1")).toMatchObject({ module: "shared" });
    expect(tslab.isCompleteCode("f(")).toMatchObject({ completed: false });
  });

  describe("completion and inspection", () => {
    const imported = `import { aipw } from "txlab/causal";`;
    const complete = (code: string): string[] =>
      completions(tslab, declared, code, code.length, process.cwd()).matches as string[];
    let declared: string;
    beforeAll(() => {
      declared =
        tslab.converter.convert("", `${imported} declare const study: Parameters<typeof aipw>[0];`)
          .declOutput ?? "";
    });

    test("options complete by key", () => {
      expect(complete("await aipw(study, { fo")).toEqual(["folds"]);
    });

    test("members of a result complete", () => {
      expect(complete("const effect = await aipw(study); effect.standard")[0]).toBe("standardError");
    });

    test("names of an entry point complete inside an import", () => {
      const code = `import { aip } from "txlab/causal"`;
      expect(completions(tslab, "", code, 12, process.cwd()).matches).toContain("aipw");
    });

    test("entry points complete inside the quotes of an import", () => {
      const code = `import { aipw } from "txlab/ca`;
      expect(completions(tslab, "", code, code.length, process.cwd())).toMatchObject({
        matches: ["txlab/causal"],
        cursor_start: code.length - 8,
        cursor_end: code.length,
      });
    });

    test("positions count code points, as Jupyter does", () => {
      const code = `"😀"; Math.sq`;
      const cursor = Array.from(code).length;
      expect(completions(tslab, "", code, cursor, process.cwd())).toMatchObject({
        cursor_start: cursor - 2,
        cursor_end: cursor,
      });
    });

    test("inspection gives the signature and the docstring", () => {
      const data = inspection(tslab, declared, "aipw(study)", 2).data as Record<string, string>;
      expect(data["text/plain"]).toMatch(/aipw\(study: Study, options\?: AipwOptions\): Promise<Effect>/);
      expect(data["text/plain"]).toContain("Robins, Rotnitzky & Zhao 1994");
    });
  });
});

describe("a rewritten cell", () => {
  const rewritten = (module: string, known: string[] = []): string =>
    rewriteCell(module, new Set(known)).code.split("\n").slice(1, -1).join("\n");

  test.each([
    ["\nlet x = 1, y;\nexport { x, y };", "__$x.v = 1, __$y.v = undefined;\n"],
    ["\nconst { a, b: [c = 2], ...d } = o;\n", "({ a: __$a.v, b: [__$c.v = 2], ...__$d.v } = o);\n"],
    ["\nfor (var i = 0; i < 3; i++) { }\n", "for (__$i.v = 0; __$i.v < 3; __$i.v++) { }\n"],
    ["\nfor (var { k } of list) { }\n", "for ({ k: __$k.v } of list) { }\n"],
    ["\nclass A {\n}\n[1];\n", "__$A.v = class A {\n};\n[1];\n"],
    ["\nconst f = () => f();\n", "__$f.v = { f: () => (0, __$f.v)() }.f;\n"],
    ["\nexport const tsLastExpr = \n// note\nx;\n", "__cell.result = \n\n__$x.v;\n"],
  ])("%j", (module, code) => {
    expect(rewritten(module, ["x"])).toBe(code);
  });

  test("names of functions, properties, labels and inner scopes are left alone", () => {
    const module =
      "\nx: for (;;) { break x; }\n({ x: 1, x() { } }).x;\n((x) => x)(1);\n{ let x = 2; x; }\ntry { } catch (x) { x; }\n";
    expect(rewritten(module, ["x"])).toBe(module.slice(1));
  });
});
