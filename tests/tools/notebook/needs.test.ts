import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { changes } from "../../../tools/notebook/compare.js";
import { leftOut, skipAbsent } from "../../../tools/notebook/needs.js";
import { code, notebook, result } from "./notebook.js";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "txlab-needs-"));
  vi.stubEnv("TXLAB_DATA", folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe("a cell that needs a data file", () => {
  const whole = notebook(code("1"), code("nhefs", [result({ "text/plain": "3.44" })], ["needs:nhefs.csv"]));

  test("is executed where the file is", () => {
    writeFileSync(join(folder, "nhefs.csv"), "");
    expect(skipAbsent(whole)).toBe(whole);
    expect(leftOut(whole)).toBeUndefined();
  });

  test("is left out where it is not, and its committed result does not pass for one of this run", () => {
    const [first, second] = skipAbsent(whole).cells;
    expect(first).toBe(whole.cells[0]);
    expect(second.metadata.tags).toContain("skip-execution");
    expect(second.outputs).toEqual([
      {
        output_type: "stream",
        name: "stderr",
        text: "Not executed: nhefs.csv is not here; npm run data fetches it.\n",
      },
    ]);
    expect(leftOut(whole)).toBe("1 cell left out: no nhefs.csv (npm run data fetches it)");
    expect(changes(whole, skipAbsent(whole))).toEqual([]);
  });
});
