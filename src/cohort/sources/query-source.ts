import { existsSync } from "node:fs";
import { basename } from "node:path";
import type { DuckDBDataChunk, DuckDBType, DuckDBVector } from "@duckdb/node-api";
import { assertKnownOptions } from "../../assert.js";
import { DataError } from "../../errors.js";
import type { ColumnBatch, TableSource } from "./table-source.js";

export interface QueryOptions {
  /** A DuckDB file that the query reads; it is opened read-only. @default none: the query names its files itself */
  readonly database?: string;
}

/**
 * The rows of a SQL query, run by DuckDB: over a DuckDB file, or over Parquet, CSV and JSON files that the query names
 * (`SELECT … FROM 'stays.parquet'`).
 *
 * Numbers of any kind become numbers (integers beyond 2⁵³ are refused), times become dates. Nested values are refused by
 * column; take them apart in the query.
 */
export function querySource(sql: string, options: QueryOptions = {}): TableSource {
  assertKnownOptions(options, ["database"], "querySource");
  return {
    name: sql.length > 60 ? `${sql.slice(0, 57)}…` : sql,
    batches: () => run(sql, options.database, "the query"),
  };
}

/** A Parquet file. */
export function parquetSource(path: string): TableSource {
  const from = `FROM read_parquet('${path.replaceAll("'", "''")}')`;
  return {
    name: basename(path),
    async *batches(columns) {
      if (!existsSync(path)) throw new DataError(`${path} cannot be read: there is no such file.`);
      const wanted = columns?.map((name) => `"${name.replaceAll('"', '""')}"`).join(", ") ?? "*";
      yield* run(`SELECT ${wanted} ${from}`, undefined, basename(path));
    },
  };
}

/** `what` is how errors name what is read. */
async function* run(sql: string, database: string | undefined, what: string): AsyncGenerator<ColumnBatch> {
  const { DuckDBInstance, JSDuckDBValueConverter } = await import("@duckdb/node-api");
  if (database !== undefined && !existsSync(database)) {
    throw new DataError(`${database} cannot be read: there is no such file.`);
  }
  const options: Record<string, string> = database === undefined ? {} : { access_mode: "READ_ONLY" };
  const instance = await explained(
    DuckDBInstance.create(database ?? ":memory:", options),
    database ? basename(database) : what,
  );
  const connection = await instance.connect();
  try {
    const result = await explained(connection.stream(sql), what);
    const names = result.columnNames();
    refuseRepeated(names);
    const types = result.columnTypes();
    names.forEach((name, j) => {
      refuseNested(name, types[j]!);
    });
    const convert = (chunk: DuckDBDataChunk): ColumnBatch => {
      const column = (name: string, j: number): ArrayLike<unknown> =>
        storedNumbers(chunk.getColumnVector(j), types[j]!) ??
        plain(chunk.convertColumnValues(j, JSDuckDBValueConverter), name, numeric(types[j]!));
      return {
        rows: chunk.rowCount,
        columns: Object.fromEntries(names.map((name, j) => [name, column(name, j)])),
      };
    };
    let sent = false;
    for (
      let chunk = await explained(result.fetchChunk(), what);
      chunk && chunk.rowCount > 0;
      chunk = await explained(result.fetchChunk(), what)
    ) {
      sent = true;
      yield convert(chunk);
    }
    if (!sent) yield { rows: 0, columns: Object.fromEntries(names.map((name) => [name, []])) };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function explained<T>(answer: Promise<T>, what: string): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const verb = what === "the query" ? "run" : "read";
    throw new DataError(`DuckDB could not ${verb} ${what}: ${(error as Error).message}`, { cause: error });
  }
}

function refuseRepeated(names: readonly string[]): void {
  const repeated = names.find((name, j) => names.indexOf(name) !== j);
  if (repeated !== undefined) {
    throw new DataError(`the query returns the column "${repeated}" twice; name one of them anew with AS.`);
  }
}

function refuseNested(name: string, type: DuckDBType): void {
  if (/^(STRUCT|MAP|UNION|.*\[\d*\]$)/.test(String(type))) {
    throw new DataError(
      `column "${name}" is nested (${String(type)}); take it apart in a query: querySource("SELECT …").`,
    );
  }
}

function numeric(type: DuckDBType): boolean {
  return /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL)/.test(String(type));
}

/** Numbers that DuckDB stores as they are: read without making an object of each; undefined for all others. */
function storedNumbers(vector: DuckDBVector, type: DuckDBType): Float64Array | undefined {
  if (!/^(U?(TINY|SMALL|BIG)?INT(EGER)?|FLOAT|DOUBLE)$/.test(String(type))) return undefined;
  const { items, validity } = vector as unknown as {
    readonly items: Float64Array | BigInt64Array | BigUint64Array;
    readonly validity: { itemValid(index: number): boolean };
  };
  const numbers = items instanceof Float64Array ? items.slice() : new Float64Array(items.length);
  for (let i = 0; i < items.length; i++) {
    const number = Number(items[i]);
    // Beyond what a number holds exactly: whoever converts values one by one says so.
    if (typeof items[i] === "bigint" && !Number.isSafeInteger(number)) return undefined;
    numbers[i] = validity.itemValid(i) ? number : Number.NaN;
  }
  return numbers;
}

function plain(values: readonly unknown[], name: string, isNumeric: boolean): ArrayLike<unknown> {
  if (!isNumeric) return values.map((value) => value ?? null);
  return Float64Array.from(values, (value) => {
    if (value === null || value === undefined) return Number.NaN;
    const number = Number(value);
    if (typeof value === "bigint" && BigInt(number) !== value) {
      throw new DataError(
        `column "${name}" has the integer ${value}, beyond what a number holds exactly; cast it to text.`,
      );
    }
    return number;
  });
}
