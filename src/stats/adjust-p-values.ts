import { assertOneOf } from "../assert.js";
import { ArgumentError } from "../errors.js";

/**
 * P-values that hold for all tests together, in the order given: `"holm"` bounds the chance of any false rejection
 * (Holm 1979), `"bh"` the expected share of false ones among the rejections of independent or positively dependent
 * tests (Benjamini & Hochberg 1995).
 *
 * @example
 * adjustPValues([0.01, 0.04, 0.03], "holm") // => [0.03, 0.06, 0.06]
 */
export function adjustPValues(pValues: ArrayLike<number>, method: "holm" | "bh"): Float64Array {
  assertOneOf(method, "method", ["holm", "bh"]);
  const p = Float64Array.from(pValues);
  const bad = p.findIndex((value) => !(value >= 0 && value <= 1));
  if (bad >= 0) throw new ArgumentError(`pValues must lie from 0 to 1; number ${bad + 1} was ${p[bad]}.`);
  const m = p.length;
  const order = Array.from(p.keys()).sort((a, b) => p[a]! - p[b]!);
  const adjusted = new Float64Array(m);
  if (method === "holm") {
    let most = 0;
    order.forEach((test, rank) => {
      most = Math.max(most, Math.min(1, (m - rank) * p[test]!));
      adjusted[test] = most;
    });
  } else {
    let least = 1;
    for (let rank = m - 1; rank >= 0; rank--) {
      least = Math.min(least, (m / (rank + 1)) * p[order[rank]!]!);
      adjusted[order[rank]!] = least;
    }
  }
  return adjusted;
}
