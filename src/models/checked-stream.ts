import { ArgumentError, DataError } from "../errors.js";
import type { Observations } from "../numeric/block.js";
import type { ObservationStream } from "../numeric/stream-segments.js";

/** Rows that do not fit in memory: named columns that come in batches. */
export interface RowStream {
  readonly names: readonly string[];
  /** Each call starts from the first row, and gives the same rows. */
  batches(): AsyncIterable<RowBatch>;
}

export interface RowBatch {
  /** In the order of the stream's names. */
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
  /** @default all 1 */
  readonly weights?: Float64Array | undefined;
}

/** What the rows that went by added up to. */
export interface RowCount {
  rows: number;
  weight: number;
  /** Rows with weight whose y is below 1, and above 0. */
  low: number;
  high: number;
}

/** The stream as sums take it: unchecked. */
export function observationStream(stream: RowStream): ObservationStream {
  const batches = async function* (): AsyncIterable<Observations> {
    for await (const batch of stream.batches()) yield { ...batch, rows: batch.y.length };
  };
  return { columns: stream.names.length, batches };
}

/** The same, checking each batch and counting its rows as it goes by. */
export function checkedStream(stream: RowStream, bounded: boolean, count: RowCount): ObservationStream {
  const batches = async function* (): AsyncIterable<Observations> {
    for await (const batch of stream.batches()) {
      checkBatch(stream.names, batch, count.rows);
      countRows(batch, bounded, count);
      yield { ...batch, rows: batch.y.length };
    }
  };
  return { columns: stream.names.length, batches };
}

/** The first row, which moments are taken around. */
export async function firstRow(stream: RowStream): Promise<Float64Array> {
  for await (const { columns, y } of stream.batches()) {
    if (y.length > 0) return Float64Array.from(columns, (column) => column[0]!);
  }
  throw new DataError("there are no rows to fit: the stream gave none.");
}

function checkBatch(names: readonly string[], { columns, y, weights }: RowBatch, before: number): void {
  if (columns.length !== names.length) {
    throw new ArgumentError(
      `each batch must have ${names.length} columns, one per name; the batch after row ${before} had ${columns.length}.`,
    );
  }
  const check = (name: string, values: Float64Array): void => {
    if (values.length !== y.length) {
      throw new ArgumentError(
        `${name} must have ${y.length} values, one per y; it had ${values.length} in the batch after row ${before}.`,
      );
    }
    let bad = 0;
    for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i]!)) bad++;
    if (bad === 0) return;
    throw new DataError(
      `${name} is not a finite number in ${bad} of the ${y.length} rows after row ${before}; fill or drop them first.`,
    );
  };
  check("y", y);
  columns.forEach((column, j) => {
    check(`column "${names[j]}"`, column);
  });
  if (weights) check("weights", weights);
}

function countRows({ y, weights }: RowBatch, bounded: boolean, count: RowCount): void {
  for (let i = 0; i < y.length; i++) {
    const weight = weights ? weights[i]! : 1;
    if (weight < 0)
      throw new DataError(`weights must not be negative; row ${count.rows + i + 1} has ${weight}.`);
    if (bounded && (y[i]! < 0 || y[i]! > 1)) {
      throw new DataError(
        `logistic regression needs y from 0 to 1; it is ${y[i]} in row ${count.rows + i + 1}.`,
      );
    }
    count.weight += weight;
    if (weight > 0 && y[i]! < 1) count.low++;
    if (weight > 0 && y[i]! > 0) count.high++;
  }
  count.rows += y.length;
}
