import { assertKnownOptions } from "../../assert.js";
import type { ContinuousStudy } from "../../cohort/causal-study.js";
import { readsColumn } from "../../cohort/terms/fit-term.js";
import { linear } from "../../models/linear.js";
import { logistic } from "../../models/logistic.js";
import { constantColumn } from "../../numeric/columns.js";
import { randomStream } from "../../stats/random.js";
import { crossFit } from "../cross-fit.js";
import { fitNuisance, subsetFeatures } from "../nuisance.js";
import type { NormalFactor } from "../weighting/density-factor.js";
import type { Grid } from "./dose-grid.js";
import type { DoublyRobustDoses } from "./doubly-robust-doses.js";

/** A function of dose and person, known at each person's own dose and, for everybody, on a grid of doses. */
export interface DoseSurface {
  readonly own: Float64Array;
  at(row: number, k: number): number;
  /** Its (weighted) average over everybody, on the grid. */
  readonly mean: Float64Array;
  readonly method: string;
}

/** μ(X, a) = E[Y | A = a, X], each row predicted by a model that was fitted on the other folds. */
export async function outcomeSurface(
  study: ContinuousStudy,
  { outcomeModel = {}, curve, folds, seed }: DoublyRobustDoses,
  grid: Grid,
): Promise<DoseSurface> {
  assertKnownOptions(outcomeModel, ["terms", "learner"], "outcomeModel");
  const own = study.treatmentName;
  const { learner = study.binaryOutcome ? logistic() : linear() } = outcomeModel;
  const given = outcomeModel.terms ?? study.confounders;
  const named = given.some((term) => readsColumn(term, own));
  const design = study.designOf(named ? given : [...curve, ...given], "outcomeModel.terms");
  const stream = randomStream(seed).split("outcome");
  const columns = await crossFit(study, folds, seed, async (rows, k, heldOut) => {
    const settings = { weights: study.weights, rows, stream: stream.split(k) };
    const fitted = await fitNuisance(learner, design, study.outcome, settings);
    const gathered = new Map<Float64Array, Float64Array>();
    const predictAt = (x: typeof design): Float64Array =>
      fitted.predict(subsetFeatures(x, heldOut, gathered));
    const onGrid = Array.from(grid.doses, (dose) =>
      predictAt(design.withColumn(own, constantColumn(study.n, dose))),
    );
    return [predictAt(design), ...onGrid];
  });
  const [observed, ...surface] = columns as readonly [Float64Array, ...Float64Array[]];
  return {
    own: observed,
    at: (row, k) => surface[k]![row]!,
    mean: Float64Array.from(surface, (column) => average(column, study.weights)),
    method: learner.name,
  };
}

/** f(a | X) for everybody on the grid. */
export function densitySurface(
  study: ContinuousStudy,
  { mean, variance, values, method }: NormalFactor,
  { doses }: Grid,
): DoseSurface {
  const top = 1 / Math.sqrt(2 * Math.PI * variance);
  const at = (row: number, k: number): number =>
    top * Math.exp(-((doses[k]! - mean[row]!) ** 2) / (2 * variance));
  const rows = Float64Array.from({ length: study.n }, (_, i) => i);
  return {
    own: values,
    at,
    mean: doses.map((_, k) =>
      average(
        rows.map((i) => at(i, k)),
        study.weights,
      ),
    ),
    method,
  };
}

function average(values: Float64Array, weights: Float64Array | undefined): number {
  let [total, sum] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    total += weights?.[i] ?? 1;
    sum += (weights?.[i] ?? 1) * values[i]!;
  }
  return sum / total;
}
