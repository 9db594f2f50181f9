import {
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  INTEGER,
  VARCHAR,
} from "@duckdb/node-api";
import type { ColumnTable } from "arquero";

const chunkRows = 2048;

/** A column as it goes into a file: its name, its type and its values. */
export interface FileColumn {
  readonly name: string;
  readonly type: DuckDBType;
  readonly values: ArrayLike<number | string>;
}

/** Columns of a table as it was made (neither filtered nor sorted); typed arrays of integers stay integers. */
export function fileColumns(table: ColumnTable): readonly FileColumn[] {
  return table.columnNames().map((name) => {
    const values = table.column(name) as unknown as ArrayLike<number | string>;
    const type = values instanceof Int32Array ? INTEGER : values instanceof Float64Array ? DOUBLE : VARCHAR;
    return { name, type, values };
  });
}

/** Makes a DuckDB table of the columns; NaN becomes NULL. */
export async function insertTable(
  connection: DuckDBConnection,
  name: string,
  columns: readonly FileColumn[],
): Promise<void> {
  const [schema, table] = name.split(".") as [string, string];
  await connection.run(
    `CREATE TABLE ${name} (${columns.map((column) => `"${column.name}" ${column.type}`).join(", ")})`,
  );
  const appender = await connection.createAppender(table, schema);
  const rows = columns[0]!.values.length;
  for (let from = 0; from < rows; from += chunkRows) {
    const count = Math.min(chunkRows, rows - from);
    const chunk = DuckDBDataChunk.create(
      columns.map(({ type }) => type),
      count,
    );
    columns.forEach(({ values }, j) => {
      const part = Array.from({ length: count }, (_, i) => {
        const value = values[from + i]!;
        return typeof value === "number" && Number.isNaN(value) ? null : value;
      });
      chunk.setColumnValues(j, part);
    });
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}
