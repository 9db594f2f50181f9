import { at } from "./memory";

/** out[i] = carry + v[0] + … + v[i]; returns the last. */
export function prefixSums(v: i32, length: i32, carry: f64, out: i32): f64 {
  let sum = carry;
  for (let i = 0; i < length; i++) {
    sum += load<f64>(at(v + i));
    store<f64>(at(out + i), sum);
  }
  return sum;
}
