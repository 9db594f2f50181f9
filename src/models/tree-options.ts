import { assertInteger, show } from "../assert.js";
import { ArgumentError } from "../errors.js";

/** How many columns a split chooses from: a number, a share below 1, or a rule. */
export type FeaturesPerSplit = number | "all" | "sqrt" | "third";

export function checkFeaturesPerSplit(value: FeaturesPerSplit): void {
  if (value === "all" || value === "sqrt" || value === "third") return;
  if (typeof value === "number" && value > 0 && (value < 1 || Number.isSafeInteger(value))) return;
  throw new ArgumentError(
    `featuresPerSplit must be "all", "sqrt", "third", a share between 0 and 1 or a number of columns; it was ${show(value)}.`,
  );
}

export function featuresPerSplit(value: FeaturesPerSplit, columns: number): number {
  if (value === "all") return columns;
  if (value === "sqrt") return Math.max(1, Math.round(Math.sqrt(columns)));
  if (value === "third") return Math.max(1, Math.round(columns / 3));
  return Math.max(1, Math.min(columns, value < 1 ? Math.round(value * columns) : value));
}

export interface TreeSizeOptions {
  readonly trees: number;
  readonly minLeaf: number;
  readonly maxDepth: number | undefined;
}

export function checkTreeSize({ trees, minLeaf, maxDepth }: TreeSizeOptions): void {
  assertInteger(trees, "trees", 1);
  assertInteger(minLeaf, "minLeaf", 1);
  if (maxDepth !== undefined) assertInteger(maxDepth, "maxDepth", 1);
}
