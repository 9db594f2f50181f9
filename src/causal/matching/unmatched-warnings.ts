import { formatNumber } from "../../plot/format.js";
import type { ResultWarning } from "../../stats/estimate.js";

/** Says that rows without a match change whom the effect is about. */
export function unmatchedWarnings(unmatched: number, sought: number, estimand: string): ResultWarning[] {
  if (unmatched === 0) return [];
  const [count, of] = [unmatched, sought].map((value) => formatNumber(value, 0));
  const message = `${count} of ${of} rows found no match, so this is no longer the ${estimand} of the study but of those matched.`;
  return [{ code: "unmatched", message }];
}
