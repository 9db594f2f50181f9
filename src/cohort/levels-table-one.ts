import { displayable } from "../plot/display.js";
import { formatCompact, formatFixed, formatNumber, formatPercent } from "../plot/format.js";
import { type TextTable, tableHtml, tableText } from "../plot/table.js";
import { groupVariance, weightedMeanOf } from "../stats/standardized-difference.js";
import type { LevelsStudy } from "./causal-study.js";

/** The first table of a paper on several treatments: their groups side by side. */
export interface LevelsTableOne {
  readonly levels: readonly string[];
  readonly rows: readonly LevelsTableOneRow[];
  toString(): string;
}

export interface LevelsTableOneRow {
  readonly name: string;
  /** One for each level, over rows whose value is known. */
  readonly means: readonly number[];
  /** Unweighted. */
  readonly deviations: readonly number[];
  /** Largest difference of two levels' means over the root of the mean of their unweighted variances. */
  readonly largestDifference: number;
  readonly missing: number;
  /** 0/1 columns are shown as counts and percentages. */
  readonly binary: boolean;
}

export function levelsTableOne(study: LevelsStudy): LevelsTableOne {
  const described = [
    { name: study.outcomeName, column: study.outcome },
    ...study.design.columns.map((column, j) => ({ name: study.design.names[j]!, column })),
  ];
  const rows = described.map(({ name, column }) => describeColumn(study, name, column));
  const view = (): TextTable => layout(study, rows);
  return displayable(
    { levels: study.levels, rows: Object.freeze(rows) },
    { text: () => tableText(view()), html: () => tableHtml(view()) },
  );
}

function describeColumn(study: LevelsStudy, name: string, column: Float64Array): LevelsTableOneRow {
  const known = (_: number, i: number): boolean => !Number.isNaN(column[i]!);
  const present = column.filter(known);
  const treatment = study.treatment.filter(known);
  const weights = (study.weights ?? new Float64Array(study.n).fill(1)).filter(known);
  const means = study.levels.map((_, k) => weightedMeanOf(present, treatment, k, weights));
  const variances = study.levels.map((_, k) => groupVariance(present, treatment, k));
  const range = Math.max(...means) - Math.min(...means);
  const pooled = variances.reduce((sum, variance) => sum + variance, 0) / variances.length;
  return {
    name,
    means,
    deviations: variances.map(Math.sqrt),
    largestDifference: range === 0 ? 0 : range / Math.sqrt(pooled),
    missing: study.n - present.length,
    binary: present.every((value) => value === 0 || value === 1),
  };
}

function layout(study: LevelsStudy, rows: readonly LevelsTableOneRow[]): TextTable {
  const counts = study.levels.map((_, k) =>
    study.treatment.reduce((count, a) => count + (a === k ? 1 : 0), 0),
  );
  const incomplete = rows.some((row) => row.missing > 0);
  const cell = (row: LevelsTableOneRow, k: number): string =>
    row.binary
      ? `${formatNumber(Math.round(row.means[k]! * counts[k]!), 0)} (${formatPercent(row.means[k]!)})`
      : `${formatCompact(row.means[k]!)} (${formatCompact(row.deviations[k]!)})`;
  return {
    title: `${study.treatmentName} and ${study.outcomeName}: ${study.levels.length} levels side by side`,
    columns: [
      { name: "mean (SD) or n (%)", align: "left" },
      ...study.levels.map((level, k) => ({ name: `${level}, n ${formatNumber(counts[k]!, 0)}` })),
      { name: "largest std. difference" },
      ...(incomplete ? [{ name: "missing" }] : []),
    ],
    rows: rows.map((row) => [
      row.name,
      ...study.levels.map((_, k) => cell(row, k)),
      formatFixed(row.largestDifference, 3),
      ...(incomplete ? [formatNumber(row.missing, 0)] : []),
    ]),
    notes: [
      "largest difference of two levels' means / √(mean of the levels' unweighted variances)",
      ...(study.weights ? ["means and percentages are weighted"] : []),
      String(study.flow).replaceAll("\n", " · "),
    ],
  };
}
