import type { DesignMatrix } from "../../cohort/design-matrix.js";
import type { Table } from "../../cohort/frame.js";
import { RankError } from "../../errors.js";
import { cholesky } from "../../numeric/cholesky.js";

/** The least-squares projection of a target onto a design, and how each row pulls at its value anywhere. */
export interface Projection {
  /** The projection at the first row of a table, the leverage n wᵢ b(x)′H⁻¹bᵢ of each row on it, and its residuals. */
  at(table: Table): {
    readonly value: number;
    readonly leverage: Float64Array;
    readonly residual: Float64Array;
  };
}

export function projection(
  design: DesignMatrix,
  target: Float64Array,
  weights: Float64Array | undefined,
): Projection {
  const n = design.rows;
  const scales = design.columns.map((column) => {
    const center = column.reduce((sum, value) => sum + value, 0) / n;
    const spread = Math.sqrt(column.reduce((sum, value) => sum + (value - center) ** 2, 0) / n);
    return { center, spread: spread > 0 ? spread : 1 };
  });
  const scaled = (columns: readonly Float64Array[]): Float64Array[] => [
    new Float64Array(columns[0]!.length).fill(1),
    ...columns.map((column, j) => column.map((value) => (value - scales[j]!.center) / scales[j]!.spread)),
  ];
  const z = scaled(design.columns);
  const p = z.length;
  const matrix = new Float64Array(p * p);
  const moments = new Float64Array(p);
  for (let i = 0; i < n; i++) {
    const w = weights?.[i] ?? 1;
    for (let j = 0; j < p; j++) {
      moments[j]! += w * z[j]![i]! * target[i]!;
      for (let k = 0; k < p; k++) matrix[j * p + k]! += w * z[j]![i]! * z[k]![i]!;
    }
  }
  const factor = cholesky(matrix, p);
  if (factor.dependent.length > 0) {
    const named = factor.dependent.map((j) => `"${design.names[j - 1]}"`).join(", ");
    throw new RankError(`curve: ${named} is constant or a linear combination of the others; drop it.`);
  }
  const beta = factor.solve(moments);
  const valueAt = (columns: readonly Float64Array[], i: number): number =>
    columns.reduce((sum, column, j) => sum + beta[j]! * column[i]!, 0);
  const residual = target.map((value, i) => value - valueAt(z, i));
  return {
    at(table) {
      const point = scaled(design.transform(table).columns);
      const direction = factor.solve(Float64Array.from(point, (column) => column[0]!));
      const leverage = target.map((_, i) => {
        const pull = z.reduce((sum, column, j) => sum + direction[j]! * column[i]!, 0);
        return n * (weights?.[i] ?? 1) * pull;
      });
      return { value: valueAt(point, 0), leverage, residual };
    },
  };
}
