import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { createGunzip } from "node:zlib";
import { assertKnownOptions, assertOneOf } from "../../assert.js";
import { ArgumentError, DataError } from "../../errors.js";
import { CsvReader } from "./csv-reader.js";
import type { BrokenRow, ColumnBatch, TableSource } from "./table-source.js";
import type { TextType } from "./text-column.js";

export interface CsvOptions {
  /** @default a tab for .tsv, else whichever of comma, semicolon, tab and bar the header line has most of */
  readonly delimiter?: string;
  /**
   * Names of the columns of a file without a header line; or what makes them from its header line, as where a name
   * stands there twice. @default the header line
   */
  readonly names?: readonly string[] | ((header: readonly string[]) => readonly string[]);
  /** Whether white space around fields is no part of them. @default false */
  readonly trim?: boolean;
  /** Texts that mean "missing", besides the empty field. @default ["NA", "NaN", "null"] */
  readonly missing?: readonly string[];
  /** Types of columns; those not named are inferred from the first 10,000 rows. */
  readonly types?: Readonly<Record<string, TextType>>;
  /** Sets broken rows aside, one call each, in place of stopping at the first. */
  readonly onBroken?: (row: BrokenRow) => void;
}

/** Names of the options of delimited text. */
export const csvOptionNames: readonly string[] = [
  "delimiter",
  "names",
  "trim",
  "missing",
  "types",
  "onBroken",
];

const bytesPerChunk = 1 << 18;

/**
 * A delimited text file with a header line (or `names`), plain or gzipped: quoted fields may hold delimiters and line ends, which may
 * be mixed; a byte-order mark is passed over.
 *
 * A row with too many or too few fields, or a text in a column of numbers, stops the reading with a {@link DataError} that
 * names the file, the line, the column and the text, unless `onBroken` takes it.
 */
export function csvSource(path: string, options: CsvOptions = {}): TableSource {
  assertKnownOptions(options, csvOptionNames, "csvSource");
  for (const [name, type] of Object.entries(options.types ?? {})) {
    assertOneOf(type, `types.${name}`, ["number", "boolean", "text"]);
  }
  if (options.delimiter !== undefined && options.delimiter.length !== 1) {
    throw new ArgumentError(`delimiter must be one character; it was ${JSON.stringify(options.delimiter)}.`);
  }
  return { name: basename(path), batches: () => read(path, options) };
}

async function* read(path: string, options: CsvOptions): AsyncGenerator<ColumnBatch> {
  await refuseUnreadable(path);
  const file = createReadStream(path, { highWaterMark: bytesPerChunk });
  const stream = path.endsWith(".gz") ? file.pipe(createGunzip({ chunkSize: bytesPerChunk })) : file;
  file.on("error", (error) => stream.destroy(error));
  let reader: CsvReader | undefined;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      reader ??= new CsvReader(basename(path), options.delimiter ?? delimiterOf(path, chunk), options);
      yield* reader.read(chunk);
    }
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error) || error instanceof DataError) throw error;
    throw new DataError(`${basename(path)} cannot be read to its end: ${error.message}.`, { cause: error });
  } finally {
    file.destroy();
  }
  if (!reader)
    throw new DataError(`${basename(path)} is empty; it needs a header line with the column names.`);
  yield* reader.end();
}

async function refuseUnreadable(path: string): Promise<void> {
  try {
    await (await open(path)).close();
  } catch (error) {
    throw new DataError(`${path} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
}

/** The character that the header line has most of, outside quotes. */
function delimiterOf(path: string, chunk: Buffer): string {
  if (/\.tsv(\.gz)?$/.test(path)) return "\t";
  const header = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/
    .exec(chunk.toString("utf8"))![0]
    .replace(/"(?:[^"]|"")*"/g, "");
  const counts = [",", ";", "\t", "|"].map((each) => ({ each, count: header.split(each).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).each;
}
