/** Some rows of a table, column by column: numbers as Float64Array with NaN for missing, else plain arrays with null. */
export interface ColumnBatch {
  readonly rows: number;
  readonly columns: Readonly<Record<string, ArrayLike<unknown>>>;
}

/**
 * Where a table comes from: a file, a query, later a cluster. It is read in batches, so that two copies of a large table
 * never stand in memory, and may be read again from the start.
 */
export interface TableSource {
  /** What it is, for people: a file's name, a query. */
  readonly name: string;
  /** Batches with at least these columns, or with all; a source that can, reads no others. */
  batches(columns?: readonly string[]): AsyncIterable<ColumnBatch>;
}

/** A row that cannot be read as the rest of its file. */
export interface BrokenRow {
  readonly file: string;
  /** Counted from 1, the header included. */
  readonly line: number;
  /** Absent where the whole row is at fault. */
  readonly column?: string;
  readonly text: string;
  readonly reason: string;
}
