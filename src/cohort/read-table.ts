import { type ColumnTable, table } from "arquero";
import { assertKnownOptions } from "../assert.js";
import { ArgumentError } from "../errors.js";
import { collectColumns } from "./sources/collect-columns.js";
import { type CsvOptions, csvOptionNames, csvSource } from "./sources/csv-source.js";
import { parquetSource } from "./sources/query-source.js";
import type { TableSource } from "./sources/table-source.js";

/** Options of delimited text; a Parquet file needs none. */
export type ReadOptions = CsvOptions;

/**
 * Reads a file (.csv, .tsv, .txt, each also .gz, or .parquet) or another source into an Arquero table. In delimited text
 * a column is numeric or boolean when every value that is not missing is; all others are text. Missing numbers are NaN,
 * other missing values null.
 *
 * @example
 * const nhefs = await readTable("data/nhefs.csv");
 * nhefs.numRows() // => 1629
 *
 * @example
 * // A file without a header line, with a space after each comma and "?" for what is not known.
 * await readTable("adult.data.txt", { names: ["age", "workclass", …], trim: true, missing: ["?"] })
 */
export async function readTable(from: string | TableSource, options: ReadOptions = {}): Promise<ColumnTable> {
  assertKnownOptions(options, csvOptionNames, "readTable");
  const source = typeof from === "string" ? fileSource(from, options) : from;
  return table(Object.entries(await collectColumns(source)));
}

function fileSource(path: string, options: ReadOptions): TableSource {
  if (path.endsWith(".parquet")) return parquetSource(path);
  if (/\.(csv|tsv|txt)(\.gz)?$/.test(path)) return csvSource(path, options);
  throw new ArgumentError(
    `readTable knows .csv, .tsv, .txt (each also .gz) and .parquet by their ending; for ${JSON.stringify(path)} use csvSource or querySource.`,
  );
}
