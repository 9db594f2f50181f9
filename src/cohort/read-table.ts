import { readFile } from "node:fs/promises";
import { type ColumnTable, fromCSV, table } from "arquero";
import { assertKnownOptions } from "../assert.js";
import { DataError } from "../errors.js";

export interface ReadOptions {
  /** @default "," and for .tsv files a tab */
  readonly delimiter?: string;
  /** Texts that mean "missing", besides the empty field. @default ["NA", "NaN", "null"] */
  readonly missing?: readonly string[];
}

/**
 * Reads a delimited text file with a header line into an Arquero table. A column is numeric or boolean when every
 * value that is not missing is; all others are text. Missing values become null.
 *
 * @example
 * const nhefs = await readTable("data/nhefs.csv");
 * nhefs.numRows() // => 1629
 */
export async function readTable(path: string, options: ReadOptions = {}): Promise<ColumnTable> {
  assertKnownOptions(options, ["delimiter", "missing"], "readTable");
  const { delimiter = path.endsWith(".tsv") ? "\t" : ",", missing = ["NA", "NaN", "null"] } = options;
  const text = await readText(path);
  const parsed = fromCSV(text, { delimiter, autoType: false });
  const header = (text.split(/\r?\n/, 1)[0] ?? "").split(delimiter);
  const repeated = header.find((name, j) => header.indexOf(name) !== j);
  if (repeated !== undefined)
    throw new DataError(`${path} names the column "${repeated}" twice; rename one of them.`);
  const codes = new Set(["", ...missing]);
  return table(
    parsed.columnNames().map((name) => [name, typed(parsed.array(name) as ArrayLike<string | null>, codes)]),
  );
}

async function readText(path: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new DataError(`${path} cannot be read: ${(error as Error).message}.`);
  }
  const bare = text.replace(/^\uFEFF/, "");
  if (bare.trim() === "")
    throw new DataError(`${path} is empty; it needs a header line with the column names.`);
  return bare;
}

const number = /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/;

/** The narrowest type that holds every value; codes of missing values become null. */
function typed(texts: ArrayLike<string | null>, codes: ReadonlySet<string>): ArrayLike<unknown> {
  const values = Array.from(texts, (text) => (text === null || codes.has(text.trim()) ? null : text));
  const present = values.filter((value) => value !== null);
  if (present.length === 0) return values;
  if (present.every((value) => number.test(value))) {
    const numbers = values.map((value) => (value === null ? null : Number(value)));
    return present.length === values.length ? Float64Array.from(numbers as number[]) : numbers;
  }
  if (present.every((value) => /^(true|false)$/i.test(value))) {
    return values.map((value) => (value === null ? null : value.toLowerCase() === "true"));
  }
  return values;
}
