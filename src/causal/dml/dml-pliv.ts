import { assertKnownOptions } from "../../assert.js";
import type { ContinuousStudy, Study } from "../../cohort/causal-study.js";
import { formatFixed } from "../../plot/format.js";
import type { Folds } from "../cross-fit.js";
import { errorName } from "../effect.js";
import { admit } from "../missing/admit.js";
import { crossFittedMean, type NuisanceOptions } from "./cross-fitted-mean.js";
import { foldsName } from "./folds-name.js";
import { firstStage, instrumentOf } from "./instrument-of.js";
import { type Coefficient, coefficientEstimate, partialledOut, refuseExplained } from "./partialled-out.js";
import { poolCoefficient } from "./pool-coefficient.js";
import { repeat } from "./repeated.js";

export interface DmlPlivOptions {
  /** E[Y | X]. */
  readonly outcomeModel?: NuisanceOptions;
  /** E[A | X]. */
  readonly propensity?: NuisanceOptions;
  /** E[Z | X]. */
  readonly instrumentModel?: NuisanceOptions;
  /** @default 5 */
  readonly folds?: Folds;
  /** Cross-fit so often on new folds and take the median. @default 1 */
  readonly repetitions?: number;
  /** @default 1 */
  readonly seed?: number;
}

/**
 * Double machine learning of the partially linear instrumental variable model Y = θ A + g(X) + noise, noise unrelated to
 * the study's instrument given X (Chernozhukov et al. 2018, equation 4.8). A is given or not, or a dose.
 *
 * Assumes that the instrument is as good as random given the confounders, moves the treatment, touches the outcome only
 * through it, and that there is one effect for everyone. The interval is a Wald interval, which is too short where the
 * instrument is weak; the result warns when its first-stage F is below 10.
 *
 * @example
 * (await dmlPliv(studyWithInstrument)).estimand // => "partially linear effect, by instrument"
 */
export async function dmlPliv(
  study: Study | ContinuousStudy,
  options: DmlPlivOptions = {},
): Promise<Coefficient> {
  const known = ["outcomeModel", "propensity", "instrumentModel", "folds", "repetitions", "seed"];
  assertKnownOptions(options, known, "dmlPliv");
  if (study.imputed) return poolCoefficient(study, (each) => dmlPliv(each, options));
  admit(study, "dmlPliv", { doses: true });
  const { folds = 5, repetitions = 1, seed = 1 } = options;
  const instrument = instrumentOf(study, "dmlPliv");
  const rounds = await repeat(repetitions, folds, seed, async (roundSeed) => {
    const residual = async (
      role: string,
      target: Float64Array,
      model: NuisanceOptions | undefined,
    ): Promise<{ values: Float64Array; method: string }> => {
      const fit = await crossFittedMean(study, { role, target, options: model, folds, seed: roundSeed });
      return { values: target.map((value, i) => value - fit.predicted[i]!), method: fit.method };
    };
    const u = await residual("outcomeModel", study.outcome, options.outcomeModel);
    const v = await residual("propensity", study.treatment, options.propensity);
    const w = await residual("instrumentModel", instrument, options.instrumentModel);
    refuseExplained(`instrument "${study.roles.instrument}"`, instrument, w.values);
    const round = partialledOut(study, w.values, u.values, v.values);
    const models = `${u.method} + ${v.method} + ${w.method}`;
    return { ...round, models, first: firstStage(study, w.values, v.values) };
  });
  const { models, first } = rounds[0]!;
  return coefficientEstimate(study, rounds, {
    estimand: "partially linear effect, by instrument",
    method: `DML, instrument (${models}, ${foldsName(folds)}), ${errorName(study, "influence-function errors")}`,
    notes: [`first-stage F ${formatFixed(first.f, 1)}`],
    diagnostics: { firstStage: first },
    warnings: first.warnings,
    seed,
  });
}
