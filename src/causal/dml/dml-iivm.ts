import { assertKnownOptions } from "../../assert.js";
import type { Study } from "../../cohort/causal-study.js";
import { ArgumentError, PositivityError } from "../../errors.js";
import { formatFixed, formatPercent } from "../../plot/format.js";
import { influenceError } from "../../stats/influence.js";
import type { Folds } from "../cross-fit.js";
import { errorName } from "../effect.js";
import { admit } from "../missing/admit.js";
import { crossFittedMean, type MeanTask, type NuisanceOptions } from "./cross-fitted-mean.js";
import { foldsName } from "./folds-name.js";
import { firstStage, instrumentOf } from "./instrument-of.js";
import { type Coefficient, coefficientEstimate, influenceOf } from "./partialled-out.js";
import { poolCoefficient } from "./pool-coefficient.js";
import { repeat } from "./repeated.js";

export interface DmlIivmOptions {
  /** E[Y | Z, X], fitted for each value of the instrument. */
  readonly outcomeModel?: NuisanceOptions;
  /** P(A = 1 | Z, X), fitted for each value of the instrument. */
  readonly propensity?: NuisanceOptions;
  /** P(Z = 1 | X). */
  readonly instrumentModel?: NuisanceOptions;
  /** @default 5 */
  readonly folds?: Folds;
  /** Cross-fit so often on new folds and take the median. @default 1 */
  readonly repetitions?: number;
  /** @default 1 */
  readonly seed?: number;
}

/**
 * Double machine learning of the local average treatment effect with a 0/1 instrument (Chernozhukov et al. 2018,
 * equation 5.5; Imbens & Angrist 1994): the doubly robust effect of the instrument on the outcome over that on the
 * treatment, which is the effect among those whom the instrument moves.
 *
 * Assumes that the instrument is as good as random given the confounders, has both values everywhere (positivity), moves
 * nobody away from the treatment (monotonicity), and touches the outcome only through it.
 *
 * @example
 * (await dmlIivm(studyWithInstrument)).estimand // => "LATE"
 */
export async function dmlIivm(study: Study, options: DmlIivmOptions = {}): Promise<Coefficient> {
  const known = ["outcomeModel", "propensity", "instrumentModel", "folds", "repetitions", "seed"];
  assertKnownOptions(options, known, "dmlIivm");
  if (study.imputed) return poolCoefficient(study, (each) => dmlIivm(each, options));
  admit(study, "dmlIivm");
  const { folds = 5, repetitions = 1, seed = 1 } = options;
  const z = instrumentOf(study, "dmlIivm");
  if (!z.every((value) => value === 0 || value === 1)) {
    throw new ArgumentError(`dmlIivm needs a 0/1 instrument; use dmlPliv for one with more values.`);
  }
  const rounds = await repeat(repetitions, folds, seed, (roundSeed) =>
    oneRound(study, z, options, { folds, seed: roundSeed }),
  );
  const { models, first, compliers } = rounds[0]!;
  return coefficientEstimate(study, rounds, {
    estimand: "LATE",
    method: `DML, interactive instrument (${models}, ${foldsName(folds)}), ${errorName(study, "influence-function errors")}`,
    notes: [`compliers ${formatPercent(compliers)} · first-stage F ${formatFixed(first.f, 1)}`],
    diagnostics: { firstStage: first, compliers },
    warnings: first.warnings,
    seed,
  });
}

async function oneRound(
  study: Study,
  z: Float64Array,
  options: DmlIivmOptions,
  shared: Pick<MeanTask, "folds" | "seed">,
) {
  const instrument = await crossFittedMean(study, {
    role: "instrumentModel",
    target: z,
    options: options.instrumentModel,
    ...shared,
  });
  refuseCertain(instrument.predicted);
  const byInstrument = async (
    role: "outcomeModel" | "propensity",
    target: Float64Array,
  ): Promise<{ score: Float64Array; method: string }> => {
    const at = (value: number): ReturnType<typeof crossFittedMean> =>
      crossFittedMean(study, {
        role,
        target,
        options: options[role],
        where: (i) => z[i] === value,
        ...shared,
      });
    const [one, zero] = [await at(1), await at(0)];
    const score = target.map((value, i) => {
      const m = instrument.predicted[i]!;
      const [g1, g0] = [one.predicted[i]!, zero.predicted[i]!];
      return g1 - g0 + (z[i]! * (value - g1)) / m - ((1 - z[i]!) * (value - g0)) / (1 - m);
    });
    return { score, method: one.method };
  };
  const onOutcome = await byInstrument("outcomeModel", study.outcome);
  const onTreatment = await byInstrument("propensity", study.treatment);
  const residual = (target: Float64Array): Float64Array => target.map((v, i) => v - instrument.predicted[i]!);
  return {
    ...ratioOfScores(study, onOutcome.score, onTreatment.score),
    models: `${onOutcome.method} + ${onTreatment.method} + ${instrument.method}`,
    first: firstStage(study, residual(z), centered(study.treatment)),
  };
}

function ratioOfScores(study: Study, outcome: Float64Array, treatment: Float64Array) {
  let [top, bottom, total] = [0, 0, 0];
  for (let i = 0; i < study.n; i++) {
    const weight = study.weights?.[i] ?? 1;
    top += weight * outcome[i]!;
    bottom += weight * treatment[i]!;
    total += weight;
  }
  const value = top / bottom;
  const influence = outcome.map(
    (each, i) => ((study.n * (study.weights?.[i] ?? 1)) / bottom) * (each - value * treatment[i]!),
  );
  const standardError = influenceError(influenceOf(study, influence));
  return { value, influence, standardError, compliers: bottom / total };
}

function refuseCertain(score: Float64Array): void {
  const certain = score.reduce((count, m) => count + (m > 0 && m < 1 ? 0 : 1), 0);
  if (certain > 0) {
    throw new PositivityError(
      `the instrument's propensity is 0 or 1 in ${certain} of ${score.length} rows, where one of its values never happens; simplify instrumentModel.`,
    );
  }
}

function centered(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}
