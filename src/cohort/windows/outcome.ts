import type { Frame } from "../frame.js";
import type { Clock } from "./clock.js";
import type { Landmarks } from "./landmarks.js";
import type { WindowRoles } from "./window-roles.js";

/**
 * The outcome's columns: 1, 0 or missing, and the time from the index date to it or to the end of what is known. A date
 * of the people that is the very end of their observation counts: a death ends it.
 */
export function followUp(
  firstOutcomes: Float64Array,
  frame: Frame,
  { outcome }: WindowRoles,
  { kept, index, until, outcomeBegin, outcomeEnd }: Landmarks,
  clock: Clock,
  unit: number,
): (readonly [string, Float64Array])[] {
  if (!outcome) return [];
  const { time: column, name = "outcome" } = outcome;
  const dates = column === undefined ? undefined : frame.column(column, "outcome.time");
  const happened = new Float64Array(kept.length);
  const times = new Float64Array(kept.length);
  for (let row = 0; row < kept.length; row++) {
    let time = firstOutcomes[row]!;
    if (dates) {
      const read = clock.read(dates[kept[row]!], `outcome.time "${column}"`, kept[row]!);
      const counts = read >= outcomeBegin[row]! && read < outcomeEnd[row]! && read <= until[row]!;
      time = counts ? read : Number.POSITIVE_INFINITY;
    }
    const known = Math.min(outcomeEnd[row]!, until[row]!);
    happened[row] = time < Number.POSITIVE_INFINITY ? 1 : until[row]! < outcomeEnd[row]! ? Number.NaN : 0;
    times[row] = (Math.min(time, known) - index[row]!) / unit;
  }
  return [
    [name, happened],
    [`${name} time`, times],
  ];
}
