import { table } from "arquero";
import type { Process } from "./process.js";

/**
 * The eight people of lecture 14 of MIT 6.S897 (2019): blood sugar under the treatments A and B, and which they got.
 *
 * Y_A = 6, 7, 7, 9, 8.5, 7.5, 10, 8; Y_B = 5.5, 6.5, 6, 8, 8, 7, 9, 7; received A, B, A, B, B, A, B, A.
 *
 * True ATE of B against A = 7.125 − 7.875 = −0.75: B lowers sugar. The naive difference is 7.875 − 7.125 = +0.75.
 */
export function lecture14(): Process<{
  readonly ate: number;
  readonly naive: number;
  readonly y: readonly [number[], number[]];
}> {
  const underA = [6, 7, 7, 9, 8.5, 7.5, 10, 8];
  const underB = [5.5, 6.5, 6, 8, 8, 7, 9, 7];
  const b = [0, 1, 0, 1, 1, 0, 1, 0];
  const sugar = b.map((received, i) => (received === 1 ? underB[i]! : underA[i]!));
  return {
    table: table({ person: [1, 2, 3, 4, 5, 6, 7, 8], b, sugar }),
    truth: { ate: -0.75, naive: 0.75, y: [underA, underB] },
  };
}
