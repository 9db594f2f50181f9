import type { Episodes } from "../../cohort/episodes.js";
import { estimate } from "../../stats/estimate.js";
import { recode } from "./direct-values.js";
import type { PolicyValue } from "./policy-value.js";
import { coverage, support, weightSpread } from "./support.js";

/** What the recorded care was worth: the mean return of the log, every episode counting once. */
export function observedValue(
  log: Episodes,
  options: { readonly discount: number; readonly horizon: number },
): PolicyValue {
  const { discount, horizon } = options;
  const returns = Float64Array.from({ length: log.count }, (_, i) => {
    let [total, factor] = [0, 1];
    const end = Math.min(log.offsets[i + 1]!, log.offsets[i]! + horizon);
    for (let j = log.offsets[i]!; j < end; j++) {
      total += factor * log.rewards[j]!;
      factor *= discount;
    }
    return total;
  });
  const value = returns.reduce((sum, each) => sum + each, 0) / log.count;
  const influence = returns.map((each) => each - value);
  const target = new Float64Array(log.steps * log.actionCount);
  log.actions.forEach((action, j) => {
    target[j * log.actionCount + action] = 1;
  });
  const weights = new Float64Array(log.count).fill(1);
  const held = support({
    ...{ log, influence, horizon, weighted: false },
    ...{ spread: weightSpread(weights), coverage: coverage(log, target, undefined) },
  });
  return estimate(
    {
      estimand: "value of the recorded care",
      subject: "Value of the recorded care",
      method: `mean return, ${horizon} decisions`,
      value,
      influence: { values: influence, units: log.units, clusters: recode(log.patients) },
      diagnostics: { ...held },
    },
    { policy: "clinician", estimator: "observed" as const, support: held, weights },
  );
}
