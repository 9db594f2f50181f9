import {
  DOUBLE,
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  INTEGER,
} from "@duckdb/node-api";
import type { EventRows } from "./events.js";

const chunkRows = 2048;
const fractional: readonly string[] = ["value", "rate", "amount", "organism", "specimen", "weight_kg"];

/** Columns of one block of rows. */
export interface Block {
  readonly rows: number;
  column(j: number): Float64Array;
}

/** A DuckDB table `raw.<name>` that takes columns of numbers; NaN becomes NULL. */
export class RawTable {
  readonly #appender: DuckDBAppender;
  readonly #types: readonly DuckDBType[];

  private constructor(appender: DuckDBAppender, types: readonly DuckDBType[]) {
    this.#appender = appender;
    this.#types = types;
  }

  static async create(
    connection: DuckDBConnection,
    name: string,
    columns: readonly string[],
  ): Promise<RawTable> {
    const types = columns.map((column) => (fractional.includes(column) ? DOUBLE : INTEGER));
    const list = columns.map((column, j) => `${column} ${types[j]}`).join(", ");
    await connection.run(`CREATE TABLE raw.${name} (${list})`);
    return new RawTable(await connection.createAppender(name, "raw"), types);
  }

  append(block: Block): void {
    for (let from = 0; from < block.rows; from += chunkRows) {
      const count = Math.min(chunkRows, block.rows - from);
      const chunk = DuckDBDataChunk.create(this.#types, count);
      for (let j = 0; j < this.#types.length; j++) {
        const vector = chunk.getColumnVector(j) as unknown as {
          setItem(i: number, value: number | null): void;
          flush(): void;
        };
        const values = block.column(j);
        for (let i = 0; i < count; i++) {
          const value = values[from + i]!;
          vector.setItem(i, Number.isNaN(value) ? null : value);
        }
        vector.flush();
      }
      this.#appender.appendDataChunk(chunk);
    }
  }

  close(): void {
    this.#appender.closeSync();
  }
}

/** The events' raw tables, in their order. */
export async function createEventTables(
  connection: DuckDBConnection,
  kinds: readonly (readonly [name: string, rows: EventRows])[],
): Promise<RawTable[]> {
  const tables: RawTable[] = [];
  for (const [name, rows] of kinds) tables.push(await RawTable.create(connection, name, rows.names));
  return tables;
}
