import { addSparse, type SparseColumns, sparseInner } from "../../numeric/sparse-columns.js";
import type { PenalizedFamily } from "./penalized-path.js";

/** The rows of a sparse fit: what is predicted now, and what is left of y. */
export class SparseRows {
  readonly x: SparseColumns;
  /** Sum of the weights. */
  readonly weight: number;
  readonly family: PenalizedFamily;
  /** Linear predictor of each row. */
  eta: Float64Array;
  /** wᵢ·(yᵢ − μᵢ). */
  readonly residual: Float64Array;
  /** wᵢ·∂μᵢ/∂ηᵢ. */
  readonly curvature: Float64Array;
  /** Sum of the curvatures. */
  total = 0;
  deviance = 0;
  readonly #y: Float64Array;
  readonly #weights: Float64Array | undefined;

  constructor(x: SparseColumns, y: Float64Array, weights: Float64Array | undefined, family: PenalizedFamily) {
    this.x = x;
    this.family = family;
    this.#y = y;
    this.#weights = weights;
    this.weight = weights ? weights.reduce((sum, each) => sum + each, 0) : x.rows;
    this.eta = new Float64Array(x.rows);
    this.residual = new Float64Array(x.rows);
    this.curvature = new Float64Array(x.rows);
  }

  /** The intercept of the constant prediction, which becomes that of all rows. */
  predictConstant(): number {
    let sum = 0;
    for (let i = 0; i < this.x.rows; i++) sum += (this.#weights ? this.#weights[i]! : 1) * this.#y[i]!;
    const mean = sum / this.weight;
    const intercept = this.family === "squared" ? mean : Math.log(mean / (1 - mean));
    this.eta.fill(intercept);
    this.update();
    return intercept;
  }

  /** Residuals, curvatures and deviance at the linear predictor as it is now. */
  update(): void {
    const { eta, residual, curvature } = this;
    const [y, weights, logistic] = [this.#y, this.#weights, this.family === "logistic"];
    let [deviance, total] = [0, 0];
    for (let i = 0; i < eta.length; i++) {
      const w = weights ? weights[i]! : 1;
      if (w === 0) continue;
      const f = eta[i]!;
      const target = y[i]!;
      if (!logistic) {
        const apart = target - f;
        residual[i] = w * apart;
        curvature[i] = w;
        deviance += w * apart * apart;
        total += w;
        continue;
      }
      const e = Math.exp(-Math.abs(f));
      const larger = 1 / (1 + e);
      const smaller = e * larger;
      residual[i] =
        w * (f >= 0 ? target * smaller - (1 - target) * larger : target * larger - (1 - target) * smaller);
      curvature[i] = w * larger * smaller;
      deviance += 2 * w * (Math.log1p(e) + Math.abs(f) * (f >= 0 ? 1 - target : target));
      total += curvature[i]!;
    }
    this.deviance = deviance;
    this.total = total;
  }

  /** Σᵢ wᵢ (yᵢ − μᵢ)(xᵢⱼ − centerⱼ), for each column. */
  gradient(center: Float64Array, out: Float64Array): void {
    const left = this.residual.reduce((sum, each) => sum + each, 0);
    for (let j = 0; j < out.length; j++) out[j] = sparseInner(this.x, j, this.residual) - center[j]! * left;
  }

  /** What the linear predictor gains where slopes and intercept change. */
  changeOf(columns: Int32Array, from: Float64Array, to: Float64Array, intercept: number): Float64Array {
    const change = new Float64Array(this.x.rows).fill(intercept);
    for (const j of columns) if (to[j] !== from[j]) addSparse(this.x, j, to[j]! - from[j]!, change);
    return change;
  }
}
