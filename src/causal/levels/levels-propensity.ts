import { assertKnownOptions } from "../../assert.js";
import type { LevelsStudy } from "../../cohort/causal-study.js";
import { ArgumentError, PositivityError } from "../../errors.js";
import type { Learner } from "../../models/learner.js";
import { displayable } from "../../plot/display.js";
import { formatFixed, formatNumber } from "../../plot/format.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import { randomStream } from "../../stats/random.js";
import { crossFit, type Folds } from "../cross-fit.js";
import { subsetFeatures } from "../nuisance.js";
import { fitLevels } from "./fit-levels.js";

export interface LevelsPropensityOptions {
  /** Terms of the model. @default the study's confounders */
  readonly terms?: readonly string[];
  /** A learner of 0/1 outcomes, fitted to each level against the rest and scaled to add up to 1. @default multinomial logistic regression */
  readonly learner?: Learner;
}

/** P(A = k | x) for each row of a study and each level of its treatment. */
export interface LevelsPropensity {
  readonly study: LevelsStudy;
  /** One column for each level, in the study's order. */
  readonly scores: readonly Float64Array[];
  /** Extra influence of (1/n) Σ cᵢ P(A = level | xᵢ) through the model's coefficients; undefined where it has none. */
  influenceOf(level: number, c: Float64Array): Float64Array | undefined;
  readonly method: string;
  toString(): string;
}

/**
 * The generalized propensity score of a treatment with several levels (Imbens 2000): multinomial logistic regression
 * unless a learner is given, cross-fitted where `folds` is given. A level that never happens for some rows is a
 * {@link PositivityError}.
 */
export async function levelsPropensity(
  study: LevelsStudy,
  options: LevelsPropensityOptions & { readonly folds?: Folds | undefined; readonly seed?: number } = {},
): Promise<LevelsPropensity> {
  assertKnownOptions(options, ["terms", "learner", "folds", "seed"], "propensity");
  if (study.imputed) {
    throw new ArgumentError(
      "generalizedPropensity looks at one table; run it on each of await study.completed(), or estimate with ipw(), standardize() or aipw(), which pool.",
    );
  }
  const { terms, learner, folds, seed = 1 } = options;
  const design = terms ? study.designOf(terms, "propensity.terms") : study.design;
  const stream = randomStream(seed).split("propensity");
  const of = { study, learner, design };
  if (folds !== undefined) {
    const scores = await crossFit(study, folds, seed, async (rows, k, heldOut) => {
      const fitted = await fitLevels(of, { rows, stream: stream.split(k) });
      return fitted.predict(subsetFeatures(design, heldOut));
    });
    const name = learner ? `${learner.name} by level` : "multinomial";
    return levelsScore({ study, scores, influenceOf: () => undefined, method: `${name}, cross-fitted` });
  }
  const fitted = await fitLevels(of, { stream });
  const { method } = fitted;
  const influenceOf = (level: number, c: Float64Array): Float64Array | undefined =>
    fitted.influenceOf(design, level, c);
  return levelsScore({ study, scores: fitted.predict(design), influenceOf, method });
}

function levelsScore(parts: Omit<LevelsPropensity, "toString">): LevelsPropensity {
  const { study, scores, method } = parts;
  const never = scores.map((score) => score.reduce((count, p) => count + (p > 0 && p < 1 ? 0 : 1), 0));
  const worst = never.findIndex((count) => count > 0);
  if (worst >= 0) {
    throw new PositivityError(
      `the propensity (${method}) of ${study.treatmentName} = ${study.levels[worst]} is 0 or 1 in ${never[worst]} of ${study.n} rows; simplify the model, drop the terms that predict the treatment perfectly, or merge levels.`,
    );
  }
  const view = (): TextTable => layout(parts);
  return displayable({ ...parts }, { text: () => tableText(view()), html: () => tableHtml(view()) });
}

function layout({ study, scores, method }: Omit<LevelsPropensity, "toString">): TextTable {
  return {
    title: `Propensity of each level of ${study.treatmentName} (${method}), ${formatNumber(study.n, 0)} rows`,
    columns: [
      { name: "level", align: "left" },
      { name: "rows" },
      { name: "median among them" },
      { name: "from" },
      { name: "to" },
    ],
    rows: study.levels.map((level, k) => {
      const own = scores[k]!.filter((_, i) => study.treatment[i] === k).sort();
      const at = (q: number): string => formatFixed(own[Math.round(q * (own.length - 1))]!, 3);
      return [level, formatNumber(own.length, 0), at(0.5), at(0), at(1)];
    }),
  };
}
