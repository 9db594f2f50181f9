import type { LevelsStudy } from "../../cohort/causal-study.js";
import type { DesignMatrix } from "../../cohort/design-matrix.js";
import { ConvergenceError, PositivityError } from "../../errors.js";
import type { Features, Learner } from "../../models/learner.js";
import { type MultinomialModel, multinomial } from "../../models/multinomial.js";
import { formatNumber } from "../../plot/format.js";
import type { Stream } from "../../stats/random.js";
import { fitNuisance, type Nuisance } from "../nuisance.js";

/** Probabilities of each level, by a model fitted on some of a study's rows. */
export interface FittedLevels {
  predict(x: Features): readonly Float64Array[];
  influenceOf(x: Features, level: number, c: Float64Array): Float64Array | undefined;
  readonly method: string;
}

interface Task {
  readonly study: LevelsStudy;
  /** Of 0/1 outcomes; multinomial logistic regression where there is none. */
  readonly learner: Learner | undefined;
  readonly design: DesignMatrix;
}

interface Fitting {
  readonly rows?: Int32Array;
  readonly stream: Stream;
}

export async function fitLevels(task: Task, fitting: Fitting): Promise<FittedLevels> {
  try {
    return task.learner && task.learner.name !== "multinomial"
      ? await eachLevel(task, task.learner, fitting)
      : await allLevels(task, fitting);
  } catch (error) {
    if (!(error instanceof ConvergenceError)) throw error;
    const { study } = task;
    throw new PositivityError(
      `the confounders predict a level of "${study.treatmentName}" perfectly in ${formatNumber(study.n, 0)} rows: some rows could never have had it, and its mean is not identified for everybody. Drop the term, merge levels, or leave those rows out.`,
      { cause: error },
    );
  }
}

/** A model of each level against the rest, scaled so that the levels add up to 1. */
async function eachLevel(
  { study, design }: Task,
  by: Learner,
  { rows, stream }: Fitting,
): Promise<FittedLevels> {
  const models: Nuisance[] = [];
  for (let k = 0; k < study.levels.length; k++) {
    const target = study.treatment.map((a) => (a === k ? 1 : 0));
    const settings = { weights: study.weights, rows, stream: stream.split(k) };
    models.push(await fitNuisance(by, design, target, settings));
  }
  return {
    predict(x) {
      const columns = models.map((model) => model.predict(x));
      return columns.map((column) =>
        column.map((p, i) => p / columns.reduce((sum, other) => sum + other[i]!, 0)),
      );
    },
    influenceOf: () => undefined,
    method: `${by.name} by level`,
  };
}

/** Multinomial regression of the level's number. */
async function allLevels({ study, design }: Task, { rows, stream }: Fitting): Promise<FittedLevels> {
  const settings = { weights: study.weights, rows, stream };
  const { model } = await fitNuisance(multinomial(), design, study.treatment, settings);
  const { classes, predictProbabilities, probabilityGradient, coefficientInfluence } =
    model as MultinomialModel;
  if (classes.length < study.levels.length) {
    const absent = study.levels.filter((_, k) => !classes.includes(k));
    throw new PositivityError(
      `nobody with ${study.treatmentName} = ${absent.join(", ")} is among the rows that a fold is fitted on; use fewer folds, or merge levels.`,
    );
  }
  return {
    predict: (x) => predictProbabilities(x),
    influenceOf(x, level, c) {
      const zero = new Float64Array(x.rows);
      const gradient = probabilityGradient(
        x,
        study.levels.map((_, k) => (k === level ? c : zero)),
      );
      return coefficientInfluence(gradient.map((value) => value / x.rows));
    },
    method: "multinomial",
  };
}
