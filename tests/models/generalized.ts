import { readFileSync } from "node:fs";
import type { Features } from "txlab/models";
import { expect } from "vitest";

interface Fitted {
  readonly coefficients: number[];
  readonly standardErrors: number[];
  readonly logLikelihood: number;
}

export interface GeneralizedCase {
  readonly name: string;
  readonly columns: number[][];
  readonly weights: number[];
  readonly class: number[];
  readonly offset: number[];
  readonly count: number[];
  readonly over: number[];
  readonly y: number[];
  readonly multinomial: Fitted;
  readonly poisson: Fitted;
  readonly negativeBinomial: Fitted & { theta: number; thetaError: number };
  readonly quantile: { tau: number; coefficients: number[]; loss: number; kernel: number[] | null }[];
}

/** What R's nnet, glm, MASS and quantreg say of three data sets (generalized.R). */
export const { cases } = JSON.parse(
  readFileSync(new URL("../fixtures/models/generalized.json", import.meta.url), "utf8"),
) as { cases: GeneralizedCase[] };

export function features(columns: ArrayLike<number>[], names = columns.map((_, j) => `x${j}`)): Features {
  return { rows: columns[0]!.length, columns: columns.map((each) => Float64Array.from(each)), names };
}

export function close(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-8): void {
  expect(found.length).toBe(expected.length);
  for (let j = 0; j < expected.length; j++)
    expect(Math.abs(found[j]! / expected[j]! - 1), `number ${j}`).toBeLessThan(tolerance);
}
