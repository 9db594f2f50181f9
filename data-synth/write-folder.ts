import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { ArgumentError, DataError, InterruptedError } from "../src/errors.js";

/** One file that was written. */
export interface WrittenFile {
  readonly path: string;
  readonly rows?: number;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Makes the folder `out` with what `write` puts into the folder it is given: a temporary name beside `out`, renamed at
 * the end, so that an interrupted or failed run leaves nothing behind, and what was there before stays.
 */
export async function writeFolder<Result>(
  out: string,
  force: boolean,
  write: (folder: string) => Promise<Result>,
): Promise<Result> {
  if (typeof out !== "string" || out === "") throw new ArgumentError("out must name the folder to write.");
  const target = resolve(out);
  if (existsSync(target) && !force) {
    throw new ArgumentError(`${target} exists already; choose another folder, or replace it with force.`);
  }
  const partial = join(dirname(target), `.${basename(target)}.partial-${process.pid}`);
  try {
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    const result = await write(partial);
    await replaceFolder(partial, target);
    return result;
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => {});
    if (error instanceof InterruptedError || error instanceof ArgumentError) throw error;
    throw new DataError(
      `${target} could not be written, and nothing of it was left: ${(error as Error).message}`,
    );
  }
}

async function replaceFolder(from: string, to: string): Promise<void> {
  if (!existsSync(to)) return rename(from, to);
  const old = `${from}-old`;
  await rename(to, old);
  try {
    await rename(from, to);
  } catch (error) {
    await rename(old, to);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}

/** Sizes and checksums of the files of `written` (path to rows, where it has any), and a data card that lists them. */
export async function writeDataCard(
  folder: string,
  written: ReadonlyMap<string, number | undefined>,
  about: (version: string) => Readonly<Record<string, unknown>>,
): Promise<readonly WrittenFile[]> {
  const files: WrittenFile[] = [];
  for (const [path, rows] of [...written].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const full = join(folder, path);
    const file = { path, bytes: (await stat(full)).size, sha256: await checksum(full) };
    files.push(rows === undefined ? file : { ...file, rows });
  }
  const manifest = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const card = { ...about(manifest.version), files };
  await writeFile(join(folder, "data-card.json"), `${JSON.stringify(card, null, 2)}\n`);
  return files;
}

async function checksum(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of createReadStream(path)) hash.update(part as Buffer);
  return hash.digest("hex");
}

/** A text as SQL has it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
