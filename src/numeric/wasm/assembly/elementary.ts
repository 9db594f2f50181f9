/** 3·2^51: adding it rounds to an integer, which the low bits of the sum then hold. */
const ROUND: f64 = 6755399441055744;
const LN2_HIGH: f64 = 0.693147180369123816490;
const LN2_LOW: f64 = 1.90821492927058770002e-10;

/** e^v for v ≤ 0, to about one unit in the last place; below −708 it is 0. */
// @ts-ignore: decorator
@inline
export function exponential(v: v128): v128 {
  const magic = f64x2.splat(ROUND);
  const clamped = f64x2.pmax(v, f64x2.splat(-708));
  const shifted = f64x2.add(f64x2.mul(clamped, f64x2.splat(1.4426950408889634)), magic);
  const n = f64x2.sub(shifted, magic);
  let r = f64x2.sub(clamped, f64x2.mul(n, f64x2.splat(LN2_HIGH)));
  r = f64x2.sub(r, f64x2.mul(n, f64x2.splat(LN2_LOW)));
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const r8 = f64x2.mul(r4, r4);
  // Taylor's series to degree 13 on |r| ≤ ln2/2, summed in pairs.
  const a = pair(r, 0.5, 1 / 6.0);
  const b = pair(r, 1 / 24.0, 1 / 120.0);
  const c = pair(r, 1 / 720.0, 1 / 5040.0);
  const d = pair(r, 1 / 40320.0, 1 / 362880.0);
  const e = pair(r, 1 / 3628800.0, 1 / 39916800.0);
  const f = pair(r, 1 / 479001600.0, 1 / 6227020800.0);
  const low = f64x2.add(a, f64x2.mul(b, r2));
  const middle = f64x2.add(c, f64x2.mul(d, r2));
  const high = f64x2.add(e, f64x2.mul(f, r2));
  const tail = f64x2.add(f64x2.add(low, f64x2.mul(middle, r4)), f64x2.mul(high, r8));
  const series = f64x2.add(f64x2.splat(1), f64x2.add(r, f64x2.mul(tail, r2)));
  const scale = i64x2.add(i64x2.shl(shifted, 52), i64x2.splat(0x3ff0000000000000));
  const result = f64x2.mul(series, scale);
  return v128.and(result, f64x2.ge(v, f64x2.splat(-708)));
}

/** log(1 + v) for 0 ≤ v ≤ 1, by the series of the inverse hyperbolic tangent. */
// @ts-ignore: decorator
@inline
export function logarithm1p(v: v128): v128 {
  const large = f64x2.gt(v, f64x2.splat(0.41421356237309503));
  const numerator = v128.bitselect(f64x2.sub(v, f64x2.splat(1)), v, large);
  const denominator = f64x2.add(v, v128.bitselect(f64x2.splat(3), f64x2.splat(2), large));
  const s = f64x2.div(numerator, denominator);
  const z = f64x2.mul(s, s);
  const z2 = f64x2.mul(z, z);
  const z4 = f64x2.mul(z2, z2);
  const low = f64x2.add(pair(z, 1 / 3.0, 1 / 5.0), f64x2.mul(pair(z, 1 / 7.0, 1 / 9.0), z2));
  const high = f64x2.add(pair(z, 1 / 11.0, 1 / 13.0), f64x2.mul(pair(z, 1 / 15.0, 1 / 17.0), z2));
  const last = pair(z, 1 / 19.0, 1 / 21.0);
  const tail = f64x2.add(low, f64x2.mul(f64x2.add(high, f64x2.mul(last, z4)), z4));
  const twice = f64x2.add(s, s);
  const series = f64x2.add(twice, f64x2.mul(twice, f64x2.mul(tail, z)));
  return f64x2.add(series, v128.and(f64x2.splat(0.6931471805599453), large));
}

// @ts-ignore: decorator
@inline
function pair(v: v128, constant: f64, slope: f64): v128 {
  return f64x2.add(f64x2.splat(constant), f64x2.mul(v, f64x2.splat(slope)));
}
