import type { ColumnTable } from "arquero";
import { displayable } from "../../src/plot/display.js";
import { formatFixed, formatPercent } from "../../src/plot/format.js";
import { escapeHtml } from "../../src/plot/html.js";
import { type TextTable, tableHtml, tableText } from "../../src/plot/table.js";
import { analysisTable, type GrowingColumns, icuColumns } from "./columns.js";
import { type IcuKnobs, type IcuScenario, scenarios } from "./knobs.js";
import type { Recorded } from "./stay.js";

/** A synthetic ICU cohort: what a database would hold, and nothing of the truth. */
export interface IcuCohort {
  readonly patients: number;
  readonly stays: number;
  readonly seed: number;
  readonly scenario: IcuScenario;
  readonly knobs: IcuKnobs;
  /** The analysis table, one row per ICU stay; `icuColumns` says what each column means. */
  analysis(): ColumnTable;
  toString(): string;
}

export function icuCohort(
  columns: GrowingColumns<keyof Recorded>,
  settings: Pick<IcuCohort, "patients" | "seed" | "scenario" | "knobs">,
): IcuCohort {
  let made: ColumnTable | undefined;
  const cohort = {
    ...settings,
    stays: columns.rows,
    analysis: (): ColumnTable => {
      made ??= analysisTable(columns);
      return made;
    },
  };
  const view = (): TextTable => cohortView(cohort, columns);
  return displayable(cohort, {
    text: () => [headline(cohort), tableText(view())].join("\n"),
    html: () => `<div><em>${escapeHtml(headline(cohort))}</em></div>${tableHtml(view())}`,
  });
}

function headline(cohort: Pick<IcuCohort, "patients" | "stays" | "seed" | "scenario">): string {
  const count = (n: number): string => formatFixed(n, 0);
  return `Synthetic ICU cohort · ${count(cohort.patients)} patients, ${count(cohort.stays)} stays · seed ${cohort.seed} · scenario ${cohort.scenario} · no MIMIC row was read`;
}

function cohortView(
  cohort: Pick<IcuCohort, "stays" | "scenario">,
  columns: GrowingColumns<keyof Recorded>,
): TextTable {
  const share = (name: keyof Recorded): string => {
    const sum = columns.column(name).reduce((total, value) => total + value, 0);
    return formatPercent(sum / columns.rows);
  };
  return {
    columns: [{ name: "table", align: "left" }, { name: "rows" }, { name: "columns", align: "left" }],
    rows: [
      [
        "analysis()",
        formatFixed(cohort.stays, 0),
        `${icuColumns
          .slice(0, 7)
          .map(({ name }) => name)
          .join(", ")}, … (${icuColumns.length})`,
      ],
    ],
    notes: [
      `${share("early_vasopressor")} early vasopressor, ${share("death_28d")} dead within 28 days; ${scenarios[cohort.scenario].about}.`,
    ],
  };
}
