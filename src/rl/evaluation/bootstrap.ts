import type { Stream } from "../../stats/random.js";
import { drawCounts } from "../../stats/resample.js";

/**
 * Sums of rows over bootstrap samples of patients: replicate b draws as many patients as there are, with replacement,
 * from its own stream, and adds up all their rows. Returns replicates × width sums, one replicate after another.
 */
export function bootstrapSums(
  rows: Float64Array,
  width: number,
  patients: Int32Array,
  replicates: number,
  stream: Stream,
): Float64Array {
  const { sums, count } = sumByPatient(rows, width, patients);
  const drawn = new Float64Array(replicates * width);
  const times = new Float64Array(count);
  for (let b = 0; b < replicates; b++) {
    drawCounts(stream.split(b), times);
    addTimes(sums, width, times, drawn.subarray(b * width, (b + 1) * width));
  }
  return drawn;
}

/** out += Σ times[k] · row k, four drawn rows at a time, so that the sums are read and written once for the four. */
function addTimes(rows: Float64Array, width: number, times: Float64Array, out: Float64Array): void {
  let [c0, c1, c2, f0, f1, f2, held] = [0, 0, 0, 0, 0, 0, 0];
  for (let k = 0; k < times.length; k++) {
    const c = times[k]!;
    if (c === 0) continue;
    const from = k * width;
    if (held === 3) {
      for (let j = 0; j < width; j++) {
        out[j]! += c0 * rows[f0 + j]! + c1 * rows[f1 + j]! + c2 * rows[f2 + j]! + c * rows[from + j]!;
      }
      held = 0;
    } else if (held === 0) [c0, f0, held] = [c, from, 1];
    else if (held === 1) [c1, f1, held] = [c, from, 2];
    else [c2, f2, held] = [c, from, 3];
  }
  if (held < 3) c2 = 0;
  if (held < 2) c1 = 0;
  if (held < 1) c0 = 0;
  for (let j = 0; j < width; j++) out[j]! += c0 * rows[f0 + j]! + c1 * rows[f1 + j]! + c2 * rows[f2 + j]!;
}

function sumByPatient(
  rows: Float64Array,
  width: number,
  patients: Int32Array,
): { sums: Float64Array; count: number } {
  const position = new Map<number, number>();
  for (const code of patients) if (!position.has(code)) position.set(code, position.size);
  if (position.size === patients.length) return { sums: rows, count: patients.length };
  const sums = new Float64Array(position.size * width);
  patients.forEach((code, i) => {
    const to = position.get(code)! * width;
    for (let j = 0; j < width; j++) sums[to + j]! += rows[i * width + j]!;
  });
  return { sums, count: position.size };
}
