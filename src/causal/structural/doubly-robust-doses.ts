import { table } from "arquero";
import type { ContinuousStudy } from "../../cohort/causal-study.js";
import { type Estimate, estimate } from "../../stats/estimate.js";
import type { Folds } from "../cross-fit.js";
import { foldsName } from "../dml/folds-name.js";
import { restricted } from "../effect.js";
import type { OutcomeModelOptions } from "../outcome-models/outcome-model.js";
import { overlapWarnings, wholeWeights } from "../positivity.js";
import { type DensityOptions, generalizedPropensity } from "../weighting/generalized-propensity.js";
import { type DoseResponse, doseCurve } from "./dose-curve.js";
import { doseGrid, type Grid } from "./dose-grid.js";
import { type DoseSurface, densitySurface, outcomeSurface } from "./dose-surface.js";
import { type Projection, projection } from "./projection.js";

export interface DoublyRobustDoses {
  readonly propensity: DensityOptions | undefined;
  readonly outcomeModel: Omit<OutcomeModelOptions, "perArm"> | undefined;
  readonly curve: readonly string[];
  readonly folds: Folds;
  readonly seed: number;
}

/** The doubly robust curve of Kennedy et al. (2017), as a projection onto the curve's terms. */
export async function doublyRobustDoses(
  study: ContinuousStudy,
  doses: readonly number[],
  options: DoublyRobustDoses,
): Promise<DoseResponse> {
  const { folds, seed, curve } = options;
  const { treatmentName: own } = study;
  const gps = await generalizedPropensity(study, { ...options.propensity, folds, seed });
  const grid = doseGrid(study.treatment);
  const outcome = await outcomeSurface(study, options, grid);
  const density = densitySurface(study, gps.density, grid);
  const scores = pseudoOutcomes(study, grid, outcome, density);
  const fit = projection(study.designOf(curve, "curve"), scores.pseudo, study.weights);
  const rows = wholeWeights(scores.weights);
  const warnings = overlapWarnings("dose-response curve", [rows]);
  const models = `${gps.density.method.replace(", cross-fitted", "")} + ${outcome.method}, ${foldsName(folds)}`;
  const clusters = study.clusters ? ", by cluster" : "";
  const at = (dose: number): Estimate => {
    const direction = fit.at(table({ [own]: [dose] }));
    return estimate({
      estimand: `E[Y^a] at ${dose}`,
      subject: `Mean of ${study.outcomeName} at ${own} = ${dose} (${restricted(study, "everyone")})`,
      method: `doubly robust curve (${models}; ${curve.join(" + ")}), influence-function errors${clusters}`,
      value: direction.value,
      influence: {
        values: curveInfluence(study, grid, { outcome, density, scores }, direction),
        units: study.units,
        clusters: study.clusters,
      },
      n: study.n,
      warnings,
      seed,
    });
  };
  return doseCurve(
    study,
    doses.map((dose): [number, Estimate] => [dose, at(dose)]),
    { weights: scores.weights, warnings },
  );
}

interface Scores {
  /** ξᵢ. */
  readonly pseudo: Float64Array;
  /** f̄(Aᵢ) / f(Aᵢ | Xᵢ), times the survey weight. */
  readonly weights: Float64Array;
  /** (Yᵢ − μᵢ) / f(Aᵢ | Xᵢ), which multiplies f̄. */
  readonly slope: Float64Array;
}

function pseudoOutcomes(
  study: ContinuousStudy,
  grid: Grid,
  outcome: DoseSurface,
  density: DoseSurface,
): Scores {
  const slope = study.outcome.map((y, i) => (y - outcome.own[i]!) / density.own[i]!);
  const marginal = grid.between(density.mean);
  const average = grid.between(outcome.mean);
  return {
    pseudo: slope.map((value, i) => value * marginal[i]! + average[i]!),
    weights: marginal.map((f, i) => ((study.weights?.[i] ?? 1) * f) / density.own[i]!),
    slope,
  };
}

/**
 * The influence of the projection at one dose: b(A)(ξ − b′β), and what each person adds to the averages m̄ and f̄ that
 * stand in everybody's ξ.
 */
function curveInfluence(
  study: ContinuousStudy,
  grid: Grid,
  { outcome, density, scores }: { outcome: DoseSurface; density: DoseSurface; scores: Scores },
  { leverage, residual }: ReturnType<Projection["at"]>,
): Float64Array {
  const { n } = study;
  const ofMean = grid.gather(leverage.map((value) => value / n));
  const ofDensity = grid.gather(leverage.map((value, i) => (value * scores.slope[i]!) / n));
  const total = study.weights ? study.weights.reduce((sum, w) => sum + w, 0) : n;
  return leverage.map((value, i) => {
    let sum = 0;
    for (let k = 0; k < grid.doses.length; k++) {
      sum += ofMean[k]! * (outcome.at(i, k) - outcome.mean[k]!);
      sum += ofDensity[k]! * (density.at(i, k) - density.mean[k]!);
    }
    return value * residual[i]! + ((n * (study.weights?.[i] ?? 1)) / total) * sum;
  });
}
