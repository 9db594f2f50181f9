import type { ContinuousStudy, Study } from "../../cohort/causal-study.js";
import { ArgumentError } from "../../errors.js";
import { formatFixed } from "../../plot/format.js";
import type { ResultWarning } from "../../stats/estimate.js";
import { partialledOut } from "./partialled-out.js";

export function instrumentOf(study: Study | ContinuousStudy, name: string): Float64Array {
  if (study.instrument) return study.instrument;
  throw new ArgumentError(
    `${name} needs an instrument; name its column in the study: causalStudy(table, { …, instrument: "…" }).`,
  );
}

/** How strongly the instrument moves the treatment given the confounders. */
export interface FirstStage {
  readonly coefficient: number;
  /** Robust F: the squared coefficient over its squared error. */
  readonly f: number;
  readonly warnings: readonly ResultWarning[];
}

export function firstStage(
  study: Study | ContinuousStudy,
  instrument: Float64Array,
  treatment: Float64Array,
): FirstStage {
  const { value, standardError } = partialledOut(study, instrument, treatment, instrument);
  const f = (value / standardError) ** 2;
  const message = `the instrument is weak: first-stage F ${formatFixed(f, 1)}, below 10 (Staiger & Stock 1997). The estimate is biased and its Wald interval too short; twoStageLeastSquares has interval: "anderson-rubin".`;
  return { coefficient: value, f, warnings: f < 10 ? [{ code: "weak-instrument", message }] : [] };
}
