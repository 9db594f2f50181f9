import { displayable } from "../../plot/display.js";
import { formatCompact, formatPercent } from "../../plot/format.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import type { Features, FittedModel } from "../learner.js";

/** A weighted mean of fitted models. */
export interface StackedModel extends FittedModel {
  readonly name: "super learner" | "selected learner";
  readonly learnerNames: readonly string[];
  /** Weight of each learner; they sum to 1. */
  readonly weights: Float64Array;
  /** Cross-validated mean squared error of each learner. */
  readonly risks: Float64Array;
  /** The learners' models on all rows; undefined where the weight is 0. */
  readonly models: readonly (FittedModel | undefined)[];
}

export type StackedParts = Pick<StackedModel, "name" | "learnerNames" | "weights" | "risks" | "models">;

export function stackedModel(parts: StackedParts): StackedModel {
  const { name, learnerNames, weights, risks, models } = parts;
  const model = {
    ...parts,
    predict(x: Features): Float64Array {
      const sum = new Float64Array(x.rows);
      models.forEach((each, k) => {
        if (!each) return;
        const predicted = each.predict(x);
        for (let i = 0; i < sum.length; i++) sum[i]! += weights[k]! * predicted[i]!;
      });
      return sum;
    },
    toJSON: () => ({
      name,
      learnerNames,
      weights: [...weights],
      risks: [...risks],
      models: models.map((each) => each?.toJSON() ?? null),
    }),
  };
  const table = (): TextTable => ({
    title: name,
    columns: [{ name: "learner", align: "left" }, { name: "cross-validated MSE" }, { name: "weight" }],
    rows: learnerNames.map((each, k) => [each, formatCompact(risks[k]!), formatPercent(weights[k]!)]),
  });
  return displayable(model, { text: () => tableText(table()), html: () => tableHtml(table()) });
}
