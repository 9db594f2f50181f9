import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runDemo } from "../../tools/notebook/demo.js";
import { testNotebooks } from "../../tools/notebooks.js";
import { jupyterEnvironment as env, python } from "../kernel-ext/jupyter.js";
import { code, markdown, notebook, result } from "./notebook/notebook.js";

let folder: string;
let said: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "txlab-notebooks-"));
  said = [];
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, ...cells: object[]): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(notebook(...cells)));
  return path;
}

const run = (options: object = {}) =>
  testNotebooks({ python, env }, { folder, print: (line: string) => said.push(line), ...options });

describe.skipIf(!python)("notebooks as tests", () => {
  test("pass when they print what is committed, and fail when a number has changed or a cell throws", async () => {
    write("a-right.ipynb", code("1 + 1", [result({ "text/plain": "2" })]));
    write("b-changed.ipynb", code("1 + 1", [result({ "text/plain": "3" })]));
    write(
      "c-throws.ipynb",
      code('throw new RangeError("too far")'),
      code("2", [result({ "text/plain": "2" })]),
    );
    expect(await run()).toEqual({ passed: 1, failed: 2 });
    const text = said.join("\n");
    expect(text).toMatch(/✓ .*a-right\.ipynb/);
    expect(text).toMatch(/✗ .*b-changed\.ipynb.*\n {4}code cell 1: line 1 was "3" and is "2"/);
    expect(text).toMatch(/✗ .*c-throws\.ipynb.*\n {4}error in cell 1: RangeError: too far/);
  });

  test("replace what is committed when that is asked for", async () => {
    const path = write("changed.ipynb", code("1 + 1", [result({ "text/plain": "3" })]));
    expect(await run({ write: true, names: ["changed"] })).toEqual({ passed: 1, failed: 0 });
    expect(JSON.parse(readFileSync(path, "utf8")).cells[0].outputs[0].data["text/plain"]).toEqual(["2"]);
  });

  test("that are asked for by a name nobody has are an error, not a pass", async () => {
    await expect(run({ names: ["tuor"] })).rejects.toThrow(/No notebook is named tuor/);
  });

  test("a kernel that dies fails its notebook", async () => {
    write("dies.ipynb", code("process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})"));
    expect(await run()).toEqual({ passed: 0, failed: 1 });
    expect(said.join("\n")).toMatch(/dead in cell 1: DeadKernelError/);
  });
});

describe.skipIf(!python)("the demo", () => {
  const estimates = `const rows = [{ estimator: "ipw", value: 3.44, low: 2.49, high: 4.4, truth: null }];
({ [Symbol.for("Jupyter.display")]: () => ({ "application/vnd.txlab.estimates+json": rows, "text/plain": "rows" }) })`;

  test("prints a notebook's estimates and makes a report of it", async () => {
    const path = write("00-small.ipynb", markdown("# A small tour"), code(estimates));
    const { report, text, failure } = await runDemo(path, { python, env }, folder);
    expect(failure).toBeUndefined();
    expect(text).toMatch(/estimator +estimate +95% interval\nipw +3\.4 +2\.5 to 4\.4/);
    expect(report.path).toBe(join(folder, "small.html"));
    expect(report.html).toContain("<h1>A small tour</h1>");
  });

  test("reports how far a failing notebook came, and what failed", async () => {
    const path = write("broken.ipynb", code("40 + 2"), code('throw new RangeError("too far")'));
    const { report, failure } = await runDemo(path, { python, env }, join(folder, "out"));
    expect(failure).toMatch(/error in cell 2: RangeError: too far/);
    expect(report.html).toContain("42");
  });
});
