import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { type MatrixKind, SEGMENT } from "#src/numeric/block.js";
import { cholesky } from "#src/numeric/cholesky.js";
import { sharedColumn } from "#src/numeric/columns.js";
import { memorySums } from "#src/numeric/memory-sums.js";
import { newton } from "#src/numeric/newton.js";
import type { SumsProvider } from "#src/numeric/sums.js";

const rows = 24 * SEGMENT + 100;
const p = 4;
const stream = randomStream(3).split("part");
const columns = Array.from({ length: p - 1 }, () => sharedColumn(rows).map(() => stream.normal()));
const y = sharedColumn(rows).map((_, i) =>
  stream.bernoulli(1 / (1 + Math.exp(0.5 - columns[0]![i]! - 0.4 * columns[1]![i]! * columns[2]![i]!))),
);
const weights = sharedColumn(rows).map((_, i) => 1 + (i % 3));
const still = { center: new Float64Array(p - 1), scale: new Float64Array(p - 1).fill(1) };
const sumsOf = (part?: number): SumsProvider =>
  memorySums({ rows, columns, y, weights }, "logistic", still, { part, threads: 1 });

/** Keeps which matrix each pass over all rows was asked for. */
function counted(provider: SumsProvider): { provider: SumsProvider; passes: MatrixKind[] } {
  const passes: MatrixKind[] = [];
  const at: SumsProvider["at"] = (beta, matrix) => {
    passes.push(matrix);
    return provider.at(beta, matrix);
  };
  return { provider: { ...provider, at }, passes };
}

/** Standard errors of an information matrix. */
function errors(matrix: Float64Array): number[] {
  const factor = cholesky(matrix, p);
  return Array.from({ length: p }, (_, j) => {
    const unit = new Float64Array(p);
    unit[j] = 1;
    return Math.sqrt(factor.solve(unit)[j]!);
  });
}

describe("newton with a part of the rows", async () => {
  const exact = await newton(sumsOf(), new Float64Array(p), { tolerance: 1e-15 });
  const atMaximum = await sumsOf().at(exact.beta, "information");
  const start = exact.beta.map((value, j) => value + 0.01 * (-1) ** j);

  it.each([
    [0.01, 3, ["information", "information"]],
    [0.08, 4, ["information", "none", "information"]],
  ])(
    "takes fewer passes over all rows from %f away to the same maximum, with standard errors right to 1e-8",
    async (away, passes, taken) => {
      const from = exact.beta.map((value, j) => value + away * (-1) ** j);
      const [alone, helped] = [counted(sumsOf()), counted(sumsOf(4))];
      await newton(alone.provider, from);
      const found = await newton(helped.provider, from);
      expect(found.status).toBe("converged");
      expect(helped.passes).toEqual(taken);
      expect(alone.passes.length).toBe(passes);
      for (let j = 0; j < p; j++) expect(Math.abs(found.beta[j]! - exact.beta[j]!)).toBeLessThan(1e-12);
      errors(atMaximum.matrix).forEach((error, j) => {
        expect(Math.abs(errors(found.sums.matrix)[j]! / error - 1)).toBeLessThan(1e-8);
      });
      expect(Math.abs(found.sums.deviance / atMaximum.deviance - 1)).toBeLessThan(1e-13);
    },
  );

  it("leaves a part aside that is not like the rest, or empty", async () => {
    const provider = sumsOf(4);
    for (const times of [0, -3]) {
      const odd = (sums: Awaited<ReturnType<SumsProvider["at"]>>) => ({
        ...sums,
        matrix: sums.matrix.map((value, i) => (i === 0 ? value : times * value)),
      });
      const found = await newton(
        {
          size: p,
          at: async (beta, matrix) => {
            const sums = await provider.at(beta, matrix);
            return { ...sums, part: odd(sums.part!) };
          },
          part: provider.part,
        },
        start,
      );
      expect(found.status).toBe("converged");
      for (let j = 0; j < p; j++) expect(Math.abs(found.beta[j]! - exact.beta[j]!)).toBeLessThan(1e-12);
    }
  });
});
