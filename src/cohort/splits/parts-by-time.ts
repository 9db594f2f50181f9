import { ArgumentError, DataError } from "../../errors.js";
import type { Frame } from "../frame.js";
import { wallClock } from "../windows/clock.js";
import type { TimeSplit } from "./split-table.js";

/** The period of each row: how many cuts are at its time or before. */
export function partsByTime(
  frame: Frame,
  { time, parts, cuts }: Pick<TimeSplit<string>, "time" | "parts" | "cuts">,
): Int32Array {
  if (cuts.length !== parts.length - 1) {
    throw new ArgumentError(
      `cuts must be one fewer than the ${parts.length} parts; there were ${cuts.length}.`,
    );
  }
  const clock = wallClock(undefined);
  const values = frame.column(time, "time");
  const times = Float64Array.from({ length: frame.rows }, (_, i) =>
    clock.read(values[i], `time "${time}"`, i),
  );
  const missing = times.reduce((sum, each) => sum + (Number.isNaN(each) ? 1 : 0), 0);
  if (missing > 0)
    throw new DataError(`time "${time}" is missing in ${missing} of ${frame.rows} rows; drop them first.`);
  const limits = cuts.map((cut, k) => clock.read(cut, "cuts", k));
  limits.forEach((limit, k) => {
    if (!(k === 0 || limit > limits[k - 1]!) || Number.isNaN(limit))
      throw new ArgumentError(`cuts must ascend; number ${k} (${String(cuts[k])}) does not.`);
  });
  return Int32Array.from(times, (each) => limits.filter((limit) => limit <= each).length);
}
