import type { Episodes } from "../../cohort/episodes.js";

/**
 * Whether returns are whole: no horizon cuts them, and every recorded episode came to its own end. Fitted values then follow
 * episodes to their end too. Models that know no clock let some go on after the longest recorded one; to count what these still
 * get as nothing would make every value too small.
 */
export function wholeReturns({ endings }: Episodes, horizon: number | undefined): boolean {
  return horizon === undefined && endings.every((how) => how === "terminated");
}
