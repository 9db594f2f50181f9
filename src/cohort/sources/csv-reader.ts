import { type CsvError, type Parser, parse } from "csv-parse";
import { ArgumentError, DataError } from "../../errors.js";
import type { CsvOptions } from "./csv-source.js";
import type { BrokenRow, ColumnBatch } from "./table-source.js";
import { inferType, TextColumn } from "./text-column.js";

const inferenceRows = 10_000;
const batchRows = 65_536;

interface Pending {
  readonly line: number;
  readonly fields: readonly (string | null)[];
}

/** Turns the bytes of a delimited file into typed batches of columns. */
export class CsvReader {
  readonly #file: string;
  readonly #options: CsvOptions;
  readonly #codes: ReadonlySet<string>;
  readonly #parser: Parser;
  #header: readonly string[] | undefined;
  /** Rows kept until the columns' types are known. */
  #pending: Pending[] | undefined = [];
  #columns: readonly TextColumn[] = [];
  #rows = 0;
  #failure: Error | undefined;

  constructor(file: string, delimiter: string, options: CsvOptions) {
    this.#file = file;
    this.#options = options;
    const { names } = options;
    if (names && typeof names !== "function") this.#header = this.#checkHeader(names);
    this.#codes = new Set(["", ...(options.missing ?? ["NA", "NaN", "null"])]);
    this.#parser = parse({
      delimiter,
      bom: true,
      trim: options.trim ?? false,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (record: string[], { lines }) => {
        if (!this.#failure) this.#take(record, lines);
        return null;
      },
    });
    this.#parser.on("error", (error) => {
      this.#failure ??= this.#explain(error);
    });
  }

  async *read(chunk: Buffer): AsyncGenerator<ColumnBatch> {
    await this.#settled((done) => this.#parser.write(chunk, done));
    if (this.#rows >= batchRows) yield this.#batch();
  }

  async *end(): AsyncGenerator<ColumnBatch> {
    await this.#settled((done) => {
      this.#parser.once("end", done).once("close", done);
      this.#parser.resume();
      this.#parser.end();
    });
    if (!this.#header) {
      throw new DataError(`${this.#file} is empty; it needs a header line with the column names.`);
    }
    this.#settleTypes();
    if (this.#failure) throw this.#failure;
    yield this.#batch();
  }

  /** Waits for the parser; what went wrong meanwhile, in its own words or in a row, is thrown here and nowhere else. */
  async #settled(act: (done: () => void) => void): Promise<void> {
    await new Promise<void>((resolve) => act(() => resolve()));
    if (this.#failure) throw this.#failure;
  }

  #explain(error: Error): Error {
    const { lines } = error as CsvError & { lines?: number };
    return new DataError(`${this.#file}, line ${lines ?? "?"}: ${error.message}`, { cause: error });
  }

  #take(record: readonly string[], line: number): void {
    if (!this.#header) {
      const { names } = this.#options;
      this.#header = this.#checkHeader(typeof names === "function" ? names(record) : record, record.length);
      return;
    }
    if (record.length !== this.#header.length) {
      const names = Array.isArray(this.#options.names) ? "names" : "the header";
      const reason = `has ${record.length} fields where ${names} has ${this.#header.length}`;
      this.#refuse({ file: this.#file, line, text: record.join(" | "), reason });
      return;
    }
    const fields = record.map((text) => (this.#codes.has(text.trim()) ? null : text));
    if (this.#pending) {
      this.#pending.push({ line, fields });
      if (this.#pending.length >= inferenceRows) this.#settleTypes();
    } else {
      this.#push(fields, line);
    }
  }

  #checkHeader(names: readonly string[], fields = names.length): readonly string[] {
    if (names.length !== fields) {
      this.#failure = new ArgumentError(
        `names must give each of the ${fields} columns of ${this.#file} a name; it gave ${names.length}.`,
      );
    }
    const repeated = names.find((name, j) => names.indexOf(name) !== j);
    if (repeated !== undefined) {
      this.#failure = new DataError(
        `${this.#file} names the column "${repeated}" twice; rename one of them by names: (header) => […], or name all columns by names: […] if the first line is data.`,
      );
    }
    const unknown = Object.keys(this.#options.types ?? {}).find((name) => !names.includes(name));
    if (unknown !== undefined) {
      this.#failure = new DataError(`types names a column "${unknown}" that ${this.#file} does not have.`);
    }
    return names;
  }

  #settleTypes(): void {
    const pending = this.#pending;
    if (!pending) return;
    this.#pending = undefined;
    this.#columns = this.#header!.map((name, j) => {
      const texts = pending.map(({ fields }) => fields[j]!).filter((text) => text !== null);
      return new TextColumn(name, this.#options.types?.[name] ?? inferType(texts));
    });
    for (const { fields, line } of pending) if (!this.#failure) this.#push(fields, line);
  }

  #push(fields: readonly (string | null)[], line: number): void {
    const at = this.#columns.findIndex((column, j) => !column.accepts(fields[j]!));
    if (at >= 0) {
      const { name, type } = this.#columns[at]!;
      const reason = `is not a ${type}, as the rest of the column is`;
      this.#refuse({ file: this.#file, line, column: name, text: fields[at]!, reason });
      return;
    }
    for (let j = 0; j < fields.length; j++) this.#columns[j]!.push(fields[j]!);
    this.#rows++;
  }

  #refuse(row: BrokenRow): void {
    if (this.#options.onBroken) {
      this.#options.onBroken(row);
      return;
    }
    const where =
      row.column === undefined ? "the row" : `column "${row.column}": ${JSON.stringify(row.text)}`;
    const remedy =
      row.column === undefined
        ? "mend the line"
        : `mend it, name it in missing, or declare types: { "${row.column}": "text" }`;
    this.#failure ??= new DataError(
      `${row.file}, line ${row.line}: ${where} ${row.reason}; ${remedy}, or set such rows aside with onBroken.`,
    );
  }

  #batch(): ColumnBatch {
    const rows = this.#rows;
    this.#rows = 0;
    return { rows, columns: Object.fromEntries(this.#columns.map((column) => [column.name, column.take()])) };
  }
}
