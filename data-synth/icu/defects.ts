import type { EventRows, IcuEvents } from "./events.js";
import { draw, type Noise } from "./noise.js";
import type { Stay } from "./stay.js";

/** What was spoiled, as the answer key names it; `kind` in raw.defect is the index. */
export const defectKinds: readonly string[] = [
  "impossible value: a heart rate of 10,000,000",
  "unit mix: degrees Fahrenheit under the item of degrees Celsius",
  "duplicate row",
  "laboratory result without hadm_id",
  "impossible value: glucose of 999,999 mg/dL",
  "two sexes: a second row in patients",
];

const heartRate = 220045;
const fahrenheit = 223761;
const celsius = 223762;
const glucose = 50931;
const rowsPerDraw = 4096;

/** Where the rows of one stay begin in the events that several stays share. */
export interface StayRows {
  readonly chart: number;
  readonly lab: number;
}

/**
 * Spoils a share of a stay's charted and laboratory rows, each in the way that its item allows, and writes what was done
 * to `events.defect`, the answer key. Impossible values and lost identifiers are those that users of MIMIC report.
 */
export function plantDefects(noise: Noise, share: number, from: StayRows, events: IcuEvents): void {
  const { chart, lab, defect } = events;
  const chartEnd = chart.rows;
  for (let i = from.chart; i < chartEnd; i++) {
    if (drawDefect(noise, 0, i - from.chart) >= share) continue;
    const [stay, minute, itemid, value] = [0, 1, 2, 3].map((j) => chart.column(j)[i]!) as [
      number,
      number,
      number,
      number,
    ];
    const kind = itemid === heartRate ? 0 : itemid === fahrenheit ? 1 : 2;
    if (kind === 0) chart.column(3)[i] = 10_000_000;
    else if (kind === 1) chart.column(2)[i] = celsius;
    else chart.add(stay, minute, itemid, value);
    defect.add(stay, minute, itemid, kind, value);
  }
  for (let i = from.lab; i < lab.rows; i++) {
    const u = drawDefect(noise, 1, i - from.lab);
    if (u >= share) continue;
    const [stay, minute, itemid, value] = [0, 1, 2, 3].map((j) => lab.column(j)[i]!) as [
      number,
      number,
      number,
      number,
    ];
    const kind = itemid === glucose ? 4 : 3;
    if (kind === 4) lab.column(3)[i] = 999_999;
    else lab.column(5)[i] = 1;
    defect.add(stay, minute, itemid, kind, value);
  }
}

/** Gives a share of the patients a second row in `patients`, with the other sex; the key has their own (1 is M). */
export function plantTwoSexes(noise: Noise, share: number, stay: Stay, { defect }: IcuEvents): void {
  if (stay.stay_number > 1 || noise.uniform(draw.twoSexes) >= share) return;
  defect.add(stay.stay_id, stay.intime, 0, 5, stay.gender);
}

function drawDefect(noise: Noise, table: 0 | 1, row: number): number {
  const page = Math.floor(row / rowsPerDraw);
  return noise.uniform(draw.defect + 2 * page + table, row % rowsPerDraw);
}

/** Rows that are there before a stay is played. */
export function beginning(events: { readonly chart: EventRows; readonly lab: EventRows }): StayRows {
  return { chart: events.chart.rows, lab: events.lab.rows };
}
