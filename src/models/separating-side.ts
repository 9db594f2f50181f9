import { formatCompact } from "../plot/format.js";

/** Rows on one side of a value of a column, all with the same outcome. */
export interface SeparatingSide {
  /** `= 1`, `> 3.5` or `< 0`. */
  readonly where: string;
  readonly rows: number;
  readonly outcome: 0 | 1;
}

/**
 * The rows above or below a value of the column that all have one outcome, where no row with the other outcome lies
 * further; undefined where the outcomes overlap on both sides, or `y` has other values than 0 and 1.
 */
export function separatingSide(
  column: Float64Array,
  y: Float64Array,
  rows: Int32Array,
): SeparatingSide | undefined {
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const i of rows) {
    const a = y[i]!;
    if (a !== 0 && a !== 1) return undefined;
    low[a] = Math.min(low[a]!, column[i]!);
    high[a] = Math.max(high[a]!, column[i]!);
  }
  const [least, most] = [Math.min(...low), Math.max(...high)];
  if (least === most) return undefined;
  const above = high[0]! <= low[1]! ? 1 : high[1]! <= low[0]! ? 0 : undefined;
  if (above === undefined) return undefined;
  // The side whose rows are all alike lies beyond the other group's last value.
  const upper = high[1 - above]!;
  const lower = low[above]!;
  const beyond = (x: number): boolean => x > upper;
  const beneath = (x: number): boolean => x < lower;
  const side = rows.some((i) => beyond(column[i]!)) ? beyond : beneath;
  const inside = rows.filter((i) => side(column[i]!));
  const only = column[inside[0]!]!;
  const bound = side === beyond ? `> ${formatCompact(upper)}` : `< ${formatCompact(lower)}`;
  return {
    where: inside.every((i) => column[i] === only) ? `= ${formatCompact(only)}` : bound,
    rows: inside.length,
    outcome: (side === beyond ? above : 1 - above) === 1 ? 1 : 0,
  };
}
