import { ArgumentError } from "../errors.js";
import { displayable } from "../plot/display.js";
import { formatCompact, formatFixed, formatNumber, formatPercent } from "../plot/format.js";
import { type TextTable, tableHtml, tableText } from "../plot/table.js";
import { groupMoments, standardizedDifference } from "../stats/standardized-difference.js";
import type { LevelsStudy, Study } from "./causal-study.js";
import { type LevelsTableOne, levelsTableOne } from "./levels-table-one.js";

/** The first table of a paper: treated beside untreated, with standardized differences. */
export interface TableOne {
  readonly rows: readonly TableOneRow[];
  toString(): string;
}

export interface TableOneRow {
  readonly name: string;
  readonly treatedMean: number;
  readonly treatedDeviation: number;
  readonly controlMean: number;
  readonly controlDeviation: number;
  /** (treated − control) / √((s₁² + s₀²) / 2), sample variances. */
  readonly standardizedDifference: number;
  /** Rows without a value, over which nothing is averaged. */
  readonly missing: number;
  /** 0/1 columns are shown as counts and percentages. */
  readonly binary: boolean;
}

/** Describes the confounders and the outcome of a study of several treatments, level by level, and who was left out. */
export function tableOne(study: LevelsStudy): LevelsTableOne;
/** Describes a study's confounders and outcome by treatment where they are known, what is missing, and who was left out. */
export function tableOne(study: Study): TableOne;
export function tableOne(study: Study | LevelsStudy): TableOne | LevelsTableOne {
  if (study.kind === "levels") return levelsTableOne(study);
  if (study.kind !== "binary") {
    throw new ArgumentError(
      "tableOne compares groups, and a dose has none; derive a column of dose groups, or look at balance(await generalizedPropensity(study)).",
    );
  }
  const described = [
    { name: study.outcomeName, column: study.outcome },
    ...study.design.columns.map((column, j) => ({ name: study.design.names[j]!, column })),
  ];
  const rows = described.map(({ name, column }): TableOneRow => {
    const { present, treatment, weights, missing } = observed(column, study);
    const moments = groupMoments(present, treatment, weights);
    return {
      name,
      missing,
      treatedMean: moments.treated.mean,
      treatedDeviation: Math.sqrt(moments.treated.variance),
      controlMean: moments.control.mean,
      controlDeviation: Math.sqrt(moments.control.variance),
      standardizedDifference: standardizedDifference(moments, moments),
      binary: present.every((value) => value === 0 || value === 1),
    };
  });
  const view = (): TextTable => layout(study, rows);
  return displayable(
    { rows: Object.freeze(rows) },
    { text: () => tableText(view()), html: () => tableHtml(view()) },
  );
}

function observed(
  column: Float64Array,
  { treatment, weights }: Study,
): { present: Float64Array; treatment: Float64Array; weights: Float64Array | undefined; missing: number } {
  const known = (_: number, i: number): boolean => !Number.isNaN(column[i]!);
  const present = column.filter(known);
  const missing = column.length - present.length;
  if (missing === 0) return { present, treatment, weights, missing };
  return { present, treatment: treatment.filter(known), weights: weights?.filter(known), missing };
}

function layout(study: Study, rows: readonly TableOneRow[]): TextTable {
  const treated = study.treatment.reduce((sum, value) => sum + value, 0);
  const incomplete = rows.some((row) => row.missing > 0);
  const groups = [treated, study.n - treated];
  const cell = (row: TableOneRow, mean: number, deviation: number, group: number): string =>
    row.binary
      ? `${formatNumber(Math.round(mean * group), 0)} (${formatPercent(mean)})`
      : `${formatCompact(mean)} (${formatCompact(deviation)})`;
  return {
    title: `${study.treatmentName} and ${study.outcomeName}: treated beside untreated`,
    columns: [
      { name: "mean (SD) or n (%)", align: "left" },
      { name: `treated, n ${formatNumber(groups[0]!, 0)}` },
      { name: `untreated, n ${formatNumber(groups[1]!, 0)}` },
      { name: "std. difference" },
      ...(incomplete ? [{ name: "missing" }] : []),
    ],
    rows: rows.map((row) => [
      row.name,
      cell(row, row.treatedMean, row.treatedDeviation, groups[0]!),
      cell(row, row.controlMean, row.controlDeviation, groups[1]!),
      formatFixed(row.standardizedDifference, 3),
      ...(incomplete ? [formatNumber(row.missing, 0)] : []),
    ]),
    notes: [
      "std. difference: (treated − untreated) / √((s₁² + s₀²) / 2)",
      ...(study.weights ? ["means, SDs and percentages are weighted"] : []),
      String(study.flow).replaceAll("\n", " · "),
    ],
  };
}
