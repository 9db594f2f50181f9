import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type Executed, errorOf, python, result, runCells } from "./jupyter.js";

const cells = {
  parenthesized: `await (Promise.resolve(1))`,
  called: `await (async () => 2)()`,
  listed: `[await Promise.resolve(1), await (Promise.resolve(2))]`,
  array: `await [3]`,
  forAwait: `async function* stream() { yield 1; yield 2 }\nlet sum = 0; for await (const item of stream()) sum += item;\nsum`,
  inBlock: `if (true) { try { await Promise.reject(new Error("x")) } catch { sum = await Promise.resolve(10) } }\nsum`,
  ended: `(async () => "shown")()`,
  vega: `import * as vega from "vega"; import { compile } from "vega-lite"; [typeof vega.parse, typeof compile]`,
  dynamic: `const { View } = await import("vega"); typeof View`,
  arquero: `import { table } from "arquero"; const people = table({ age: [41, 50] }); people.numRows()`,
  matrix: `import { Matrix } from "ml-matrix"; Matrix.eye(2).trace()`,
  builtin: `import { join } from "node:path"; import fs from "fs"; [join("a", "b"), typeof fs.readFileSync]`,
  required: `const os = require("node:os"); typeof os.cpus`,
  sorted: `[3, 1, 2].toSorted().at(-1)`,
  txlab: `import { ArgumentError } from "txlab"; import { balance } from "txlab/causal"; [typeof balance, new ArgumentError("x").name]`,
  txlabAgain: `import * as causal from "txlab/causal"; import * as stats from "txlab/stats"; typeof causal.balance`,
  local: `import { count, increment } from "./local"; increment(); increment(); count`,
  extension: `import { twice } from "./local.ts"; import { above } from "../above.js"; twice(above)`,
  later: `import { value } from "./awaits"; value`,
  json: `import data from "./data.json"; data.answer`,
  meta: `import { readFileSync } from "node:fs"; JSON.parse(readFileSync(new URL("data.json", import.meta.url), "utf8")).answer`,
  dirname: `readFileSync(__dirname + "/data.json", "utf8").length > 0`,
  writes: `const fs2 = require("node:fs"); fs2.writeFileSync("edited.ts", "export const version = 1;")`,
  edited: `import { version } from "./edited.ts"; const first = version; fs2.writeFileSync("edited.ts", "export const version = 'two';"); first`,
  editedAgain: `import { version } from "./edited"; version.toUpperCase()`,
  missing: `import nothing from "no-such-package-anywhere"`,
  wrongType: `import { twice as double } from "./local"; double("two")`,
  brokenModule: `import { fails } from "./fails"; fails()`,
  virtual: `/** @module shared */\nexport const shared = "from a cell";`,
  fromVirtual: `import { shared } from "./shared"; shared`,
  decorated: `enum E { a }\nconst s = { a: 1 } satisfies Record<string, number>; type K = keyof typeof s; const k: K = "a"; k`,
};

describe.skipIf(!python)("the language of cells, in a folder outside the project", () => {
  let executed: Executed;
  const names = Object.keys(cells) as (keyof typeof cells)[];
  const cell = (name: keyof typeof cells): Executed["cells"][number] => executed.cells[names.indexOf(name)]!;

  beforeAll(async () => {
    const above = mkdtempSync(join(tmpdir(), "txlab-language-"));
    const folder = join(above, "notebooks");
    mkdirSync(folder);
    writeFileSync(join(above, "above.ts"), "export const above = 21;\n");
    writeFileSync(
      join(folder, "local.ts"),
      "export let count = 0;\nexport const increment = (): number => ++count;\nexport const twice = (value: number): number => 2 * value;\n",
    );
    writeFileSync(join(folder, "awaits.ts"), "export const value = await Promise.resolve(6);\n");
    writeFileSync(
      join(folder, "fails.ts"),
      "\nexport function fails(): never {\n  throw new RangeError('in a module');\n}\n",
    );
    writeFileSync(join(folder, "data.json"), `{ "answer": 42 }`);
    executed = await runCells(Object.values(cells), { allowErrors: true, folder });
  });

  test.each<[string, keyof typeof cells, string]>([
    ["await takes parentheses", "parenthesized", "1"],
    ["await takes a call of a function expression", "called", "2"],
    ["await stands in a list", "listed", "[ 1, 2 ]"],
    ["await takes a list", "array", "[ 3 ]"],
    ["for await stands at the top level", "forAwait", "3"],
    ["await stands in blocks", "inBlock", "10"],
    ["the value of a promise that ends a cell is shown", "ended", "'shown'"],
    ["modules with top-level await are imported", "vega", "[ 'function', 'function' ]"],
    ["and imported dynamically", "dynamic", "'function'"],
    ["ES modules are imported by name", "arquero", "2"],
    ["ml-matrix is imported by name", "matrix", "2"],
    ["Node's own modules are imported", "builtin", "[ 'a/b', 'function' ]"],
    ["require works", "required", "'function'"],
    ["the standard library is the running Node's", "sorted", "3"],
    ["the library is imported by name", "txlab", "[ 'function', 'ArgumentError' ]"],
    ["the library is imported as a namespace", "txlabAgain", "'function'"],
    ["a local file's exports are live", "local", "2"],
    ["local files are imported with an extension, and from above", "extension", "42"],
    ["a local file may await", "later", "6"],
    ["JSON is imported", "json", "42"],
    ["import.meta.url names the notebook's folder", "meta", "42"],
    ["__dirname is the notebook's folder", "dirname", "true"],
    ["a local file is read", "edited", "1"],
    ["and read again, with its types, when it has changed", "editedAgain", "'TWO'"],
    ["a cell tagged @module is imported", "fromVirtual", "'from a cell'"],
    ["newer syntax compiles", "decorated", "'a'"],
  ])("%s", (_title, name, text) => {
    expect(errorOf(cell(name))).toBeUndefined();
    expect(result(cell(name))).toBe(text);
  });

  test("a package that is nowhere is said to be missing", () => {
    expect(errorOf(cell("missing"))?.evalue).toContain("Cannot find module 'no-such-package-anywhere'");
  });

  test("types of local files are checked", () => {
    expect(errorOf(cell("wrongType"))?.evalue).toContain(
      "'string' is not assignable to parameter of type 'number'",
    );
  });

  test("an error in a local file is told with its own line", () => {
    const error = errorOf(cell("brokenModule"));
    expect(error).toMatchObject({ ename: "RangeError", evalue: "in a module" });
    expect(error?.traceback?.join("\n")).toContain("fails.ts, line 3");
  });
});
