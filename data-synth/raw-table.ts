import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  DuckDBTypeId,
} from "@duckdb/node-api";

const chunkRows = 2048;

/** What stands for NULL in columns of integers and codes; in columns of doubles it is NaN. */
export const nothing = -2147483648;

/** Columns of one block of rows. */
export interface Block {
  readonly rows: number;
  column(j: number): Float64Array | Int32Array;
}

export interface RawColumn {
  readonly name: string;
  readonly type: DuckDBType;
}

/** What a vector of @duckdb/node-api has of numbers, enum codes included, and its type declaration hides. */
interface Vector {
  readonly items: { [i: number]: number };
  readonly validity: { data: BigUint64Array | null };
  flush(): void;
}

/** A DuckDB table `<schema>.<name>` that takes columns of numbers; enum columns take their codes. */
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
    columns: readonly RawColumn[],
    schema = "raw",
  ): Promise<RawTable> {
    const list = columns.map((column) => `"${column.name}" ${column.type}`).join(", ");
    await connection.run(`CREATE TABLE ${schema}.${name} (${list})`);
    return new RawTable(
      await connection.createAppender(name, schema),
      columns.map(({ type }) => type),
    );
  }

  append(block: Block): void {
    for (let from = 0; from < block.rows; from += chunkRows) {
      const count = Math.min(chunkRows, block.rows - from);
      const chunk = DuckDBDataChunk.create(this.#types, count);
      for (let j = 0; j < this.#types.length; j++) {
        const vector = chunk.getColumnVector(j) as unknown as Vector;
        const whole = this.#types[j]!.typeId !== DuckDBTypeId.DOUBLE;
        fill(vector, block.column(j), from, count, whole);
      }
      this.#appender.appendDataChunk(chunk);
    }
  }

  close(): void {
    this.#appender.closeSync();
  }
}

/** Copies values into the vector; bits of `validity` are 0 where there is none. */
function fill(
  vector: Vector,
  values: Float64Array | Int32Array,
  from: number,
  count: number,
  whole: boolean,
): void {
  const { items } = vector;
  let missing: Uint32Array | undefined;
  for (let i = 0; i < count; i++) {
    const value = values[from + i]!;
    if (Number.isNaN(value) || (whole && value === nothing)) {
      missing ??= new Uint32Array(2 * Math.ceil(count / 64)).fill(0xffffffff);
      missing[i >>> 5]! &= ~(1 << (i & 31));
    } else if (whole && !Number.isInteger(value)) {
      throw new RangeError(`an integer column was given ${value}`);
    } else items[i] = value;
  }
  if (missing !== undefined) vector.validity.data = new BigUint64Array(missing.buffer);
  vector.flush();
}
