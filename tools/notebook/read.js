import { readFileSync } from "node:fs";

/** Reads a notebook; sources and text outputs come as one string whether stored as lines or not. */
export function readNotebook(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

export function joined(text) {
  return Array.isArray(text) ? text.join("") : (text ?? "");
}

export function codeCells(notebook) {
  return notebook.cells.filter((cell) => cell.cell_type === "code" && joined(cell.source).trim() !== "");
}

export function hasTag(cell, tag) {
  return (cell.metadata.tags ?? []).includes(tag);
}
