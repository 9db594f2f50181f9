import { displayable } from "../../plot/display.js";
import { formatCompact } from "../../plot/format.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import type { Features, SparseFeatures, SparseModel } from "../learner.js";
import { linearPredictor } from "../linear-predictor.js";
import type { CrossValidation } from "./cross-validate-lambda.js";
import type { PenalizedFamily, PenalizedPath } from "./penalized-path.js";

/** A fitted penalized regression. */
export interface PenalizedModel extends SparseModel {
  readonly name: "ridge" | "lasso" | "elastic net";
  readonly family: PenalizedFamily;
  /** Penalty of the coefficients. */
  readonly lambda: number;
  /** Of raw columns, intercept first. */
  readonly coefficients: Float64Array;
  readonly coefficientNames: readonly string[];
  /** The coefficients at all penalties that were fitted. */
  readonly path: PenalizedPath;
  /** Held-out loss at the path's penalties, where λ was chosen by it. */
  readonly crossValidation: CrossValidation | undefined;
}

export interface PenalizedResult {
  readonly name: PenalizedModel["name"];
  readonly family: PenalizedFamily;
  readonly names: readonly string[];
  readonly path: PenalizedPath;
  /** Position of the chosen λ. */
  readonly chosen: number;
  readonly crossValidation: CrossValidation | undefined;
}

export function penalizedModel(result: PenalizedResult): PenalizedModel {
  const { name, family, names, path, chosen, crossValidation } = result;
  const coefficients = path.coefficients[chosen]!;
  const lambda = path.lambdas[chosen]!;
  const mean = (eta: number): number => (family === "squared" ? eta : 1 / (1 + Math.exp(-eta)));
  const model = {
    name,
    family,
    lambda,
    coefficients,
    coefficientNames: ["(Intercept)", ...names],
    path,
    crossValidation,
    predict: (x: Features | SparseFeatures) => linearPredictor(coefficients, x, names).map(mean),
    toJSON: () => ({ name, family, lambda, coefficients: [...coefficients], names }),
  };
  const table = (): TextTable => tableOf(result, coefficients, lambda);
  return displayable(model, { text: () => tableText(table()), html: () => tableHtml(table()) });
}

/** Terms that are printed. */
const mostShown = 50;

function tableOf(
  { name, family, names, path, crossValidation }: PenalizedResult,
  coefficients: Float64Array,
  lambda: number,
): TextTable {
  const slopes = names.map((_, j) => j).filter((j) => coefficients[j + 1] !== 0);
  const kept = slopes.slice(0, mostShown);
  const how = crossValidation ? `, chosen by ${crossValidation.folds}-fold cross-validation` : "";
  const zeros = names.length - slopes.length;
  const notes: string[] = [];
  if (slopes.length > mostShown) notes.push(`the first ${mostShown} of ${slopes.length} terms`);
  if (path.ended) notes.push(`the path ended after ${path.lambdas.length} penalties: ${path.ended}`);
  if (zeros > 0) notes.push(`${zeros} more coefficients are 0`);
  return {
    title: `${name} (${family} loss), λ = ${formatCompact(lambda)}${how}`,
    columns: [{ name: "term", align: "left" }, { name: "coefficient" }],
    rows: [
      ["(Intercept)", formatCompact(coefficients[0]!)],
      ...kept.map((j) => [names[j]!, formatCompact(coefficients[j + 1]!)]),
    ],
    notes,
  };
}
