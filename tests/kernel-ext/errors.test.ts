import { stripVTControlCharacters } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { type Executed, errorOf, printed, python, result, runCells } from "./jupyter.js";

const plain = (text = ""): string => stripVTControlCharacters(text);

describe.skipIf(!python)("a failing notebook", () => {
  test("fails when a cell that may raise comes before a failing assertion", async () => {
    const executed = await runCells([
      { source: `throw new Error("expected")`, tags: ["raises-exception"] },
      `if (1 + 1 !== 3) throw new Error("the assertion failed")`,
      `console.log("never")`,
    ]);
    expect(executed.status).toBe("error");
    expect(executed.ename).toBe("Error");
    expect(executed.evalue).toBe("the assertion failed");
    expect(executed.cells.map(({ count }) => count)).toEqual([1, 2, null]);
  });

  test("tells the error's name, its message, and the cell's own line", async () => {
    const executed = await runCells([
      `interface Patient { age: number }\n\nfunction mean(values: number[]): number {\n  if (values.length === 0) throw new RangeError("no values");\n  return 0;\n}\n\nmean([])`,
    ]);
    expect(executed).toMatchObject({ status: "error", ename: "RangeError", evalue: "no values" });
    const traceback = plain(errorOf(executed.cells[0]!)?.traceback?.join("\n"));
    expect(traceback).toContain("at mean in cell [1], line 4");
    expect(traceback).toContain("at cell [1], line 8");
    expect(traceback).toContain(`> 4 |   if (values.length === 0) throw new RangeError("no values");`);
  });
});

describe.skipIf(!python)("errors, one cell after another", () => {
  let executed: Executed;
  beforeAll(async () => {
    executed = await runCells(
      [
        `const days: number = "three";`,
        `console.log("after a type error")`,
        `Promise.reject(new Error("lost")); 1`,
        `setTimeout(() => { throw new Error("in a timer") }, 30); await new Promise((done) => setTimeout(done, 300))`,
        `throw "a string"`,
        `throw undefined`,
        `setTimeout(() => { throw new Error("too late") }, 100)`,
        `await new Promise((done) => setTimeout(done, 400)); "the next cell"`,
        `"and the one after"`,
        `const kept = 1; throw new Error("after kept"); const lost = 2;`,
        `kept + 1`,
        `new Error("outer", { cause: new Error("inner") })`,
        `throw new Error("outer", { cause: new Error("inner") })`,
        `import assert from "node:assert";\n\n// one is not two\nassert.equal(1, 2)`,
      ],
      { allowErrors: true },
    );
  });

  test("a type error stops its cell and shows line, column and source", () => {
    const error = errorOf(executed.cells[0]!);
    expect(error).toMatchObject({ ename: "CompileError" });
    expect(error?.evalue).toContain("Type 'string' is not assignable to type 'number'");
    expect(plain(error?.traceback?.join("\n"))).toContain(`cell [1], line 1, column 7`);
    expect(plain(error?.traceback?.join("\n"))).toContain(`> 1 | const days: number = "three";`);
  });

  test("the cell after a failed one runs", () => {
    expect(printed(executed.cells[1]!)).toBe("after a type error\n");
  });

  test("an unhandled rejection fails its cell", () => {
    expect(errorOf(executed.cells[2]!)).toMatchObject({ ename: "Error", evalue: "lost" });
  });

  test("a throw in a timer fails the cell that waits", () => {
    expect(errorOf(executed.cells[3]!)).toMatchObject({ ename: "Error", evalue: "in a timer" });
  });

  test.each([
    [4, "'a string'"],
    [5, "undefined"],
  ])("what is thrown need not be an Error (cell %i)", (cell, evalue) => {
    expect(errorOf(executed.cells[cell]!)).toMatchObject({ ename: "Thrown", evalue });
  });

  test("a throw after its cell has ended is reported where the notebook sees it, once", () => {
    expect(errorOf(executed.cells[6]!)).toBeUndefined();
    const late = errorOf(executed.cells[7]!);
    expect(late?.evalue).toContain("too late");
    expect(plain(late?.traceback?.join("\n"))).toContain("Cell [7] failed after it had ended");
    expect(result(executed.cells[8]!)).toBe("'and the one after'");
  });

  test("what a failed cell had defined is there, with its type", () => {
    expect(errorOf(executed.cells[9]!)?.evalue).toBe("after kept");
    expect(result(executed.cells[10]!)).toBe("2");
  });

  test("an error that is a result is shown, not raised", () => {
    expect(errorOf(executed.cells[11]!)).toBeUndefined();
    expect(result(executed.cells[11]!)).toContain("outer");
  });

  test("a failed assertion at the end of a cell names its line, comments before it or not", () => {
    const error = errorOf(executed.cells[13]!);
    expect(error).toMatchObject({ ename: "AssertionError", evalue: "1 == 2" });
    expect(plain(error?.traceback?.join("\n"))).toContain("at cell [14], line 4");
  });

  test("a cause is told with its error", () => {
    expect(plain(errorOf(executed.cells[12]!)?.traceback?.join("\n"))).toContain("caused by Error: inner");
  });
});

describe.skipIf(!python)("a call that does not fit", () => {
  let executed: Executed;
  const shown = (cell: number): string => plain(errorOf(executed.cells[cell]!)?.traceback?.join("\n"));
  beforeAll(async () => {
    const form = `{ readonly dose: number; readonly unit?: "mg" | "g" }`;
    executed = await runCells(
      [
        `declare function give(what: string): string;\ndeclare function give(what: ${form}): Promise<Date>;`,
        `give({ dosis: 3 })`,
        `give({ dose: 3 }).getTime()`,
        `const a: number = give("x"); const b: { c: number } = { c: "3" };`,
      ],
      { allowErrors: true },
    );
  });

  test("is told once, by the property that nobody knows", () => {
    expect(errorOf(executed.cells[1]!)?.evalue).toMatch(/^Object literal may only .* 'dosis' does not exist/);
    expect(shown(1).match(/> 1 \|/g)).toHaveLength(1);
    expect(shown(1)).toContain("None of its 2 forms fits; this is said of the last.");
  });

  test("reminds of await where a promise was asked", () => {
    expect(shown(2)).toContain("put await before the call that made it");
  });

  test("is counted by places, not by messages", () => {
    expect(errorOf(executed.cells[3]!)?.evalue).toMatch(/\(and 1 more\)$/);
  });
});
