import { CHUNK, crossChunk, PITCH } from "./cross";
import { exponential, inverseLogit, logarithm1p } from "./elementary";
import { accumulate, at } from "./memory";
import { multiply, multiplyTransposed } from "./multiply";
import { crossRough, narrow, narrowColumns, predictRough, scoreRough } from "./rough";

/**
 * Adds to `out` the sums of a logistic log-likelihood at beta: −2·log-likelihood, then the gradient of the
 * log-likelihood (`columns`), then a matrix (`columns`², row ≤ column): minus its Hessian if `curvature` is 1, the sum
 * of squares of the rows' gradients if it is 2; if it is 3, all of the first kind in single precision, to about 1e-7.
 * `y` lies in [0, 1], `w` are weights, `offset` is added to X·beta. `scratch` holds (columns + 3) × PITCH doubles.
 */
export function logistic(
  x: i32,
  stride: i32,
  rows: i32,
  columns: i32,
  y: i32,
  w: i32,
  offset: i32,
  beta: i32,
  scratch: i32,
  out: i32,
  curvature: i32,
): void {
  const residual = scratch;
  const weight = scratch + PITCH;
  const weighted = scratch + 2 * PITCH;
  for (let start = 0; start < rows; start += CHUNK) {
    const length = min(CHUNK, rows - start);
    if (curvature == 3) {
      logisticRough(x + start, stride, length, columns, y + start, w + start, offset + start, beta, scratch, out);
      continue;
    }
    memory.copy(at(residual), at(offset + start), at(length));
    multiply(x + start, stride, length, columns, beta, residual);
    // The columns' room is free until they are weighted.
    accumulate(at(out), respond(at(residual), at(weight), at(weighted), at(y + start), at(w + start), at(length)));
    multiplyTransposed(x + start, stride, length, columns, residual, out + 1);
    if (curvature == 2) square(at(residual), at(weight), at(length));
    if (curvature) crossChunk(x + start, stride, length, columns, weight, weighted, out + 1 + columns);
  }
}

/** The same of one chunk in single precision; the likelihood of its linear predictors is taken in double. */
function logisticRough(
  x: i32,
  stride: i32,
  rows: i32,
  columns: i32,
  y: i32,
  w: i32,
  offset: i32,
  beta: i32,
  scratch: i32,
  out: i32,
): void {
  const residual = at(scratch);
  const weight = at(scratch + PITCH);
  const copies = at(scratch + 2 * PITCH);
  const spare = at(scratch + (columns + 2) * PITCH);
  narrowColumns(at(x), at(stride), rows, columns, copies);
  predictRough(copies, rows, columns, at(beta), at(offset), spare, residual);
  accumulate(at(out), respond(residual, weight, spare, at(y), at(w), at(rows)));
  narrow(residual, rows, spare);
  narrow(weight, rows, residual);
  scoreRough(copies, rows, columns, spare, at(out + 1));
  crossRough(copies, rows, columns, residual, at(out + 1 + columns));
}

/** The same for least squares: Σ w·r², Σ w·r·x and Σ w·x·xᵀ with r = y − offset − X·beta. */
export function leastSquares(
  x: i32,
  stride: i32,
  rows: i32,
  columns: i32,
  y: i32,
  w: i32,
  offset: i32,
  beta: i32,
  scratch: i32,
  out: i32,
  curvature: i32,
): void {
  const residual = scratch;
  const squared = scratch + PITCH;
  const weighted = scratch + 2 * PITCH;
  for (let start = 0; start < rows; start += CHUNK) {
    const length = min(CHUNK, rows - start);
    memory.copy(at(residual), at(offset + start), at(length));
    multiply(x + start, stride, length, columns, beta, residual);
    accumulate(at(out), subtract(at(residual), at(y + start), at(w + start), at(length)));
    multiplyTransposed(x + start, stride, length, columns, residual, out + 1);
    if (curvature == 2) square(at(residual), at(squared), at(length));
    const weight = curvature == 2 ? squared : w + start;
    if (curvature) crossChunk(x + start, stride, length, columns, weight, weighted, out + 1 + columns);
  }
}

