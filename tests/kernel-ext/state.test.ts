import { beforeAll, describe, expect, test } from "vitest";
import { type Executed, errorOf, python, result, runCells } from "./jupyter.js";

const cells = {
  define: `let x = 1; function f() { return x } const g = () => f() * 10;`,
  assign: `x = 5; f()`,
  redeclare: `let x = 7; f()`,
  count: `let n = 0; const increment = () => ++n; increment(); increment()`,
  set: `n = 100; increment()`,
  seen: `n`,
  redefine: `function f() { return -1 }\ng()`,
  destructure: `const { a, b: [c, ...d], ...rest } = { a: 1, b: [2, 3, 4], e: 5 }; [a, c, d, rest]`,
  shorthand: `const pair = { a, c }; ({ a: x } = { a: 42 }); [pair, f.name, x]`,
  type: `interface Patient { id: number } const patients: Patient[] = [{ id: 3 }];`,
  typed: `patients.map((patient) => patient.id)`,
  wrong: `patients[0].name`,
  klass: `class Counter { #count = 0; next(): number { return ++this.#count } } const counter = new Counter();`,
  method: `counter.next(); counter.next()`,
  enumeration: `enum Arm { control, treated }\nnamespace Unit { export const hours = 24 }`,
  enumerated: `[Arm[1], Unit.hours]`,
  looped: `var total = 0; for (var i = 0; i < 4; i++) { var square = i * i; total += square }`,
  after: `[total, i, square]`,
  shadow: `const y = 1; function shadow(y: number) { { const x = y; return x + y } } shadow(20)`,
  early: `const late = tooEarly(); const value = 3; function tooEarly() { return value }`,
  name: `const named = (a: number) => a; named.name`,
  generic: `function first<T>(items: T[]): T | undefined { return items[0] } first(["s"])`,
  exported: `export const exported = 1; export function fromModule() { return exported }`,
  used: `fromModule() + exported`,
  rerun: `const threshold = 1; function above(value: number) { return value > threshold }`,
  rerunAgain: `const threshold = 10;`,
  rerunUsed: `above(5)`,
  tag: "const upper = (parts: TemplateStringsArray) => parts[0].toUpperCase(); upper`done`",
  thisless: `function self(this: unknown) { return this === undefined } self()`,
};

describe.skipIf(!python)("what cells define", () => {
  let executed: Executed;
  const names = Object.keys(cells) as (keyof typeof cells)[];
  const cell = (name: keyof typeof cells): Executed["cells"][number] => executed.cells[names.indexOf(name)]!;
  beforeAll(async () => {
    executed = await runCells(Object.values(cells), { allowErrors: true });
  });

  test.each<[string, keyof typeof cells, string]>([
    ["an earlier function sees what a later cell assigns", "assign", "5"],
    ["an earlier function sees what a later cell declares anew", "redeclare", "7"],
    ["a counter goes on", "count", "2"],
    ["a counter that a later cell set goes on from there", "set", "101"],
    ["and the variable is the one that the function counts", "seen", "101"],
    ["an earlier function calls the function as a later cell redefined it", "redefine", "-10"],
    ["patterns take values apart", "destructure", "[ 1, 2, [ 3, 4 ], { e: 5 } ]"],
    [
      "variables of earlier cells stand in shorthand and in patterns",
      "shorthand",
      "[ { a: 1, c: 2 }, 'f', 42 ]",
    ],
    ["values keep their types in the next cell", "typed", "[ 3 ]"],
    ["classes with private members work in the next cell", "method", "2"],
    ["enums and namespaces work in the next cell", "enumerated", "[ 'treated', 24 ]"],
    ["var declared in a loop belongs to the notebook", "after", "[ 14, 4, 9 ]"],
    ["inner names hide those of the notebook", "shadow", "40"],
    ["an anonymous function takes the name of its variable", "name", "'named'"],
    ["generics are inferred", "generic", "'s'"],
    ["export means nothing in a cell", "used", "2"],
    ["a constant declared again counts for an earlier function", "rerunUsed", "false"],
    ["a tag of an earlier cell is called", "tag", "'DONE'"],
    ["a function is called without this", "thisless", "true"],
  ])("%s", (_title, name, text) => {
    expect(errorOf(cell(name))).toBeUndefined();
    expect(result(cell(name))).toBe(text);
  });

  test("a wrong use of an earlier cell's type does not compile", () => {
    expect(errorOf(cell("wrong"))?.evalue).toContain("Property 'name' does not exist on type 'Patient'");
  });

  test("a variable that is read before its declaration throws", () => {
    expect(errorOf(cell("early"))).toMatchObject({
      ename: "ReferenceError",
      evalue: "Cannot access 'value' before initialization",
    });
  });
});
