import { assertInteger, assertKnownOptions } from "../../src/assert.js";
import { ArgumentError } from "../../src/errors.js";
import { type Chart, chart } from "../../src/plot/chart.js";
import { displayable } from "../../src/plot/display.js";
import { formatFixed } from "../../src/plot/format.js";
import { type TextTable, tableHtml, tableText } from "../../src/plot/table.js";
import type { IcuCohort } from "./cohort.js";
import { Measured, measureHours } from "./fidelity-measures.js";
import { type FidelityRow, fidelityContext, fidelityTargets } from "./fidelity-rows.js";

export interface FidelityLine extends Omit<FidelityRow, "ours"> {
  readonly value: number;
  /** Whether a target was met; context is not judged. */
  readonly verdict: "met" | "missed" | "context";
}

export interface FidelityCard {
  readonly lines: readonly FidelityLine[];
  readonly targets: number;
  readonly met: number;
  /** Stays on which hourly rows were measured. */
  readonly playedPatients: number;
  readonly statement: string;
  /** Each target's distance from the published number, in tolerances. */
  plot(): Chart;
  toString(): string;
}

export interface FidelityOptions {
  /** Patients who are played hour by hour for SOFA and sepsis-3; at most the cohort's. @default 2000 */
  readonly playedPatients?: number;
}

const statement =
  "Calibrated to published aggregates only. No row of MIMIC, or of any other patient database, was read.";

/**
 * Compares a cohort with what has been published about MIMIC: each number beside ours, with a tolerance and a verdict for
 * rows about MIMIC itself, and without one for rows of other cohorts. Small cohorts miss targets by chance.
 */
export async function fidelityCard(cohort: IcuCohort, options: FidelityOptions = {}): Promise<FidelityCard> {
  assertKnownOptions(options, ["playedPatients"], "fidelityCard");
  if (typeof cohort?.analysis !== "function" || typeof cohort.database !== "function") {
    throw new ArgumentError("fidelityCard takes a cohort of simulateIcu.");
  }
  const { playedPatients = 2000 } = options;
  assertInteger(playedPatients, "playedPatients", 1);
  const played = Math.min(playedPatients, cohort.patients);
  const { IcuDatabase } = await import("./database.js");
  const database = await IcuDatabase.open({ ...cohort, patients: played });
  const hourly = await measureHours(database).finally(() => database.close());
  const measured = new Measured(cohort.analysis(), hourly);
  const judge = (row: FidelityRow): FidelityLine => {
    const { ours, ...published } = row;
    const value = ours(measured);
    const distance = Math.abs(value - row.published);
    const verdict = row.tolerance === undefined ? "context" : distance <= row.tolerance ? "met" : "missed";
    return Object.freeze({ ...published, value, verdict });
  };
  const lines = [...fidelityTargets, ...fidelityContext].map(judge);
  const card = {
    lines,
    targets: fidelityTargets.length,
    met: lines.filter(({ verdict }) => verdict === "met").length,
    playedPatients: played,
    statement,
    plot: () => cardChart(lines),
  };
  return displayable(card, { text: () => tableText(cardView(card)), html: () => tableHtml(cardView(card)) });
}

function cardView(card: Pick<FidelityCard, "lines" | "targets" | "met" | "playedPatients">): TextTable {
  return {
    title: `Fidelity: ${card.met} of ${card.targets} targets met`,
    columns: [
      { name: "quantity", align: "left" },
      { name: "published" },
      { name: "ours" },
      { name: "tolerance" },
      { name: "", align: "left" },
      { name: "unit", align: "left" },
      { name: "source", align: "left" },
    ],
    rows: card.lines.map((line) => [
      line.quantity,
      formatFixed(line.published, 2),
      formatFixed(line.value, 2),
      line.tolerance === undefined ? "" : `± ${formatFixed(line.tolerance, 2)}`,
      line.verdict,
      line.unit,
      line.source,
    ]),
    notes: [
      statement,
      `SOFA and sepsis-3 on the first ${formatFixed(card.playedPatients, 0)} patients, played hour by hour.`,
    ],
  };
}

function cardChart(lines: readonly FidelityLine[]): Chart {
  const values = lines
    .filter((line) => line.tolerance !== undefined)
    .map((line) => ({
      quantity: line.quantity,
      distance: (line.value - line.published) / line.tolerance!,
      verdict: line.verdict,
    }));
  const met = values.filter(({ verdict }) => verdict === "met").length;
  return chart(`Distance from ${values.length} published numbers, in tolerances; ${met} lie within one.`, {
    data: { values },
    width: 320,
    height: { step: 13 },
    layer: [
      { mark: { type: "rule", color: "#bbb" }, encoding: { x: { datum: -1 } } },
      { mark: { type: "rule", color: "#bbb" }, encoding: { x: { datum: 1 } } },
      {
        mark: { type: "point", filled: true, size: 45 },
        encoding: {
          x: { field: "distance", type: "quantitative", title: "(ours − published) / tolerance" },
          y: { field: "quantity", type: "nominal", sort: null, title: null, axis: { labelLimit: 320 } },
          color: {
            field: "verdict",
            type: "nominal",
            title: null,
            scale: { domain: ["met", "missed"], range: ["#1b6ca8", "#b35900"] },
          },
        },
      },
    ],
  });
}