function square(values: usize, out: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const v = v128.load(values + i);
    v128.store(out + i, f64x2.mul(v, v));
  }
}

/** Turns fitted values into weighted residuals in place; returns Σ w·r². */
function subtract(fitted: usize, y: usize, w: usize, bytes: usize): v128 {
  let total = f64x2.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const r = f64x2.sub(v128.load(y + i), v128.load(fitted + i));
    const weighted = f64x2.mul(v128.load(w + i), r);
    total = f64x2.add(total, f64x2.mul(weighted, r));
    v128.store(fitted + i, weighted);
  }
  return total;
}

/** Turns linear predictors into weighted residuals and Hessian weights in place; returns −2·log-likelihood. */
function respond(eta: usize, weight: usize, exponentials: usize, y: usize, w: usize, bytes: usize): v128 {
  const one = f64x2.splat(1);
  const zero = f64x2.splat(0);
  let total = zero;
  let unequal = zero;
  for (let i: usize = 0; i < bytes; i += 16) {
    const h = v128.load(eta + i);
    const target = v128.load(y + i);
    const prior = v128.load(w + i);
    const distance = f64x2.abs(h);
    const e = exponential(f64x2.neg(distance));
    v128.store(exponentials + i, e);
    const larger = f64x2.div(one, f64x2.add(one, e));
    const smaller = f64x2.mul(e, larger);
    const positive = f64x2.ge(h, zero);
    const mean = v128.bitselect(larger, smaller, positive);
    const rest = v128.bitselect(smaller, larger, positive);
    const other = f64x2.sub(one, target);
    const against = v128.bitselect(other, target, positive);
    total = f64x2.add(total, f64x2.mul(prior, f64x2.mul(distance, against)));
    unequal = v128.or(unequal, f64x2.ne(prior, one));
    const residual = f64x2.sub(f64x2.mul(target, rest), f64x2.mul(other, mean));
    v128.store(eta + i, f64x2.mul(prior, residual));
    v128.store(weight + i, f64x2.mul(prior, f64x2.mul(larger, smaller)));
  }
  const logs = v128.any_true(unequal) ? weightedLogs(exponentials, w, bytes) : logOfProduct(exponentials, bytes);
  total = f64x2.add(total, logs);
  return f64x2.add(total, total);
}

/** Σ w·log(1 + e). */
function weightedLogs(e: usize, w: usize, bytes: usize): v128 {
  let total = f64x2.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    total = f64x2.add(total, f64x2.mul(v128.load(w + i), logarithm1p(v128.load(e + i))));
  }
  return total;
}

/** Σ log(1 + e) by Π(1 + e) − 1, which keeps the digits of small e, and at most 2^256 for half of a chunk. */
function logOfProduct(e: usize, bytes: usize): v128 {
  let even = f64x2.splat(0);
  let odd = even;
  let i: usize = 0;
  for (; i + 32 <= bytes; i += 32) {
    even = joined(even, v128.load(e + i));
    odd = joined(odd, v128.load(e + i, 16));
  }
  if (i < bytes) even = joined(even, v128.load(e + i));
  const product = joined(even, odd);
  return f64x2(Math.log1p(f64x2.extract_lane(product, 0)), Math.log1p(f64x2.extract_lane(product, 1)));
}

/** (1 + a)·(1 + b) − 1. */
// @ts-ignore: decorator
@inline
function joined(a: v128, b: v128): v128 {
  return f64x2.add(f64x2.add(a, b), f64x2.mul(a, b));
}

/** Turns linear predictors into means 1 / (1 + exp(−η)) in place. */
export function expit(values: i32, rows: i32): void {
  const end = at(values + rows);
  for (let a = at(values); a < end; a += 16) v128.store(a, inverseLogit(v128.load(a)));
}
