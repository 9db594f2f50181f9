import { lbeta } from "lib-r-math.js";

/**
 * The regularized incomplete beta function I_x(a, b), by its continued fraction (DLMF 8.17.22) with Lentz's method, taken
 * from the side where it converges. `y` is 1 − x, given apart so that neither tail loses digits.
 */
export function incompleteBeta(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(y, x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log(y) - lbeta(a, b)) / a;
  return front / continuedFraction(x, a, b);
}

/** d/dx I_x(a, b). */
export function betaDensity(x: number, y: number, a: number, b: number): number {
  return Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log(y) - lbeta(a, b));
}

const tiny = 1e-300;

function continuedFraction(x: number, a: number, b: number): number {
  let [f, c, d] = [1, 1, 0];
  for (let k = 1; k < 100_000; k++) {
    const m = k >> 1;
    const numerator =
      k % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 + numerator * d;
    d = 1 / (Math.abs(d) < tiny ? tiny : d);
    c = 1 + numerator / c;
    if (Math.abs(c) < tiny) c = tiny;
    f *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return f;
}
