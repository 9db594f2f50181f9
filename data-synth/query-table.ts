import type { DuckDBConnection } from "@duckdb/node-api";
import { type ColumnTable, table } from "arquero";

/** The result of a query as an Arquero table; times become dates, and large integers numbers. */
export async function queryTable(connection: DuckDBConnection, sql: string): Promise<ColumnTable> {
  const result = await connection.runAndReadAll(sql);
  const columns = result.getColumnsJS();
  return table(
    result.columnNames().map((name, j) => [name, (columns[j] ?? []).map(plain)] as [string, unknown[]]),
  );
}

function plain(value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}
