/** Byte address of a double. */
// @ts-ignore: decorator
@inline
export function at(position: i32): usize {
  return (<usize>position) << 3;
}

/** The sum of both lanes. */
// @ts-ignore: decorator
@inline
export function lanes(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

// @ts-ignore: decorator
@inline
export function accumulate(address: usize, v: v128): void {
  store<f64>(address, load<f64>(address) + lanes(v));
}
