import { assertKnownOptions, assertOneOf } from "../../assert.js";
import type { ContinuousStudy, Study } from "../../cohort/causal-study.js";
import { ArgumentError } from "../../errors.js";
import { linear } from "../../models/linear.js";
import { formatFixed } from "../../plot/format.js";
import { randomStream } from "../../stats/random.js";
import { firstStage, instrumentOf } from "../dml/instrument-of.js";
import {
  type Coefficient,
  coefficientEstimate,
  partialledOut,
  refuseExplained,
} from "../dml/partialled-out.js";
import { poolCoefficient } from "../dml/pool-coefficient.js";
import { errorName } from "../effect.js";
import { admit } from "../missing/admit.js";
import { fitNuisance } from "../nuisance.js";
import { andersonRubin } from "./anderson-rubin.js";

export interface TwoStageLeastSquaresOptions {
  /** Terms of both stages. @default the study's confounders */
  readonly terms?: readonly string[];
  /**
   * `"anderson-rubin"` gives the set of effects that Anderson & Rubin's test does not reject, which holds its level
   * however weak the instrument is, and may be unbounded. @default "wald"
   */
  readonly interval?: "wald" | "anderson-rubin";
  /**
   * `"classical"` takes the noise to have one variance, as books' tables often do: σ² Σ z̃² / (Σ z̃ ã)² with σ² = Σ e² / n.
   * @default "robust"
   */
  readonly errors?: "robust" | "classical";
}

/**
 * Two-stage least squares by the study's instrument (What If, chapter 16): θ = Σ z̃ᵢ ỹᵢ / Σ z̃ᵢ ãᵢ, where ỹ, ã and z̃ are the
 * residuals of outcome, treatment and instrument from linear regression on the terms; without terms, Wald's ratio.
 *
 * Assumes that the instrument is as good as random given the terms, moves the treatment, touches the outcome only through
 * it, linear models, and one effect for everyone (or, for a treatment that nobody is moved away from, speaks of those whom
 * the instrument moves; Imbens & Angrist 1994). The treatment is given or not, or a dose, and then θ is the effect of one
 * unit more, in the outcome's units. Errors are heteroskedasticity-robust (HC0) unless asked, by cluster where there are
 * clusters; the result warns when the robust first-stage F is below 10.
 *
 * @example
 * (await twoStageLeastSquares(study)).value // => 2.396270104 kg for qsmk on wt82_71 in NHEFS, by a price of at least 1.50
 */
export async function twoStageLeastSquares(
  study: Study | ContinuousStudy,
  options: TwoStageLeastSquaresOptions = {},
): Promise<Coefficient> {
  assertKnownOptions(options, ["terms", "interval", "errors"], "twoStageLeastSquares");
  const { interval = "wald", errors = "robust" } = options;
  assertOneOf(interval, "interval", ["wald", "anderson-rubin"]);
  assertOneOf(errors, "errors", ["robust", "classical"]);
  if (study.imputed) {
    if (interval !== "wald")
      throw new ArgumentError(
        `Anderson–Rubin sets cannot be pooled over imputations; choose interval: "wald", or run it on one of await study.completed().`,
      );
    return poolCoefficient<Study | ContinuousStudy>(study, (each) => twoStageLeastSquares(each, options));
  }
  admit(study, "twoStageLeastSquares", { doses: true });
  const design = options.terms ? study.designOf(options.terms, "terms") : study.design;
  const residual = async (target: Float64Array): Promise<Float64Array> => {
    const settings = { weights: study.weights, stream: randomStream(1) };
    const predicted = (await fitNuisance(linear(), design, target, settings)).predict(design);
    return target.map((value, i) => value - predicted[i]!);
  };
  const instrument = instrumentOf(study, "twoStageLeastSquares");
  const z = await residual(instrument);
  refuseExplained(`instrument "${study.roles.instrument}"`, instrument, z);
  const [y, a] = [await residual(study.outcome), await residual(study.treatment)];
  const first = firstStage(study, z, a);
  const found = partialledOut(study, z, y, a);
  if (errors === "classical") refuseClassical(study, interval);
  const standardError = errors === "classical" ? classicalError(z, y, a) : found.standardError;
  return coefficientEstimate(study, [{ ...found, standardError }], {
    estimand: "effect by instrument",
    method: `two-stage least squares, ${errorName(study, `${errors} errors`)}`,
    notes: [`first-stage F ${formatFixed(first.f, 1)}`],
    diagnostics: { firstStage: first },
    warnings: first.warnings,
    ...(interval === "wald" ? {} : andersonRubin(study, z, y, a)),
  });
}

function refuseClassical(study: Study | ContinuousStudy, interval: "wald" | "anderson-rubin"): void {
  const what = study.clusters ? "clusters" : study.weights ? "survey weights" : undefined;
  if (what) throw new ArgumentError(`errors: "classical" cannot honour ${what}; leave errors out.`);
  if (interval !== "wald") {
    throw new ArgumentError(`Anderson–Rubin sets are robust ones; leave out errors: "classical".`);
  }
}

function classicalError(z: Float64Array, y: Float64Array, a: Float64Array): number {
  const product = (u: Float64Array, v: Float64Array): number =>
    u.reduce((sum, each, i) => sum + each * v[i]!, 0);
  const value = product(z, y) / product(z, a);
  const noise = y.map((each, i) => each - value * a[i]!);
  return Math.sqrt((product(noise, noise) / z.length) * product(z, z)) / Math.abs(product(z, a));
}
