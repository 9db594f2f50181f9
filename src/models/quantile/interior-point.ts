import { ConvergenceError } from "../../errors.js";
import { type Cholesky, cholesky } from "../../numeric/cholesky.js";
import { rawCoefficients, type Standardization } from "../../numeric/standardize.js";
import type { Features } from "../learner.js";
import { refuseDependent } from "../refuse-dependent.js";
import { exactVertex } from "./vertex.js";

/** Checked data of a quantile regression. */
export interface QuantileDesign {
  readonly x: Features;
  readonly y: Float64Array;
  readonly weights: Float64Array | undefined;
  readonly standardization: Standardization;
}

/** Rows with weight, times their weight: the loss of w·u is w times that of u. */
export function weightedRows({ x, y, weights, standardization }: QuantileDesign): {
  rows: Float64Array[];
  target: Float64Array;
} {
  const { center, scale } = standardization;
  const kept = Int32Array.from(y.keys()).filter((i) => !weights || weights[i]! > 0);
  const weight = Float64Array.from(kept, (i) => (weights ? weights[i]! : 1));
  const column = (values: Float64Array, j: number): Float64Array =>
    Float64Array.from(kept, (i, k) => (weight[k]! * (values[i]! - center[j]!)) / scale[j]!);
  return {
    rows: [weight, ...x.columns.map(column)],
    target: Float64Array.from(kept, (i, k) => weight[k]! * y[i]!),
  };
}

/**
 * Raw coefficients that minimize the check loss. The dual is: maximize yᵀa for Xᵀa = (1 − τ) Xᵀ1, 0 ≤ a ≤ 1; Mehrotra's
 * predictor and corrector follow Portnoy & Koenker (1997, section 5).
 */
export function leastCheckLoss(design: QuantileDesign, tau: number): Float64Array {
  const { rows: columns, target } = weightedRows(design);
  const size = columns.length;
  const least = normalMatrix(columns, undefined);
  refuseDependent(least, design.x.names);
  let spread = 0;
  for (const value of target) spread = Math.max(spread, Math.abs(value));
  const state = startingPoint(columns, target, tau, least);
  for (let round = 0; round < 200; round++) {
    const gap = inner(state.z, state.a) + inner(state.w, state.s);
    if (!(gap > 1e-11 * (1 + spread) * target.length)) break;
    improve(state, columns, gap);
  }
  const left = inner(state.z, state.a) + inner(state.w, state.s);
  if (!(left <= 1e-6 * (1 + spread) * target.length))
    throw new ConvergenceError(
      "quantile regression found no minimum: its interior point search broke down; rescale y.",
    );
  const beta = exactVertex(columns, target, state.beta, tau);
  return rawCoefficients(beta.subarray(0, size), design.standardization);
}

interface Interior {
  /** Dual variables and their distance to 1. */
  a: Float64Array;
  s: Float64Array;
  /** Slacks of the two bounds; w − z is the residual. */
  z: Float64Array;
  w: Float64Array;
  beta: Float64Array;
}

function startingPoint(
  columns: Float64Array[],
  target: Float64Array,
  tau: number,
  least: Cholesky,
): Interior {
  const beta = least.solve(Float64Array.from(columns, (column) => inner(column, target)));
  const residual = residuals(columns, target, beta);
  const typical = residual.reduce((sum, u) => sum + Math.abs(u), 0) / residual.length || 1;
  return {
    a: new Float64Array(target.length).fill(1 - tau),
    s: new Float64Array(target.length).fill(tau),
    // a = 1 where the residual is positive: w belongs to the bound at 1.
    w: residual.map((u) => Math.max(u, 0) + 0.1 * typical),
    z: residual.map((u) => Math.max(-u, 0) + 0.1 * typical),
    beta,
  };
}

