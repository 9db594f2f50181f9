import { type ColumnTable, table } from "arquero";
import { DataError } from "../../errors.js";
import { displayable } from "../../plot/display.js";
import { formatNumber } from "../../plot/format.js";
import type { ExclusionFlow } from "../exclusion-flow.js";
import { type Table, tableFrame } from "../frame.js";
import { pickRows } from "../pick-rows.js";
import { Coder } from "../sparse/coder.js";
import type { Rows } from "../sparse/event-batches.js";
import type { SparseDesign } from "../sparse/sparse-design.js";
import { wallClock } from "./clock.js";
import { denseFeatures, sparseFeatures } from "./collect-features.js";
import { type EventCounts, EventReader } from "./event-reader.js";
import { type Landmarks, readLandmarks } from "./landmarks.js";
import { followUp } from "./outcome.js";
import { checkRoles, type WindowRoles } from "./window-roles.js";

/** Features of people before their index dates, and what happened after. */
export interface WindowFeatures {
  /** The people who stay with all their columns, then the features (unless sparse), then the outcome. */
  readonly table: ColumnTable;
  /** The features of the table's rows, where they are sparse. */
  readonly design: SparseDesign | undefined;
  /** Names of the features: `code@window aggregate`. */
  readonly names: readonly string[];
  /** Who was left out, and why. */
  readonly flow: ExclusionFlow;
  /** What became of the events. */
  readonly events: EventCounts;
  toString(): string;
}

/**
 * Features from the events before each person's index date, and an outcome from those after it.
 *
 * With index date t₀, gap g and look-back L, an event at time t counts in the window t₀ − g − L ≤ t < t₀ − g: an event at
 * the index date or later never enters a feature. Outcomes count in t₀ + gap ≤ t < t₀ + gap + window. All intervals
 * include their beginning and not their end; `"30d"` is 30 times 24 hours, `"24mo"` goes by the calendar. A person may
 * have several index dates, one per row.
 *
 * `observed` says when a person's events were recorded, from ≤ t < until. Who is not observed at the index date, or for
 * the longest look-back before it, is left out, as `flow` says. The outcome is 1 if it happened in its window while the
 * person was observed, 0 if the whole window was observed without it, and missing otherwise; `outcome time` is the time
 * from the index date to it or to the end of what is known, in days (numeric times: in their unit).
 *
 * Features: count and any (0 without events), sum of values (0 without), mean, min, max, last (of events at one time the
 * last in their order), slope (least squares, per day or per unit); the latter are missing where there is no value, or
 * for the slope no two times.
 *
 * Events come from a table or stream from a source (twice if sparse).
 *
 * @example
 * const made = await windowFeatures(people, parquetSource("claims.parquet"), {
 *   id: "person", index: "index_date", time: "date", code: "icd", lookBack: ["30d", "24mo"], sparse: true,
 *   observed: { from: "enrolled", until: "left" }, outcome: { time: "death_date", window: "1y" },
 * });
 * made.names // => ["E11@30d count", "E11@24mo count", …]
 */
export async function windowFeatures(
  people: Table,
  events: Rows,
  roles: WindowRoles,
): Promise<WindowFeatures> {
  const wanted = checkRoles(roles);
  const clock = wallClock(roles.timeZone);
  const frame = tableFrame(people);
  const landmarks = readLandmarks(frame, roles, clock);
  const reader = new EventReader(events, roles, landmarks, clock);
  const unit = clock.numeric ? 1 : 86_400_000;
  const codes = new Coder(roles.codes, "codes");
  const found = roles.sparse
    ? await sparseFeatures(reader, codes, wanted, roles)
    : await denseFeatures(reader, codes, wanted, roles, unit);
  const columns: Record<string, ArrayLike<unknown>> = {};
  const add = (name: string, values: ArrayLike<unknown>): void => {
    if (name in columns)
      throw new DataError(`two columns would be called "${name}"; rename one of the people's.`);
    columns[name] = values;
  };
  for (const name of people.columnNames()) add(name, pickRows(frame.column(name, "people"), landmarks.kept));
  for (const [name, values] of found.columns) add(name, values);
  const outcome = followUp(reader.firstOutcomes, frame, roles, landmarks, clock, unit);
  for (const [name, values] of outcome) add(name, values);
  const result = {
    table: table(Object.entries(columns)),
    design: found.design,
    names: found.names,
    flow: landmarks.flow,
    events: Object.freeze({ ...reader.counts }),
  };
  return displayable(result, { text: () => describe(result, landmarks) });
}

function describe({ flow, events, names }: Omit<WindowFeatures, "toString">, { labels }: Landmarks): string {
  const n = (count: number): string => formatNumber(count, 0);
  const lines: readonly (readonly [string, number])[] = [
    ["in a look-back window", events.used],
    ["before all windows", events.before],
    ["in the gap", events.inGap],
    ["at or after the index date", events.after],
    ["outside the observation", events.outside],
    ["of codes without columns", events.otherCodes],
    ["of other people", events.otherIds],
    ["used without a value", events.withoutValue],
  ];
  const counts = lines.filter(([, count]) => count > 0).map(([what, count]) => `${n(count)} ${what}`);
  return [
    `Window features: ${n(flow.kept)} rows, ${n(names.length)} features over ${labels.join(", ")}`,
    String(flow),
    `events: ${n(events.read)} read · ${counts.join(" · ")}`,
  ].join("\n");
}
