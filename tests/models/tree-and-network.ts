import { readFileSync } from "node:fs";

/** scikit-learn's pruned trees and networks, made by tests/fixtures/models/tree-and-network.py. */
interface Known {
  readonly trees: readonly {
    readonly data: string;
    readonly alpha: number;
    readonly weighted: boolean;
    readonly leaves: number;
    readonly importances: number[];
    readonly predictions: number[];
  }[];
  readonly networks: readonly {
    readonly data: string;
    readonly mean: number;
    readonly sd: number;
    readonly seeds: number;
  }[];
}

export const known: Known = JSON.parse(
  readFileSync(new URL("../fixtures/models/tree-and-network.json", import.meta.url), "utf8"),
);
