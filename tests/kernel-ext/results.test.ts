import { beforeAll, describe, expect, test } from "vitest";
import { type Executed, errorOf, type Output, printed, python, result, runCells } from "./jupyter.js";

const chart = `{ $schema: "https://vega.github.io/schema/vega-lite/v6.json", description: "Ages", mark: "bar", data: { values: [{ age: 40, n: 2 }] }, encoding: { x: { field: "age", type: "ordinal" }, y: { field: "n", type: "quantitative" } } }`;

const cells = {
  printed: `console.log("before"); console.error("aside"); "result"`,
  nothing: `undefined`,
  own: `({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>own</b>" }), n: 1 })`,
  later: `({ [Symbol.for("Jupyter.display")]: async () => ({ "text/html": "<b>later</b>", "text/plain": "later" }) })`,
  bytes: `({ [Symbol.for("Jupyter.display")]: () => ({ "image/png": new Uint8Array([1, 2, 3]) }) })`,
  failing: `({ [Symbol.for("Jupyter.display")]: () => { throw new Error("cannot be shown") } })`,
  wrong: `({ [Symbol.for("Jupyter.display")]: () => "text" })`,
  table: `import { table } from "arquero"; table({ age: Float64Array.from({ length: 1000 }, (_, i) => i), sex: Array.from({ length: 1000 }, (_, i) => i % 3 === 0 ? null : "<f>"), since: Array.from({ length: 1000 }, () => new Date(0)) })`,
  lite: `(${chart})`,
  vega: `({ $schema: "https://vega.github.io/schema/vega/v6.json", width: 20, height: 20, marks: [{ type: "rect", encode: { enter: { x: { value: 0 }, x2: { value: 10 }, y: { value: 0 }, y2: { value: 10 } } } }] })`,
  typed: `Float64Array.from({ length: 1_000_000 }, (_, i) => (i === 0 ? NaN : i))`,
  matrix: `import { Matrix } from "ml-matrix"; Matrix.eye(30)`,
  map: `new Map([["a", new Set([1, 2])]])`,
  error: `new RangeError("a value")`,
  big: `Array.from({ length: 5000 }, (_, i) => ({ i, nested: { deep: { deeper: { deepest: i } } } }))`,
  server: `import { createServer } from "node:http"; createServer()`,
  circular: `const circular: Record<string, unknown> = {}; circular.self = circular; circular`,
  zero: `[0, false, "", null].at(-1)`,
  show: `import { html, markdown, show } from "txlab"; show([1, 2]); console.log("after"); show(html\`<i>\${"a < b"}</i>\`)`,
  markdown: `markdown("**bold**")`,
  shownLater: `show(${chart}); 1`,
  tslab: `import * as tslab from "tslab"; tslab.display.html("<p>as before</p>")`,
  progress: `import { progress } from "txlab"; let sum = 0; for (const item of progress([1, 2, 3], "adding")) sum += item; sum`,
};

