import { didYouMean } from "../../../assert.js";
import type { Situations } from "../../../cohort/policy.js";
import { ArgumentError, DataError } from "../../../errors.js";
import { sharedColumn } from "../../../numeric/columns.js";
import type { Points } from "./points.js";

/** Columns by name: those of episodes or of situations. */
export type Observed = Pick<Situations, "columns" | "names">;

/** How a column is standardized: (x − center) / width, of log(0.1 + x) where `log` says so. */
export interface ColumnScale {
  readonly name: string;
  readonly log: boolean;
  readonly center: number;
  readonly width: number;
}

export interface ScaleOptions {
  readonly features?: readonly string[];
  readonly log?: readonly string[];
  readonly binary?: readonly string[];
}

/** Means and deviations of the features; a binary one is only shifted by ½. */
export function fitScales(seen: Observed, options: ScaleOptions): ColumnScale[] {
  const features = options.features ?? seen.names;
  if (features.length === 0) {
    throw new ArgumentError(
      "there are no columns to cluster by; give the episodes several state columns or covariates.",
    );
  }
  for (const option of ["log", "binary"] as const) {
    for (const name of options[option] ?? []) {
      if (!features.includes(name))
        throw new ArgumentError(
          `${option} names "${name}", which is no feature.${didYouMean(name, features)}`,
        );
    }
  }
  const unknown = features.find((name) => !seen.names.includes(name));
  if (unknown !== undefined) {
    throw new DataError(
      `features name a column "${unknown}"; the episodes have ${seen.names.join(", ")}.${didYouMean(unknown, seen.names)}`,
    );
  }
  const rows = completeRows(seen, features);
  return features.map((name) => {
    const log = options.log?.includes(name) ?? false;
    const values = transformed(seen, name, log, rows);
    if (options.binary?.includes(name)) {
      const other = values.find((x) => x !== 0 && x !== 1);
      if (other !== undefined) throw new DataError(`binary names "${name}", which holds ${other}.`);
      return { name, log, center: 0.5, width: 1 };
    }
    let [sum, squares] = [0, 0];
    for (const x of values) sum += x;
    const center = sum / values.length;
    for (const x of values) squares += (x - center) ** 2;
    const width = Math.sqrt(squares / values.length);
    if (!(width > 1e-12 * Math.max(1, Math.abs(center)))) {
      throw new DataError(
        `"${name}" is constant (${values[0]}) among these patients; leave it out of features.`,
      );
    }
    return { name, log, center, width };
  });
}

/** The standardized points of the complete rows, which rows of how many these are. */
export function scaled(
  seen: Observed,
  scales: readonly ColumnScale[],
): { readonly points: Points; readonly rows: Int32Array; readonly total: number } {
  const rows = completeRows(
    seen,
    scales.map(({ name }) => name),
  );
  const width = scales.length;
  const values = sharedColumn(rows.length * width);
  scales.forEach(({ name, log, center, width: unit }, k) => {
    transformed(seen, name, log, rows).forEach((x, i) => {
      values[i * width + k] = (x - center) / unit;
    });
  });
  const total = columnOf(seen, scales[0]!.name).length;
  return { points: { rows: rows.length, width, values }, rows, total };
}

/** Rows without a missing value: an episode's last observation may not have been recorded. */
function completeRows(seen: Observed, features: readonly string[]): Int32Array {
  const columns = features.map((name) => columnOf(seen, name));
  const rows = Int32Array.from({ length: columns[0]!.length }, (_, at) => at);
  return rows.filter((at) => columns.every((column) => !Number.isNaN(column[at]!)));
}

function columnOf({ names, columns }: Observed, name: string): Float64Array {
  const at = names.indexOf(name);
  if (at >= 0) return columns[at]!;
  throw new DataError(
    `these clusters are of a column "${name}"; the episodes have ${names.join(", ") || "none"}.${didYouMean(name, names)}`,
  );
}

function transformed(seen: Observed, name: string, log: boolean, rows: Int32Array): Float64Array {
  const column = columnOf(seen, name);
  const values = Float64Array.from(rows, (at) => column[at]!);
  const bad = values.filter((x) => !Number.isFinite(x) || (log && x <= -0.1));
  if (bad.length > 0) {
    const what = log ? "be finite and above −0.1, so that log(0.1 + x) exists" : "be finite";
    throw new DataError(`"${name}" must ${what}; ${bad.length} values are not, the first is ${bad[0]}.`);
  }
  return log ? values.map((x) => Math.log(0.1 + x)) : values;
}
