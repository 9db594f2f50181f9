import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readTable } from "txlab/cohort";
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
  it("infers numbers, booleans and text, with missing codes as null", async () => {
    const table = await readTable(file("a.csv", '\uFEFFx,y,z\n1,true,a\n,FALSE,NA\n2.5e1,NA,"b, c"\n'));
    expect(table.objects()).toEqual([
      { x: 1, y: true, z: "a" },
      { x: null, y: false, z: null },
      { x: 25, y: null, z: "b, c" },
    ]);
  });

  it("does not turn a column into numbers because its first rows are", async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => (i === 2500 ? "unknown" : String(i)));
    const table = await readTable(file("late.csv", `x\n${rows.join("\n")}\n`));
    expect(table.get("x", 2500)).toBe("unknown");
    expect(table.get("x", 0)).toBe("0");
  });

  it("reads tabs, and refuses an empty file, a repeated header and a file that is not there", async () => {
    expect((await readTable(file("t.tsv", "a\tb\n1\t2\n"))).columnNames()).toEqual(["a", "b"]);
    await expect(readTable(file("empty.csv", ""))).rejects.toThrow(/is empty; it needs a header line/);
    await expect(readTable(file("twice.csv", "a,b,a\n1,2,3\n"))).rejects.toThrow(
      /names the column "a" twice/,
    );
    await expect(readTable(join(folder, "none.csv"))).rejects.toThrow(/cannot be read/);
  });
});
