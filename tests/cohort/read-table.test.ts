import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { querySource, readTable } from "txlab/cohort";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "txlab-read-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe("readTable", () => {
  it("infers numbers, booleans and text, with missing codes as NaN and null", async () => {
    const table = await readTable(file("a.csv", '\uFEFFx,y,z\n1,true,a\n,FALSE,NA\n2.5e1,NA,"b, c"\n'));
    expect(table.objects()).toEqual([
      { x: 1, y: true, z: "a" },
      { x: Number.NaN, y: false, z: null },
      { x: 25, y: null, z: "b, c" },
    ]);
    expect(table.column("x")).toBeInstanceOf(Float64Array);
  });

  it("does not turn a column into numbers because its first rows are", async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => (i === 2500 ? "unknown" : String(i)));
    const table = await readTable(file("late.csv", `x\n${rows.join("\n")}\n`));
    expect(table.get("x", 2500)).toBe("unknown");
    expect(table.get("x", 0)).toBe("0");
  });

  it("reads tabs, and any source", async () => {
    expect((await readTable(file("t.tsv", "a\tb\n1\t2\n"))).objects()).toEqual([{ a: 1, b: 2 }]);
    expect((await readTable(querySource("SELECT 1 AS a, 'x' AS b"))).objects()).toEqual([{ a: 1, b: "x" }]);
  });

  it("refuses a file that is not there, and one whose ending it does not know", async () => {
    await expect(readTable(join(folder, "none.csv"))).rejects.toThrow(/cannot be read/);
    await expect(readTable(join(folder, "none.parquet"))).rejects.toThrow(/no such file/);
    await expect(readTable(file("a.xlsx", ""))).rejects.toThrow(/knows .csv, .tsv, .txt .* and .parquet/);
  });
});
