import { assertKnownOptions, assertOneOf } from "../../assert.js";
import type { Study } from "../../cohort/causal-study.js";
import type { DesignMatrix } from "../../cohort/design-matrix.js";
import { ArgumentError, ConvergenceError, PositivityError } from "../../errors.js";
import { calibrate } from "../../models/calibrate.js";
import type { Learner } from "../../models/learner.js";
import { logistic } from "../../models/logistic.js";
import { displayable } from "../../plot/display.js";
import { formatFixed, formatNumber } from "../../plot/format.js";
import { makeFolds } from "../../stats/folds.js";
import { randomStream } from "../../stats/random.js";
import { crossFit, type Folds } from "../cross-fit.js";
import { predictTogether } from "../held-out.js";
import { admit } from "../missing/admit.js";
import { fitNuisance, type Nuisance, subsetFeatures } from "../nuisance.js";
import { explainSeparation } from "./explain-separation.js";

export interface PropensityOptions {
  /** Terms of the model. @default the study's confounders */
  readonly terms?: readonly string[];
  /** @default logistic() */
  readonly learner?: Learner;
  /**
   * Mends the learner's scores so that among rows of score e a share e is treated: by any increasing function of them, or
   * by a sigmoid. Scores are then cross-fitted, by 5 folds unless `folds` says otherwise. @default no calibration
   */
  readonly calibrate?: "isotonic" | "platt";
  /** Moves scores below `clip[0]` or above `clip[1]` to that bound; results say how many. @default nothing is clipped */
  readonly clip?: readonly [low: number, high: number];
}

/** e(x) = P(treated | x) for each row of a study. */
export interface PropensityScore {
  readonly study: Study;
  readonly score: Float64Array;
  readonly design: DesignMatrix;
  /** The fitted model; undefined where the score was cross-fitted. */
  readonly nuisance: Nuisance | undefined;
  /** Where confounders are to be imputed: the scores of the completed studies, of which `score` is the mean. */
  readonly imputations?: readonly PropensityScore[];
  /** How it was fitted, in words. */
  readonly method: string;
  toString(): string;
}

/**
 * Fits the propensity score of a study (Rosenbaum & Rubin 1983): unpenalized logistic regression unless a learner is
 * given, cross-fitted where `folds` is given. Nothing is clipped unless `clip` asks for it.
 *
 * A confounder that predicts the treatment perfectly is a {@link PositivityError}: no effect for everyone is
 * identified there. Where confounders are to be imputed it is the mean of the completed studies' scores.
 */
export async function propensityScore(
  study: Study,
  options: PropensityOptions & { readonly folds?: Folds; readonly seed?: number } = {},
): Promise<PropensityScore> {
  assertKnownOptions(options, ["terms", "learner", "calibrate", "clip", "folds", "seed"], "propensityScore");
  if (study.imputed) return averageScore(study, (each) => propensityScore(each, options));
  admit(study, "propensityScore", { censored: true });
  const { terms, learner = logistic(), calibrate: mend, seed = 1 } = options;
  if (mend !== undefined) assertOneOf(mend, "propensity.calibrate", ["isotonic", "platt"]);
  const folds = options.folds ?? (mend === undefined ? undefined : 5);
  const finish = clipper(options.clip);
  const design = terms ? study.designOf(terms, "propensity.terms") : study.design;
  const stream = randomStream(seed).split("propensity");
  const name = mend === undefined ? learner.name : `${learner.name}, ${mend}-calibrated`;
  try {
    if (folds !== undefined) {
      const task = { learner, x: design, y: study.treatment, folds, seed };
      const [score] =
        (mend === undefined ? await predictTogether(study, task) : undefined) ??
        (await crossFit(study, folds, seed, async (rows, k, heldOut) => {
          const options = { weights: study.weights, rows, stream: stream.split(k) };
          const by = mend === undefined ? learner : calibrated(study, learner, mend, { rows, seed, fold: k });
          const nuisance = await fitNuisance(by, design, study.treatment, options);
          return [nuisance.predict(subsetFeatures(design, heldOut))];
        }));
      return propensity(study, finish(score!, undefined, `${name}, cross-fitted`), design);
    }
    const nuisance = await fitNuisance(learner, design, study.treatment, { weights: study.weights, stream });
    return propensity(study, finish(nuisance.predict(design), nuisance, learner.name), design);
  } catch (error) {
    if (!(error instanceof ConvergenceError)) throw error;
    throw await explainSeparation(study, design, error, folds !== undefined);
  }
}

