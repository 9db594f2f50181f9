import { assertKnownOptions } from "../../assert.js";
import type { ContinuousStudy, LevelsStudy, Study } from "../../cohort/causal-study.js";
import type { DesignMatrix } from "../../cohort/design-matrix.js";
import { ConvergenceError, PositivityError } from "../../errors.js";
import type { Learner } from "../../models/learner.js";
import { logistic } from "../../models/logistic.js";
import { constantColumn } from "../../numeric/columns.js";
import { formatNumber } from "../../plot/format.js";
import { randomStream } from "../../stats/random.js";
import { crossFit, type Folds } from "../cross-fit.js";
import { fitNuisance, type Nuisance, subsetFeatures } from "../nuisance.js";

export interface CensoringOptions {
  /** Terms, which may name the treatment ("qsmk:age"). @default the treatment and the study's confounders */
  readonly terms?: readonly string[];
  /** @default logistic() */
  readonly learner?: Learner;
}

/** Who was followed up, and how likely that was. */
export interface FollowUp {
  /** 0 where it was not seen, so that sums over rows of weight 0 go through. */
  readonly outcome: Float64Array;
  /** Rows whose outcome was seen. */
  readonly rows: Int32Array;
  /** P(seen | treatment, confounders) under the row's own treatment. */
  readonly probability: Float64Array;
  /** The same under no treatment and under treatment, or under each level; none for a dose. */
  readonly under: readonly Float64Array[];
  /** Inverse probability of being seen; 0 where the outcome was not. */
  readonly weight: Float64Array;
  /** Extra influence of an average (1/n) Σ cᵢ weightᵢ through the model's coefficients; undefined where it has none. */
  influenceOf(c: Float64Array): Float64Array | undefined;
  readonly method: string;
}

/** The outcome with 0 where it was not seen. */
export function seenOutcome(study: Pick<Study, "outcome" | "seen">): Float64Array {
  const { outcome, seen } = study;
  return seen ? outcome.map((y, i) => (seen[i] === 1 ? y : 0)) : outcome;
}

/**
 * The chance of being seen given treatment and confounders, by a model of all rows; undefined where nobody is censored.
 * Its inverse lets those who were seen stand for those who were not (What If, section 12.6), which assumes that whether
 * an outcome is seen depends on it only through treatment and confounders, and that everybody could have been seen.
 */
export async function followUp(
  study: Study | LevelsStudy | ContinuousStudy,
  options: CensoringOptions | undefined,
  { folds, seed }: { readonly folds?: Folds | undefined; readonly seed: number },
): Promise<FollowUp | undefined> {
  assertKnownOptions(options ?? {}, ["terms", "learner"], "censoring");
  if (!study.seen) return undefined;
  const { learner = logistic() } = options ?? {};
  const designs = censoringDesigns(study, options?.terms);
  const stream = randomStream(seed).split("censoring");
  try {
    if (folds !== undefined) {
      const columns = await crossFit(study, folds, seed, async (rows, k, heldOut) => {
        const settings = { weights: study.weights, rows, stream: stream.split(k) };
        const fitted = await fitNuisance(learner, designs[0], study.seen!, settings);
        const gathered = new Map<Float64Array, Float64Array>();
        return designs.map((x) => fitted.predict(subsetFeatures(x, heldOut, gathered)));
      });
      return followed(study, columns, `${learner.name}, cross-fitted`);
    }
    const nuisance = await fitNuisance(learner, designs[0], study.seen, { weights: study.weights, stream });
    const columns = designs.map((x) => nuisance.predict(x));
    return followed(study, columns, learner.name, { nuisance, design: designs[0] });
  } catch (error) {
    if (!(error instanceof ConvergenceError)) throw error;
    throw new PositivityError(
      `the censoring model's terms predict perfectly who of ${formatNumber(study.n, 0)} rows was seen: some of them could not have been, and nobody can stand for them. Drop the term, merge levels, or choose missing: { outcome: "drop" } and say whom the study is about.`,
      { cause: error },
    );
  }
}

/** The model's terms as observed, and under each treatment. */
function censoringDesigns(
  study: Study | LevelsStudy | ContinuousStudy,
  terms: readonly string[] = study.confounders,
): readonly [DesignMatrix, ...DesignMatrix[]] {
  const own = study.kind === "levels" ? `C(${study.treatmentName})` : study.treatmentName;
  const observed = study.designOf(terms.includes(own) ? terms : [own, ...terms], "censoring.terms");
  if (study.kind === "continuous") return [observed];
  const values = study.kind === "levels" ? study.levelValues : [0, 1];
  const under = (a: unknown): DesignMatrix =>
    observed.withColumn(
      study.treatmentName,
      typeof a === "number" ? constantColumn(study.n, a) : new Array<unknown>(study.n).fill(a),
    );
  return [observed, ...values.map(under)];
}

function followed(
  study: Study | LevelsStudy | ContinuousStudy,
  predictions: readonly Float64Array[],
  method: string,
  model?: { readonly nuisance: Nuisance; readonly design: DesignMatrix },
): FollowUp {
  const seen = study.seen!;
  const [probability, ...under] = predictions as readonly [Float64Array, ...Float64Array[]];
  const never = predictions.reduce(
    (count, column) => count + column.reduce((sum, p) => sum + (p > 0 ? 0 : 1), 0),
    0,
  );
  if (never > 0) {
    throw new PositivityError(
      `the chance of being seen (${method}) is 0 in ${never} of ${predictions.length * study.n} predictions; simplify the censoring model.`,
    );
  }
  const weight = seen.map((s, i) => (s === 1 ? 1 / probability[i]! : 0));
  return {
    outcome: seenOutcome(study),
    rows: Int32Array.from(Array.from(seen.keys()).filter((i) => seen[i] === 1)),
    probability,
    under,
    weight,
    influenceOf: (c) =>
      model?.nuisance.influenceOf(
        model.design,
        c.map((each, i) => -each * weight[i]! ** 2),
      ),
    method,
  };
}
