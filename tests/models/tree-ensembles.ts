import { readFileSync } from "node:fs";
import type { Features } from "txlab/models";

/** Held-out losses of scikit-learn's ensembles, made by tests/fixtures/models/tree-ensembles.py. */
export interface EnsembleCase {
  readonly name: string;
  readonly loss: "squared" | "logistic" | "poisson";
  readonly train: number;
  readonly columns: number[][];
  readonly y: number[];
  readonly forest: { mean: number; sd: number; seeds: number };
  readonly extraTrees: { mean: number; sd: number; seeds: number };
  readonly boosting: { loss: number; predictions: number[] };
  readonly quantile?: number;
}

const fixture = new URL("../fixtures/models/tree-ensembles.json", import.meta.url);
export const ensembleCases: readonly EnsembleCase[] = JSON.parse(readFileSync(fixture, "utf8")).cases;

export function features(columns: readonly ArrayLike<number>[], from = 0, to?: number): Features {
  const parts = columns.map((column) => Float64Array.from(column).slice(from, to));
  return { rows: parts[0]!.length, columns: parts, names: parts.map((_, j) => `x${j}`) };
}

/** The rows to fit on and the held-out ones. */
export function parts({ columns, y, train }: EnsembleCase): {
  x: Features;
  y: Float64Array;
  test: Features;
  target: Float64Array;
} {
  return {
    x: features(columns, 0, train),
    y: Float64Array.from(y.slice(0, train)),
    test: features(columns, train),
    target: Float64Array.from(y.slice(train)),
  };
}

export function meanSquaredError(y: Float64Array, predicted: Float64Array): number {
  return y.reduce((sum, value, i) => sum + (value - predicted[i]!) ** 2, 0) / y.length;
}
