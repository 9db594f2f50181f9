import { displayable } from "../plot/display.js";
import { formatCompact } from "../plot/format.js";
import { type TextTable, tableHtml, tableText } from "../plot/table.js";
import { onlyColumn } from "./isotonic.js";
import type { Features, FitOptions, FittedModel, Learner } from "./learner.js";
import { linearPredictor } from "./linear-predictor.js";
import { logistic } from "./logistic.js";
import { checkBothOutcomes, checkTraining } from "./training.js";

/** A fitted sigmoid of one column: 1 / (1 + exp(−intercept − slope·x)). */
export interface PlattModel extends FittedModel {
  readonly name: "platt";
  readonly featureName: string;
  readonly intercept: number;
  readonly slope: number;
}

export interface PlattLearner extends Learner {
  fit(x: Features, y: Float64Array, options?: FitOptions): Promise<PlattModel>;
}

/**
 * Platt's sigmoid (1999): the logistic function of the one column of x, a score, by maximum likelihood towards
 * smoothed outcomes, (N₁ + 1) / (N₁ + 2) for 1 and 1 / (N₀ + 2) for 0, where N₁ and N₀ are the weights of the two. The
 * smoothing keeps the slope finite where the score separates them; a constant score has the slope 0.
 *
 * It assumes that the log-odds are linear in the score. y must lie from 0 to 1 and have both outcomes, else a
 * {@link DataError}; more than one column is an {@link ArgumentError}.
 *
 * @example
 * const model = await platt().fit({ rows, names: ["score"], columns: [score] }, y);
 * model.slope // above 0 where higher scores go with 1
 */
export function platt(): PlattLearner {
  return { name: "platt", ignoresZeroWeights: true, fit: fitPlatt };
}

async function fitPlatt(x: Features, y: Float64Array, options: FitOptions = {}): Promise<PlattModel> {
  const { weights } = options;
  const column = onlyColumn(x, "platt");
  checkTraining(x, y, weights);
  checkBothOutcomes({ y, weights });
  let [ones, zeros] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    const weight = weights ? weights[i]! : 1;
    ones += weight * y[i]!;
    zeros += weight * (1 - y[i]!);
  }
  const [high, low] = [(ones + 1) / (ones + 2), 1 / (zeros + 2)];
  const target = y.map((value) => value * high + (1 - value) * low);
  const featureName = x.names[0]!;
  if (isConstant(column, weights)) {
    const mean = (ones * high + zeros * low) / (ones + zeros);
    return plattModel({ featureName, intercept: Math.log(mean / (1 - mean)), slope: 0 });
  }
  const { coefficients } = await logistic().fit(x, target, options);
  return plattModel({ featureName, intercept: coefficients[0]!, slope: coefficients[1]! });
}

function isConstant(column: Float64Array, weights: Float64Array | undefined): boolean {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  column.forEach((value, i) => {
    if (weights && weights[i] === 0) return;
    least = Math.min(least, value);
    most = Math.max(most, value);
  });
  return most - least <= 1e-12 * Math.max(Math.abs(least), Math.abs(most));
}

type Sigmoid = Pick<PlattModel, "featureName" | "intercept" | "slope">;

function plattModel({ featureName, intercept, slope }: Sigmoid): PlattModel {
  const model = {
    name: "platt" as const,
    featureName,
    intercept,
    slope,
    predict: (x: Features): Float64Array =>
      linearPredictor(Float64Array.of(intercept, slope), x, [featureName]).map(
        (eta) => 1 / (1 + Math.exp(-eta)),
      ),
    toJSON: () => ({ name: "platt", featureName, intercept, slope }),
  };
  const table = (): TextTable => ({
    title: `Platt's sigmoid of "${featureName}"`,
    columns: [{ name: "term", align: "left" }, { name: "coefficient" }],
    rows: [
      ["(Intercept)", formatCompact(intercept)],
      [featureName, formatCompact(slope)],
    ],
  });
  return displayable(model, { text: () => tableText(table()), html: () => tableHtml(table()) });
}

export function plattFromJson(json: object): PlattModel {
  const { featureName, intercept, slope } = json as Sigmoid;
  return plattModel({ featureName, intercept, slope });
}