/** One step of predictor and corrector; both keep Xᵀa and w − z = y − Xβ. */
function improve(state: Interior, columns: Float64Array[], gap: number): void {
  const { a, s, z, w } = state;
  const n = a.length;
  const q = a.map((_, i) => 1 / (z[i]! / a[i]! + w[i]! / s[i]!));
  const factor = normalMatrix(columns, q);
  const none = new Float64Array(n);
  const first = direction(state, columns, factor, q, 0, none, none);
  const [p0, d0] = stepSizes(state, first, 1);
  let after = 0;
  for (let i = 0; i < n; i++) {
    after += (z[i]! + d0 * first.z[i]!) * (a[i]! + p0 * first.a[i]!);
    after += (w[i]! + d0 * first.w[i]!) * (s[i]! - p0 * first.a[i]!);
  }
  const mu = ((after / gap) ** 3 * gap) / (2 * n);
  const second = direction(
    state,
    columns,
    factor,
    q,
    mu,
    first.a.map((da, i) => da * first.z[i]!),
    first.a.map((da, i) => -da * first.w[i]!),
  );
  const [p, d] = stepSizes(state, second, 0.9995);
  for (let i = 0; i < n; i++) {
    a[i]! += p * second.a[i]!;
    s[i]! -= p * second.a[i]!;
    z[i]! += d * second.z[i]!;
    w[i]! += d * second.w[i]!;
  }
  state.beta = state.beta.map((value, j) => value + d * second.beta[j]!);
}

interface Step {
  readonly a: Float64Array;
  readonly z: Float64Array;
  readonly w: Float64Array;
  readonly beta: Float64Array;
}

/** Newton's direction to z·a = w·s = μ less the products of second order; Xᵀδa = 0, δw − δz = −Xδβ. */
function direction(
  { a, s, z, w }: Interior,
  columns: Float64Array[],
  factor: Cholesky,
  q: Float64Array,
  mu: number,
  crossA: Float64Array,
  crossS: Float64Array,
): Step {
  // δz = (μ − cross_a)/a − z − (z/a)δa; δw = (μ − cross_s)/s − w + (w/s)δa.
  const atZ = a.map((value, i) => (mu - crossA[i]!) / value - z[i]!);
  const atW = s.map((value, i) => (mu - crossS[i]!) / value - w[i]!);
  const rest = atZ.map((value, i) => value - atW[i]!);
  // (z/a + w/s) δa = rest − Xδβ, and Xᵀδa = 0.
  const weighted = rest.map((value, i) => q[i]! * value);
  const beta = factor.solve(Float64Array.from(columns, (column) => inner(column, weighted)));
  const moved = residuals(columns, rest, beta);
  const da = moved.map((value, i) => q[i]! * value);
  return {
    a: da,
    z: da.map((value, i) => atZ[i]! - (z[i]! / a[i]!) * value),
    w: da.map((value, i) => atW[i]! + (w[i]! / s[i]!) * value),
    beta,
  };
}

/** Shares of the step to the nearest bound, of the dual variables and of the slacks. */
function stepSizes({ a, s, z, w }: Interior, step: Step, share: number): [number, number] {
  let [p, d] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < a.length; i++) {
    const da = step.a[i]!;
    if (da < 0) p = Math.min(p, -a[i]! / da);
    if (da > 0) p = Math.min(p, s[i]! / da);
    if (step.z[i]! < 0) d = Math.min(d, -z[i]! / step.z[i]!);
    if (step.w[i]! < 0) d = Math.min(d, -w[i]! / step.w[i]!);
  }
  return [Math.min(1, share * p), Math.min(1, share * d)];
}

export function residuals(
  columns: readonly Float64Array[],
  y: Float64Array,
  beta: Float64Array,
): Float64Array {
  const out = Float64Array.from(y);
  columns.forEach((column, j) => {
    const slope = beta[j]!;
    for (let i = 0; i < out.length; i++) out[i]! -= slope * column[i]!;
  });
  return out;
}

function normalMatrix(columns: readonly Float64Array[], q: Float64Array | undefined): Cholesky {
  const p = columns.length;
  const matrix = new Float64Array(p * p);
  columns.forEach((u, j) => {
    const scaled = q ? u.map((value, i) => value * q[i]!) : u;
    for (let k = j; k < p; k++) matrix[j * p + k] = matrix[k * p + j] = inner(scaled, columns[k]!);
  });
  return cholesky(matrix, p, q ? 1e-300 : undefined);
}

function inner(u: Float64Array, v: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < u.length; i++) sum += u[i]! * v[i]!;
  return sum;
}
