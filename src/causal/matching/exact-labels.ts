import type { Study } from "../../cohort/causal-study.js";

/** The values of the named columns, joined: rows may be matched where these are the same. */
export function exactLabels(study: Study, names: readonly string[]): string[] {
  const columns = names.map((name, j) => study.values(name, `exact[${j}]`));
  return Array.from({ length: study.n }, (_, i) => columns.map((column) => String(column[i])).join("\u0000"));
}
