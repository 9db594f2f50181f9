import type { Study } from "../../cohort/causal-study.js";
import type { DesignMatrix } from "../../cohort/design-matrix.js";
import { formatNumber } from "../../plot/format.js";

function remedy(estimand: string): string {
  return `The ATE is not identified there; consider ${estimand}leaving those rows out, or dropping the term.`;
}

/** Says which column predicts the treatment perfectly, and for how many rows. */
export function explainSeparation(study: Study, design: DesignMatrix): string {
  for (const [j, column] of design.columns.entries()) {
    const found = emptyCell(column, study.treatment);
    if (!found) continue;
    const { level, rows, treated } = found;
    const where = `${formatNumber(rows, 0)} rows with "${design.names[j]}" = ${level}`;
    return `"${design.names[j]}" predicts the treatment perfectly: ${treated ? "all" : "none"} of the ${where} are treated. ${remedy(`estimand: "${treated ? "ATC" : "ATT"}", `)}`;
  }
  return `the confounders together predict the treatment perfectly in ${formatNumber(study.n, 0)} rows: no logistic model of "${study.treatmentName}" has a finite maximum. ${remedy("")}`;
}

/** A level of a column with few levels in which everybody, or nobody, is treated. */
function emptyCell(
  column: Float64Array,
  treatment: Float64Array,
): { level: number; rows: number; treated: boolean } | undefined {
  const cells = new Map<number, [number, number]>();
  for (let i = 0; i < column.length; i++) {
    const cell = cells.get(column[i]!) ?? [0, 0];
    cell[treatment[i]!]!++;
    cells.set(column[i]!, cell);
    if (cells.size > 20) return undefined;
  }
  for (const [level, [untreated, treated]] of cells) {
    if (untreated === 0 || treated === 0)
      return { level, rows: untreated + treated, treated: untreated === 0 };
  }
  return undefined;
}
