import type { Study } from "../cohort/causal-study.js";
import { formatCompact, formatSigned } from "../plot/format.js";

/** The difference of (weighted) means that ignores confounding, over the rows whose outcome is known. */
export function naiveDifference(study: Study): number {
  const sums = [0, 0];
  const totals = [0, 0];
  for (let i = 0; i < study.n; i++) {
    if (Number.isNaN(study.outcome[i]!)) continue;
    const weight = study.weights ? study.weights[i]! : 1;
    sums[study.treatment[i]!]! += weight * study.outcome[i]!;
    totals[study.treatment[i]!]! += weight;
  }
  return sums[1]! / totals[1]! - sums[0]! / totals[0]!;
}

export function naiveNote(study: Study): string {
  const naive = naiveDifference(study);
  const shown = study.binaryOutcome ? `${formatSigned(100 * naive, 1)} points` : formatCompact(naive);
  const known = study.outcome.some(Number.isNaN) ? " where the outcome is known" : "";
  return `naive difference ${shown}${known}`;
}
