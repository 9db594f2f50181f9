import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { type BrokenRow, type CsvOptions, csvSource, readTable } from "txlab/cohort";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "txlab-csv-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string | Uint8Array, name = "t.csv"): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const rowsOf = async (
  text: string | Uint8Array,
  options: CsvOptions = {},
  name = "t.csv",
): Promise<object[]> => (await readTable(file(text, name), options)).objects();

describe("csvSource", () => {
  it("takes a byte order mark for no part of the first name", async () => {
    expect(await rowsOf("\ufeffa,b\n1,2\n")).toEqual([{ a: 1, b: 2 }]);
    expect(await rowsOf('\ufeff"a",b\n1,2\n')).toEqual([{ a: 1, b: 2 }]);
  });

  it("keeps delimiters, quotes and line ends inside quotes", async () => {
    expect(await rowsOf('"a, b",c\n"x\ny","say ""so"""\n')).toEqual([{ "a, b": "x\ny", c: 'say "so"' }]);
  });

  it("finds semicolons, tabs and bars by the header line", async () => {
    expect(await rowsOf("a;b\n1;2,5\n")).toEqual([{ a: 1, b: "2,5" }]);
    expect(await rowsOf("a|b|c\n1|2|3\n")).toEqual([{ a: 1, b: 2, c: 3 }]);
    expect(await rowsOf('"a;b",c\n1,2\n')).toEqual([{ "a;b": 1, c: 2 }]);
  });

  it("reads mixed line ends, a missing last one, and empty lines", async () => {
    expect(await rowsOf("a,b\r\n1,2\n3,4\r5,6\n\n7,8")).toEqual([
      { a: 1, b: 2 },
      { a: 3, b: 4 },
      { a: 5, b: 6 },
      { a: 7, b: 8 },
    ]);
  });

  it("reads a thousand columns, and a header alone", async () => {
    const names = Array.from({ length: 1000 }, (_, j) => `x${j}`);
    const [row] = (await rowsOf(`${names.join(",")}\n${names.map((_, j) => j).join(",")}\n`)) as Record<
      string,
      number
    >[];
    expect(row!.x999).toBe(999);
    const table = await readTable(file("a,b\n"));
    expect([table.numRows(), table.columnNames()]).toEqual([0, ["a", "b"]]);
  });

  it("takes names for a file without a header line, and trims white space where told to", async () => {
    const text = "39, State-gov, <=50K\n54, ?, >50K\n";
    const options = { names: ["age", "work", "income"], missing: ["?"] };
    expect(await rowsOf(text, { ...options, trim: true })).toEqual([
      { age: 39, work: "State-gov", income: "<=50K" },
      { age: 54, work: null, income: ">50K" },
    ]);
    expect(await rowsOf(text, options)).toEqual([
      { age: 39, work: " State-gov", income: " <=50K" },
      { age: 54, work: null, income: " >50K" },
    ]);
    expect(await rowsOf("A11 6 A34\n", { names: ["a", "b", "c"], delimiter: " " })).toEqual([
      { a: "A11", b: 6, c: "A34" },
    ]);
  });

  it("makes names from a header that has one twice, and refuses too few", async () => {
    const names = (header: readonly string[]): string[] =>
      header.map((name, j) => (header.indexOf(name) === j ? name : `${name}_${j}`));
    expect(await rowsOf("a,b,a\n1,2,3\n", { names })).toEqual([{ a: 1, b: 2, a_2: 3 }]);
    await expect(rowsOf("a,b,a\n1,2,3\n", { names: () => ["a", "b"] })).rejects.toThrow(
      "names must give each of the 3 columns of t.csv a name; it gave 2.",
    );
    await expect(rowsOf("1,2,3\n", { names: ["a", "b"] })).rejects.toThrow(
      /line 1: the row has 3 fields where names has 2/,
    );
    await expect(rowsOf("1,2\n", { names: ["a", "a"] })).rejects.toThrow(/names the column "a" twice/);
  });

  it("keeps what is declared as text, and reads chosen missing codes", async () => {
    expect(await rowsOf("code,x\n007,1\n010,-9\n", { types: { code: "text" }, missing: ["-9"] })).toEqual([
      { code: "007", x: 1 },
      { code: "010", x: Number.NaN },
    ]);
  });

  it("names the file, the line, the column and the text of a value that does not fit", async () => {
    const text = `id,x\n${Array.from({ length: 10_000 }, (_, i) => `${i},${i}`).join("\n")}\n7,four\n8,9\n`;
    await expect(rowsOf(text)).rejects.toThrow(
      't.csv, line 10002: column "x": "four" is not a number, as the rest of the column is; mend it, name it in missing, or declare types: { "x": "text" }, or set such rows aside with onBroken.',
    );
    const broken: BrokenRow[] = [];
    const kept = await rowsOf(text, { onBroken: (row) => broken.push(row) });
    expect(kept).toHaveLength(10_001);
    expect(broken).toEqual([
      {
        file: "t.csv",
        line: 10_002,
        column: "x",
        text: "four",
        reason: "is not a number, as the rest of the column is",
      },
    ]);
  });

  it("refuses rows of another length, or sets them aside", async () => {
    await expect(rowsOf("a,b\n1,2\n3\n")).rejects.toThrow(
      /line 3: the row has 1 fields where the header has 2/,
    );
    const broken: BrokenRow[] = [];
    expect(await rowsOf("a,b\n1,2\n3\n4,5,6\n7,8\n", { onBroken: (row) => broken.push(row) })).toHaveLength(
      2,
    );
    expect(broken.map(({ line, text }) => [line, text])).toEqual([
      [3, "3"],
      [4, "4 | 5 | 6"],
    ]);
  });

  it("refuses an empty file, a repeated header, an open quote and a delimiter of two characters", async () => {
    await expect(rowsOf("")).rejects.toThrow(/is empty; it needs a header line/);
    await expect(rowsOf("\n\n")).rejects.toThrow(/is empty/);
    await expect(rowsOf("a,b,a\n1,2,3\n")).rejects.toThrow(/names the column "a" twice/);
    await expect(rowsOf('a,b\n1,"2\n3,4\n')).rejects.toThrow(/t\.csv, line \d+: Quote Not Closed/);
    await expect(rowsOf("a\n1\n", { delimiter: "::" })).rejects.toThrow(/delimiter must be one character/);
    await expect(rowsOf("a\n1\n", { types: { b: "text" } })).rejects.toThrow(/types names a column "b"/);
  });

  it("reads gzip, and refuses one that was cut off", async () => {
    const whole = gzipSync(
      `a,b\n${Array.from({ length: 5000 }, (_, i) => `${i},${Math.sin(i)}`).join("\n")}\n`,
    );
    expect(await rowsOf(whole, {}, "t.csv.gz")).toHaveLength(5000);
    await expect(rowsOf(whole.subarray(0, 3000), {}, "cut.csv.gz")).rejects.toThrow(
      /cut\.csv\.gz cannot be read to its end/,
    );
    await expect(rowsOf("plain text", {}, "not.csv.gz")).rejects.toThrow(/cannot be read to its end/);
  });

  it("streams batches, and can be read again", async () => {
    const source = csvSource(file(`a\n${Array.from({ length: 200_000 }, (_, i) => i).join("\n")}\n`));
    for (let time = 0; time < 2; time++) {
      let [rows, batches, sum] = [0, 0, 0];
      for await (const batch of source.batches()) {
        rows += batch.rows;
        batches++;
        for (const value of batch.columns.a as Float64Array) sum += value;
      }
      expect([rows, sum]).toEqual([200_000, (199_999 * 200_000) / 2]);
      expect(batches).toBeGreaterThan(1);
    }
  });

  it("reads back whatever text is written with quotes", async () => {
    const field = fc
      .string({ unit: "grapheme" })
      .filter((text) => text.trim() !== "" && !/^(NA|NaN|null)$/.test(text.trim()));
    const rows = fc.array(fc.tuple(field, field), { minLength: 1, maxLength: 20 });
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(rows, async (table) => {
        const text = `a,b\n${table.map((row) => row.map(quoted).join(",")).join("\n")}\n`;
        const found = await rowsOf(text, { types: { a: "text", b: "text" } });
        expect(found).toEqual(table.map(([a, b]) => ({ a, b })));
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it("answers any bytes with a table or a named error", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        try {
          await rowsOf(bytes);
        } catch (error) {
          expect((error as Error).name, String((error as Error).stack)).toBe("DataError");
        }
      }),
      { numRuns: 200, seed: 2 },
    );
  });

  it("answers any text of a table's characters, plain or as gzip, with a table or a named error", async () => {
    const unit = fc.constantFrom(
      '"',
      ",",
      ";",
      "\t",
      "\n",
      "\r",
      "a",
      "b",
      "1",
      ".",
      "-",
      "e",
      " ",
      "\ufeff",
      "é",
    );
    await fc.assert(
      fc.asyncProperty(fc.string({ unit, maxLength: 60 }), fc.nat(80), async (text, cut) => {
        const cutOff = gzipSync(text).subarray(0, cut);
        for (const read of [() => rowsOf(text), () => rowsOf(cutOff, {}, "t.csv.gz")]) {
          const error = await read().then(
            () => undefined,
            (reason: Error) => reason,
          );
          if (error) expect(error.name, String(error.stack)).toBe("DataError");
        }
      }),
      { numRuns: 200, seed: 3 },
    );
  });
});
