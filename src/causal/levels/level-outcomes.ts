import { assertKnownOptions } from "../../assert.js";
import type { LevelsStudy } from "../../cohort/causal-study.js";
import type { DesignMatrix } from "../../cohort/design-matrix.js";
import { linear } from "../../models/linear.js";
import { logistic } from "../../models/logistic.js";
import { constantColumn } from "../../numeric/columns.js";
import { randomStream, type Stream } from "../../stats/random.js";
import { crossFit, type Folds } from "../cross-fit.js";
import { seenOutcome } from "../missing/follow-up.js";
import { fitNuisance, type Nuisance, rowsWhere, subsetFeatures } from "../nuisance.js";
import type { OutcomeModelOptions } from "../outcome-models/outcome-model.js";

/** E[Y | A = k, X] predicted for every row under each level. */
export interface LevelOutcomes {
  readonly predicted: readonly Float64Array[];
  /** Extra influence of (1/n) Σ cᵢ m̂(k, xᵢ) through estimated coefficients; undefined where there are none. */
  influenceOf(level: number, c: Float64Array): Float64Array | undefined;
  readonly method: string;
}

interface Designs {
  readonly observed: DesignMatrix;
  readonly under: readonly DesignMatrix[];
}

/** Fits one model with the level among its terms, or one for each level, on rows whose outcome was seen. */
export async function levelOutcomes(
  study: LevelsStudy,
  options: OutcomeModelOptions | undefined,
  { folds, seed }: { readonly folds?: Folds | undefined; readonly seed: number },
): Promise<LevelOutcomes> {
  assertKnownOptions(options ?? {}, ["terms", "learner", "perArm"], "outcomeModel");
  const { learner = study.binaryOutcome ? logistic() : linear(), perArm = false } = options ?? {};
  const designs = designsOf(study, options?.terms ?? study.confounders, perArm);
  const stream = randomStream(seed).split("outcome");
  const outcome = seenOutcome(study);
  const fitOn = async (inside: (i: number) => boolean, from: Stream): Promise<readonly Nuisance[]> => {
    const rowsOf = (k: number): Int32Array =>
      rowsWhere(study.n, (i) => inside(i) && study.seen?.[i] !== 0 && (!perArm || study.treatment[i] === k));
    const fitLevel = (k: number): Promise<Nuisance> => {
      const rows = rowsOf(k);
      const settings = { weights: study.weights, stream: from.split(k) };
      return fitNuisance(
        learner,
        designs.observed,
        outcome,
        rows.length === study.n ? settings : { ...settings, rows },
      );
    };
    if (!perArm) return new Array<Nuisance>(study.levels.length).fill(await fitLevel(0));
    const each: Nuisance[] = [];
    for (let k = 0; k < study.levels.length; k++) each.push(await fitLevel(k));
    return each;
  };
  const method = `${learner.name}${perArm ? " per level" : ""}`;
  if (folds === undefined) {
    const models = await fitOn(() => true, stream);
    return {
      predicted: designs.under.map((x, k) => models[k]!.predict(x)),
      influenceOf: (level, c) => models[level]!.influenceOf(designs.under[level]!, c),
      method,
    };
  }
  const predicted = await crossFit(study, folds, seed, async (rows, k, heldOut) => {
    const training = new Set(rows);
    const models = await fitOn((i) => training.has(i), stream.split("fold", k));
    return designs.under.map((x, level) => models[level]!.predict(subsetFeatures(x, heldOut)));
  });
  return { predicted, influenceOf: () => undefined, method };
}

function designsOf(study: LevelsStudy, terms: readonly string[], perArm: boolean): Designs {
  const own = study.treatmentName;
  if (perArm) {
    const observed = study.designOf(terms, "outcomeModel.terms");
    return { observed, under: study.levels.map(() => observed) };
  }
  const named =
    terms.includes(own) || terms.some((term) => term.startsWith(`C(${own}`) && !term.includes(":"));
  const observed = study.designOf(named ? terms : [`C(${own})`, ...terms], "outcomeModel.terms");
  const under = study.levelValues.map((value) =>
    observed.withColumn(
      own,
      typeof value === "number" ? constantColumn(study.n, value) : new Array<unknown>(study.n).fill(value),
    ),
  );
  return { observed, under };
}
