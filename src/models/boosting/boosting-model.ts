import { DataError } from "../../errors.js";
import { displayable } from "../../plot/display.js";
import { importanceHtml, importanceText } from "../importance-view.js";
import type { Features, FittedModel } from "../learner.js";
import { matchColumns } from "../linear-predictor.js";
import { addTrees, gainShares } from "../trees/sum-trees.js";
import { type Tree, type TreeJson, treeFromJson, treeToJson } from "../trees/tree.js";
import { type LossName, lossOf } from "./losses.js";

/** A fitted sum of trees. */
export interface BoostingModel extends FittedModel {
  readonly name: "gradient boosting";
  readonly loss: LossName;
  readonly treeCount: number;
  readonly featureNames: readonly string[];
  /** Share of each column in the gain of the splits, from the training rows. */
  readonly importances: Float64Array;
  /** Mean loss of the rows set aside after each tree; empty without early stopping. */
  readonly validationLosses: readonly number[];
}

/** What a boosted model is after its fit. */
export interface BoostedTrees {
  readonly names: readonly string[];
  readonly loss: LossName;
  /** Raw prediction before the first tree. */
  readonly start: number;
  readonly trees: readonly Tree[];
  readonly validation: readonly number[];
}

export function boostingModel(boosted: BoostedTrees): BoostingModel {
  const { names, loss, start, trees, validation } = boosted;
  const importances = gainShares(trees, names.length);
  const { mean } = lossOf(loss, 0.5);
  const model = {
    name: "gradient boosting" as const,
    loss,
    treeCount: trees.length,
    featureNames: names,
    importances,
    validationLosses: validation,
    predict(x: Features): Float64Array {
      const columns = matchColumns(x, names);
      refuseInfinite(columns, names);
      const raw = new Float64Array(x.rows).fill(start);
      addTrees(trees, columns, raw);
      return raw.map(mean);
    },
    toJSON: () => ({
      name: "gradient boosting",
      names,
      loss,
      start,
      validation,
      trees: trees.map(treeToJson),
    }),
  };
  const stopped = validation.length > 0 ? [`stopped early: ${validation.length} trees were tried`] : [];
  const title = `gradient boosting (${loss} loss): ${trees.length} trees`;
  const shown = { title, names, importances, notes: stopped };
  return displayable(model, { text: () => importanceText(shown), html: () => importanceHtml(shown) });
}

export function boostingFromJson(json: object): BoostingModel {
  const { trees, ...rest } = json as Omit<BoostedTrees, "trees"> & { trees: readonly TreeJson[] };
  return boostingModel({ ...rest, trees: trees.map(treeFromJson) });
}

/** NaN is a missing value here; infinity is nothing that a threshold could have seen. */
export function refuseInfinite(columns: readonly Float64Array[], names: readonly string[]): void {
  columns.forEach((column, j) => {
    let count = 0;
    for (let i = 0; i < column.length; i++) if (Math.abs(column[i]!) === Number.POSITIVE_INFINITY) count++;
    if (count > 0)
      throw new DataError(
        `column "${names[j]}" is infinite in ${count} of ${column.length} rows; make them numbers, or NaN for missing.`,
      );
  });
}
