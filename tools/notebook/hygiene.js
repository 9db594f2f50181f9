import { homedir } from "node:os";
import { root } from "../setup/files.js";
import { codeCells, hasTag } from "./read.js";

const largest = 500_000;

/** What keeps a committed notebook from reading well elsewhere: never executed, too large, or showing this machine's folders. */
export function blemishes(notebook, text) {
  const found = [];
  const cells = codeCells(notebook).filter((cell) => !hasTag(cell, "skip-execution"));
  if (cells.some((cell) => cell.execution_count === null)) found.push("is not committed executed");
  if (text.length > largest) found.push(`has ${text.length} bytes, more than ${largest}`);
  for (const folder of [root, homedir()]) {
    if (folder.length > 5 && text.includes(folder)) found.push(`names a folder of this machine (${folder})`);
  }
  return found;
}
