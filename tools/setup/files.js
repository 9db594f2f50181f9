import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Every file below the given paths, sorted, so that a hash over them is reproducible. */
export function filesUnder(paths) {
  const found = [];
  for (const path of paths) {
    if (!existsSync(path)) continue;
    if (!statSync(path).isDirectory()) found.push(path);
    else found.push(...filesUnder(readdirSync(path).map((name) => join(path, name))));
  }
  return found.sort();
}

/** SHA-256 over the names and contents of all files below `paths`. */
export function hashOf(paths) {
  const hash = createHash("sha256");
  for (const file of filesUnder(paths)) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update("\0");
  }
  return hash.digest("hex");
}

/** Writes a file whole or not at all. */
export function writeWhole(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}

/** The text of a file, or "" when there is none. */
export function textOf(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}
