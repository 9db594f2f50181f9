import { formatCompact } from "../plot/format.js";
import type { StudyParts } from "./causal-study.js";

const mostCodes = 5;

/**
 * A word on an outcome of a few whole numbers that are not 0 and 1 (1 and 2 for yes and no, −1 or 9 for unknown): it is
 * studied as a number, which codes are not.
 */
export function outcomeNote({
  outcome,
  outcomeName,
  binaryOutcome,
}: Pick<StudyParts<unknown>, "outcome" | "outcomeName" | "binaryOutcome">): string | undefined {
  if (binaryOutcome) return undefined;
  const values = new Set<number>();
  for (const value of outcome) {
    if (Number.isNaN(value)) continue;
    values.add(value);
    if (values.size > mostCodes || !Number.isInteger(value)) return undefined;
  }
  const listed = [...values].sort((a, b) => a - b);
  const event = listed.includes(1) ? 1 : listed.at(-1)!;
  return `outcome "${outcomeName}" has ${listed.length} values (${listed.map(formatCompact).join(", ")}) and is studied as a number; if they are codes: outcome: { column: "${outcomeName}", event: ${event} }`;
}