describe.skipIf(!python)("results", () => {
  let executed: Executed;
  const names = Object.keys(cells) as (keyof typeof cells)[];
  const cell = (name: keyof typeof cells): Executed["cells"][number] => executed.cells[names.indexOf(name)]!;
  const data = (
    name: keyof typeof cells,
    type: Output["output_type"] = "execute_result",
  ): Record<string, unknown> =>
    cell(name).outputs.find(({ output_type }) => output_type === type)?.data ?? {};

  beforeAll(async () => {
    executed = await runCells(Object.values(cells), { allowErrors: true });
  });

  test("the last expression is a result, apart from what was printed", () => {
    expect(printed(cell("printed"))).toBe("before\n");
    expect(printed(cell("printed"), "stderr")).toBe("aside\n");
    expect(result(cell("printed"))).toBe("'result'");
  });

  test("undefined is no result; null and zeros are", () => {
    expect(cell("nothing").outputs).toEqual([]);
    expect(result(cell("zero"))).toBe("null");
  });

  test("a value says itself how it displays, at once or later", () => {
    expect(data("own")).toMatchObject({
      "text/html": "<b>own</b>",
      "text/plain": expect.stringContaining("n: 1"),
    });
    expect(data("later")).toEqual({ "text/html": "<b>later</b>", "text/plain": "later" });
    expect(String(data("bytes")["image/png"]).trim()).toBe("AQID");
  });

  test("a value that cannot be shown fails its cell", () => {
    expect(errorOf(cell("failing"))?.evalue).toBe("cannot be shown");
    expect(errorOf(cell("wrong"))?.evalue).toContain("must return an object of MIME types");
  });

  test("a table shows its head, its types and its size", () => {
    const { "text/html": html, "text/plain": text } = data("table") as Record<string, string>;
    expect(text).toContain("1,000 rows × 3 columns; the first 10 rows shown");
    expect(text?.split("\n")).toHaveLength(12);
    expect(html).toContain("string?");
    expect(html).toContain("date");
    expect(html).toContain("&#60;f&#62;");
  });

  test("a Vega-Lite specification is an object of the MIME type that front ends draw, a picture and text", () => {
    const bundle = data("lite");
    expect(bundle["application/vnd.vegalite.v5+json"]).toMatchObject({ mark: "bar" });
    expect(String(bundle["image/svg+xml"])).toMatch(/^<svg[\s\S]*<\/svg>/);
    expect(bundle["text/plain"]).toBe("[Vega-Lite chart: bar] Ages");
  });

  test("so is a Vega specification", () => {
    expect(data("vega")["application/vnd.vega.v5+json"]).toMatchObject({ width: 20 });
    expect(String(data("vega")["image/svg+xml"])).toMatch(/^<svg/);
  });

  test("a typed array is summed up", () => {
    const text = String(result(cell("typed")));
    expect(text).toContain("Float64Array(1,000,000) [NaN, 1, 2,");
    expect(text).toContain("least 1 · mean 500000 · most 999999 · 1 NaN");
  });

  test("a matrix shows its corner and its size", () => {
    expect(result(cell("matrix"))).toContain("30 × 30 matrix; its upper left corner shown");
    expect(data("matrix")["text/html"]).toContain("<table>");
  });

  test("maps, sets, errors and circles are short text", () => {
    expect(result(cell("map"))).toBe("Map(1) { 'a' => Set(2) { 1, 2 } }");
    expect(result(cell("error"))).toBe("RangeError: a value");
    expect(result(cell("circular"))).toContain("[Circular *1]");
  });

  test.each(["big", "server"] as const)("%s objects do not dump a page", (name) => {
    expect(String(result(cell(name))).split("\n").length).toBeLessThanOrEqual(31);
  });

  test("show displays in the middle of a cell, in order, and markup is rendered", () => {
    expect(cell("show").outputs.map(({ output_type }) => output_type)).toEqual([
      "display_data",
      "stream",
      "display_data",
    ]);
    expect(cell("show").outputs[2]!.data).toMatchObject({
      "text/html": "<i>a &lt; b</i>",
      "text/plain": "a < b",
    });
    expect(data("markdown")).toMatchObject({ "text/markdown": "**bold**" });
  });

  test("a chart that is shown without await is there before its cell ends", () => {
    expect(data("shownLater", "display_data")["image/svg+xml"]).toBeDefined();
  });

  test("tslab's own display works in notebooks written for it", () => {
    expect(data("tslab", "display_data")).toMatchObject({ "text/html": "<p>as before</p>" });
  });

  test("a bar leaves one final state", () => {
    expect(cell("progress").outputs.map(({ output_type }) => output_type)).toEqual([
      "display_data",
      "execute_result",
    ]);
    expect(data("progress", "display_data")["text/plain"]).toContain(
      "adding ████████████████████ 100% · 3 of 3",
    );
    expect(result(cell("progress"))).toBe("6");
  });
});
