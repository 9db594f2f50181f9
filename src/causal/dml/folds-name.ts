import type { Folds } from "../cross-fit.js";

export function foldsName(folds: Folds): string {
  return typeof folds === "number" ? `${folds} folds` : "given folds";
}