/** The mean of the completed studies' scores: for looking, since estimators pool their answers instead. */
async function averageScore(
  study: Study,
  scoreOf: (completed: Study) => Promise<PropensityScore>,
): Promise<PropensityScore> {
  const imputations: PropensityScore[] = [];
  for (const each of await study.completed()) imputations.push(await scoreOf(each));
  const m = imputations.length;
  const score = study.treatment.map((_, i) => imputations.reduce((sum, ps) => sum + ps.score[i]!, 0) / m);
  const method = `${imputations[0]!.method}, mean of ${m} imputations`;
  return propensity(study, { score, nuisance: undefined, method }, study.design, { imputations });
}

/** The learner with its calibration, on inner folds of the rows that it is fitted to: stratified, or of whole clusters. */
function calibrated(
  study: Study,
  learner: Learner,
  method: "isotonic" | "platt",
  { rows, seed, fold }: { readonly rows: Int32Array; readonly seed: number; readonly fold: number },
): Learner {
  const codes = new Map<number, number>();
  const clusters =
    study.clusters &&
    rows.map((i) => {
      const cluster = study.clusters![i]!;
      const code = codes.get(cluster) ?? codes.size;
      codes.set(cluster, code);
      return code;
    });
  const folds = makeFolds(rows.length, 5, {
    strata: Float64Array.from(rows, (i) => study.treatment[i]!),
    clusters,
    stream: randomStream(seed).split("calibration", fold),
  });
  return calibrate(learner, { method, folds });
}

type Scored = Pick<PropensityScore, "score" | "nuisance" | "method">;

/** Clipped rows no longer depend on the model's coefficients, so they pass on no influence through them. */
function clipper(
  clip: PropensityOptions["clip"],
): (...parts: [Float64Array, Nuisance | undefined, string]) => Scored {
  if (clip === undefined) return (score, nuisance, method) => ({ score, nuisance, method });
  const [low, high] = clip;
  if (!(low >= 0 && low < high && high <= 1)) {
    throw new ArgumentError(`clip must be [low, high] with 0 ≤ low < high ≤ 1; it was [${low}, ${high}].`);
  }
  return (score, nuisance, method) => {
    const outside = score.map((e) => (e < low || e > high ? 1 : 0));
    const count = outside.reduce((sum, each) => sum + each, 0);
    return {
      score: score.map((e) => Math.min(high, Math.max(low, e))),
      nuisance: nuisance && {
        ...nuisance,
        influenceOf: (x, c) =>
          nuisance.influenceOf(
            x,
            c.map((each, i) => (outside[i] ? 0 : each)),
          ),
      },
      method: `${method}, clipped to ${low}–${high} in ${count} rows`,
    };
  };
}

function propensity(
  study: Study,
  { score, nuisance, method }: Scored,
  design: DesignMatrix,
  extra: Pick<PropensityScore, "imputations"> = {},
): PropensityScore {
  const certain = score.reduce((count, e) => count + (e > 0 && e < 1 ? 0 : 1), 0);
  if (certain > 0) {
    throw new PositivityError(
      `the propensity score (${method}) is 0 or 1 in ${certain} of ${study.n} rows, where one of the treatments never happens; simplify the model, drop the terms that predict the treatment perfectly, or clip the score.`,
    );
  }
  return displayable(
    { study, score, design, nuisance, method, ...extra },
    {
      text: () => describe(study, score, method),
    },
  );
}

function describe(study: Study, score: Float64Array, method: string): string {
  const group = (a: number): string => {
    const values = score.filter((_, i) => study.treatment[i] === a).sort();
    const at = (q: number): string => formatFixed(values[Math.round(q * (values.length - 1))]!, 3);
    return `median ${at(0.5)}, from ${at(0)} to ${at(1)}`;
  };
  return [
    `Propensity score of ${study.treatmentName} (${method}), ${formatNumber(study.n, 0)} rows`,
    `treated: ${group(1)}`,
    `untreated: ${group(0)}`,
  ].join("\n");
}
