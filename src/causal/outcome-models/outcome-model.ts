import { assertKnownOptions } from "../../assert.js";
import type { Study } from "../../cohort/causal-study.js";
import type { DesignMatrix } from "../../cohort/design-matrix.js";
import type { Table } from "../../cohort/frame.js";
import type { Features, Learner } from "../../models/learner.js";
import { linear } from "../../models/linear.js";
import { logistic } from "../../models/logistic.js";
import { constantColumn } from "../../numeric/columns.js";
import type { Stream } from "../../stats/random.js";
import { seenOutcome } from "../missing/follow-up.js";
import { fitNuisance, subsetFeatures } from "../nuisance.js";

export interface OutcomeModelOptions {
  /** Terms, which may name the treatment ("qsmk:smokeintensity"). @default the study's confounders */
  readonly terms?: readonly string[];
  /** @default linear(), or logistic() for a 0/1 outcome */
  readonly learner?: Learner;
  /** One model for each treatment group in place of one model with the treatment among its terms. @default false */
  readonly perArm?: boolean;
}

/** m(a, x) = E[Y | A = a, X = x], predicted for every row under both treatments. */
export interface OutcomeModel {
  readonly method: string;
  /** Predictions under treatment and under none. */
  readonly treated: Float64Array;
  readonly untreated: Float64Array;
  /** Extra influence of (1/n) Σ cᵢ m̂(a, xᵢ) through estimated coefficients; undefined where there are none. */
  influenceOf(arm: 0 | 1, c: Float64Array): Float64Array | undefined;
  /** Predictions under treatment and under none for another table, where one model was fitted on all rows. */
  readonly elsewhere?: (table: Table) => readonly [Float64Array, Float64Array];
}

/** The designs of an outcome model, made once and fitted on any rows. */
export interface OutcomeDesign {
  readonly learner: Learner;
  readonly perArm: boolean;
  readonly observed: DesignMatrix;
  readonly treated: DesignMatrix;
  readonly untreated: DesignMatrix;
}

export function outcomeDesign(study: Study, options: OutcomeModelOptions = {}): OutcomeDesign {
  assertKnownOptions(options, ["terms", "learner", "perArm"], "outcomeModel");
  const { learner = study.binaryOutcome ? logistic() : linear(), perArm = false } = options;
  const terms = options.terms ?? study.confounders;
  if (perArm) {
    const design = options.terms ? study.designOf(terms, "outcomeModel.terms") : study.design;
    return { learner, perArm, observed: design, treated: design, untreated: design };
  }
  const own = study.treatmentName;
  const observed = study.designOf(terms.includes(own) ? terms : [own, ...terms], "outcomeModel.terms");
  const under = (a: number): DesignMatrix => observed.withColumn(own, constantColumn(study.n, a));
  return { learner, perArm, observed, treated: under(1), untreated: under(0) };
}

export interface OutcomeRows {
  /** Rows to fit on. @default all */
  readonly rows?: Int32Array;
  /** Rows to predict. @default all */
  readonly predictOn?: Int32Array;
  /** Weights of the fit. @default the study's */
  readonly weights?: Float64Array | undefined;
}

/** Fits the outcome model on rows whose outcome was seen, and predicts rows under both treatments. */
export async function fitOutcomeModel(
  study: Study,
  design: OutcomeDesign,
  stream: Stream,
  { rows: asked, predictOn, weights = study.weights }: OutcomeRows = {},
): Promise<OutcomeModel> {
  const { learner, perArm, observed, treated, untreated } = design;
  const outcome = seenOutcome(study);
  const rows = seenRows(study, asked);
  const fitOn = (on: Int32Array | undefined, name: string): ReturnType<typeof fitNuisance> =>
    fitNuisance(learner, observed, outcome, {
      weights,
      rows: on,
      stream: stream.split(name),
    });
  const inArm = (a: 0 | 1): Int32Array => armRows(study.treatment, a, rows);
  const both = perArm ? undefined : await fitOn(rows, "both");
  const [one, zero] = both
    ? [both, both]
    : [await fitOn(inArm(1), "treated"), await fitOn(inArm(0), "untreated")];
  const gathered = new Map<Float64Array, Float64Array>();
  const at = (x: DesignMatrix): Features => (predictOn ? subsetFeatures(x, predictOn, gathered) : x);
  return {
    method: perArm ? `${learner.name} per arm` : learner.name,
    treated: one.predict(at(treated)),
    untreated: zero.predict(at(untreated)),
    elsewhere(table) {
      if (perArm) {
        const x = observed.transform(table);
        return [one.predict(x), zero.predict(x)];
      }
      const x = observed.transform(table);
      const under = (a: number): DesignMatrix => x.withColumn(study.treatmentName, constantColumn(x.rows, a));
      return [one.predict(under(1)), zero.predict(under(0))];
    },
    influenceOf: (arm, c) => (arm === 1 ? one.influenceOf(treated, c) : zero.influenceOf(untreated, c)),
  };
}

function seenRows({ seen, n }: Study, rows: Int32Array | undefined): Int32Array | undefined {
  if (!seen) return rows;
  return (rows ?? Int32Array.from({ length: n }, (_, i) => i)).filter((i) => seen[i] === 1);
}

function armRows(treatment: Float64Array, arm: 0 | 1, rows: Int32Array | undefined): Int32Array {
  const total = rows ? rows.length : treatment.length;
  const found = new Int32Array(total);
  let count = 0;
  for (let k = 0; k < total; k++) {
    const row = rows ? rows[k]! : k;
    found[count] = row;
    if (treatment[row] === arm) count++;
  }
  return found.slice(0, count);
}
