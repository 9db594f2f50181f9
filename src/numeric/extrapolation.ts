import { cholesky } from "./cholesky.js";

/** Steps that one extrapolation looks back on. */
const depth = 8;

/**
 * Where an iteration is going, from its last points: the affine combination of them whose step is shortest (Anderson
 * 1965; of coordinate descent, Bertrand & Massias 2021). Nearly dependent columns make an iteration creep along a few
 * directions, and those are what it finds.
 */
export class Extrapolation {
  readonly #points: Float64Array[] = [];

  /** Whether there are points enough to extrapolate. */
  get ready(): boolean {
    return this.#points.length > depth;
  }

  /** Adds a point, in units that make coordinates comparable. */
  add(point: Float64Array): void {
    this.#points.push(point);
  }

  clear(): void {
    this.#points.length = 0;
  }

  /** The combination, or undefined where the iteration stands still. */
  limit(): Float64Array | undefined {
    const points = this.#points;
    const count = points.length - 1;
    const steps = points.slice(1).map((point, k) => point.map((value, j) => value - points[k]![j]!));
    const gram = new Float64Array(count * count);
    let trace = 0;
    for (let a = 0; a < count; a++) {
      for (let b = 0; b < count; b++) gram[a * count + b] = inner(steps[a]!, steps[b]!);
      trace += gram[a * count + a]!;
    }
    if (!(trace > 0)) return undefined;
    for (let a = 0; a < count; a++) gram[a * count + a]! += 1e-12 * trace;
    const shares = cholesky(gram, count, 0).solve(new Float64Array(count).fill(1));
    const total = shares.reduce((sum, each) => sum + each, 0);
    const found = new Float64Array(points[0]!.length);
    for (const [k, share] of shares.entries()) {
      const point = points[k + 1]!;
      for (let j = 0; j < found.length; j++) found[j]! += (share / total) * point[j]!;
    }
    return found;
  }
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
