const LN2_HIGH: f64 = 0.693147180369123816490;
const LN2_LOW: f64 = 1.90821492927058770002e-10;

/** 3·2^51: adding it rounds to an integer, which the low bits of the sum then hold. */
const ROUND: f64 = 6755399441055744;

// Numbers that a loop takes from memory: a compiler that makes each of them anew, every time, takes longer for that
// than for the arithmetic.
const EXPONENTIAL = memory.data<f64>([
  -708, ROUND, 1.4426950408889634, LN2_HIGH, LN2_LOW, 1,
  // 1/2!, 1/3!, … 1/13!
  0.5, 1 / 6.0, 1 / 24.0, 1 / 120.0, 1 / 720.0, 1 / 5040.0, 1 / 40320.0, 1 / 362880.0, 1 / 3628800.0,
  1 / 39916800.0, 1 / 479001600.0, 1 / 6227020800.0,
]);
const LOGARITHM = memory.data<f64>([
  0.41421356237309503, 1, 2, 3, 0.6931471805599453,
  1 / 3.0, 1 / 5.0, 1 / 7.0, 1 / 9.0, 1 / 11.0, 1 / 13.0, 1 / 15.0, 1 / 17.0, 1 / 19.0, 1 / 21.0,
]);

/** Both lanes hold the table's number `i`. */
// @ts-ignore: decorator
@inline
function constant(table: usize, i: usize): v128 {
  return v128.load64_splat(table + (i << 3));
}

/** e^v for v ≤ 0, to about one unit in the last place; below −708 it is 0. */
// @ts-ignore: decorator
@inline
export function exponential(v: v128): v128 {
  const least = constant(EXPONENTIAL, 0);
  const magic = constant(EXPONENTIAL, 1);
  const one = constant(EXPONENTIAL, 5);
  const clamped = f64x2.pmax(v, least);
  const shifted = f64x2.add(f64x2.mul(clamped, constant(EXPONENTIAL, 2)), magic);
  const n = f64x2.sub(shifted, magic);
  let r = f64x2.sub(clamped, f64x2.mul(n, constant(EXPONENTIAL, 3)));
  r = f64x2.sub(r, f64x2.mul(n, constant(EXPONENTIAL, 4)));
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const r8 = f64x2.mul(r4, r4);
  // Taylor's series to degree 13 on |r| ≤ ln2/2, summed in pairs.
  const a = pair(r, EXPONENTIAL, 6);
  const b = pair(r, EXPONENTIAL, 8);
  const c = pair(r, EXPONENTIAL, 10);
  const d = pair(r, EXPONENTIAL, 12);
  const e = pair(r, EXPONENTIAL, 14);
  const f = pair(r, EXPONENTIAL, 16);
  const low = f64x2.add(a, f64x2.mul(b, r2));
  const middle = f64x2.add(c, f64x2.mul(d, r2));
  const high = f64x2.add(e, f64x2.mul(f, r2));
  const tail = f64x2.add(f64x2.add(low, f64x2.mul(middle, r4)), f64x2.mul(high, r8));
  const series = f64x2.add(one, f64x2.add(r, f64x2.mul(tail, r2)));
  // 1.0 has the exponent's bits alone.
  const scale = i64x2.add(i64x2.shl(shifted, 52), one);
  const result = f64x2.mul(series, scale);
  return v128.and(result, f64x2.ge(v, least));
}

// Padé's approximant of order (6, 6): e^r = (even + odd) / (even − odd), off by 2e-19 on |r| ≤ ln2/2.
const RATIO = memory.data<f64>([840, 75600, 665280, 42, 10080, 332640]);

/** 1 / (1 + e^−v), each tail to its own last places; where |v| is above 708 the smaller one is 0. */
// @ts-ignore: decorator
@inline
export function inverseLogit(v: v128): v128 {
  const least = constant(EXPONENTIAL, 0);
  const magic = constant(EXPONENTIAL, 1);
  const negative = f64x2.neg(f64x2.abs(v));
  const clamped = f64x2.pmax(negative, least);
  const shifted = f64x2.add(f64x2.mul(clamped, constant(EXPONENTIAL, 2)), magic);
  const n = f64x2.sub(shifted, magic);
  let r = f64x2.sub(clamped, f64x2.mul(n, constant(EXPONENTIAL, 3)));
  r = f64x2.sub(r, f64x2.mul(n, constant(EXPONENTIAL, 4)));
  const r2 = f64x2.mul(r, r);
  let even = f64x2.add(f64x2.mul(f64x2.add(r2, constant(RATIO, 0)), r2), constant(RATIO, 1));
  even = f64x2.add(f64x2.mul(even, r2), constant(RATIO, 2));
  let odd = f64x2.add(f64x2.mul(constant(RATIO, 3), r2), constant(RATIO, 4));
  odd = f64x2.mul(f64x2.add(f64x2.mul(odd, r2), constant(RATIO, 5)), r);
  const scale = i64x2.add(i64x2.shl(shifted, 52), constant(EXPONENTIAL, 5));
  const larger = f64x2.sub(even, odd);
  const smaller = v128.and(f64x2.mul(f64x2.add(even, odd), scale), f64x2.ge(negative, least));
  const chosen = v128.bitselect(larger, smaller, f64x2.ge(v, f64x2.splat(0)));
  return f64x2.div(chosen, f64x2.add(larger, smaller));
}

/** log(1 + v) for 0 ≤ v ≤ 1, by the series of the inverse hyperbolic tangent. */
// @ts-ignore: decorator
@inline
export function logarithm1p(v: v128): v128 {
  const large = f64x2.gt(v, constant(LOGARITHM, 0));
  const numerator = f64x2.sub(v, v128.and(constant(LOGARITHM, 1), large));
  const denominator = f64x2.add(v, v128.bitselect(constant(LOGARITHM, 3), constant(LOGARITHM, 2), large));
  const s = f64x2.div(numerator, denominator);
  const z = f64x2.mul(s, s);
  const z2 = f64x2.mul(z, z);
  const z4 = f64x2.mul(z2, z2);
  const low = f64x2.add(pair(z, LOGARITHM, 5), f64x2.mul(pair(z, LOGARITHM, 7), z2));
  const high = f64x2.add(pair(z, LOGARITHM, 9), f64x2.mul(pair(z, LOGARITHM, 11), z2));
  const last = pair(z, LOGARITHM, 13);
  const tail = f64x2.add(low, f64x2.mul(f64x2.add(high, f64x2.mul(last, z4)), z4));
  const twice = f64x2.add(s, s);
  const series = f64x2.add(twice, f64x2.mul(twice, f64x2.mul(tail, z)));
  return f64x2.add(series, v128.and(constant(LOGARITHM, 4), large));
}

/** The table's number `i` plus v times the next. */
// @ts-ignore: decorator
@inline
function pair(v: v128, table: usize, i: usize): v128 {
  return f64x2.add(constant(table, i), f64x2.mul(v, constant(table, i + 1)));
}
