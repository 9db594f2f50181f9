/** Columns, hidden units of each layer, and the activation of those. */
export interface NetworkShape {
  readonly inputs: number;
  readonly hidden: readonly number[];
  readonly activation: Activation;
}

export type Activation = "relu" | "tanh";

interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** Where its weights, output by output, and then its biases start. */
  readonly weights: number;
  readonly biases: number;
}

/**
 * A fully connected network with one linear output; its parameters are one array, the weights of each layer, output by
 * output, before its biases.
 */
export class Network {
  readonly layers: readonly Layer[];
  readonly size: number;
  readonly #relu: boolean;
  /** What each layer gives, the columns first. */
  readonly #values: readonly Float64Array[];
  readonly #deltas: readonly Float64Array[];

  constructor({ inputs, hidden, activation }: NetworkShape) {
    const widths = [inputs, ...hidden, 1];
    let size = 0;
    this.layers = widths.slice(1).map((outputs, l) => {
      const weights = size;
      size += (widths[l]! + 1) * outputs;
      return { inputs: widths[l]!, outputs, weights, biases: size - outputs };
    });
    this.size = size;
    this.#relu = activation === "relu";
    this.#values = widths.map((width) => new Float64Array(width));
    this.#deltas = widths.map((width) => new Float64Array(width));
  }

  /** The output for the row whose columns stand in `x` from `at` on. */
  forward(theta: Float64Array, x: Float64Array, at: number): number {
    this.#values[0]!.set(x.subarray(at, at + this.#values[0]!.length));
    const last = this.layers.length - 1;
    for (let l = 0; l <= last; l++) {
      const { inputs, outputs, weights, biases } = this.layers[l]!;
      const [from, to] = [this.#values[l]!, this.#values[l + 1]!];
      for (let k = 0; k < outputs; k++) {
        let sum = theta[biases + k]!;
        const start = weights + k * inputs;
        for (let j = 0; j < inputs; j++) sum += theta[start + j]! * from[j]!;
        to[k] = l === last ? sum : this.#activate(sum);
      }
    }
    return this.#values[last + 1]![0]!;
  }

  /**
   * Adds `delta` · ∂output/∂θ, at the row of the last `forward`, to `gradient`. Returns `delta` · ∂output/∂x, to be
   * read before the next call.
   */
  backward(theta: Float64Array, delta: number, gradient: Float64Array): Float64Array {
    this.#deltas.at(-1)![0] = delta;
    for (let l = this.layers.length - 1; l >= 0; l--) {
      const { inputs, outputs, weights, biases } = this.layers[l]!;
      const [from, below, above] = [this.#values[l]!, this.#deltas[l]!, this.#deltas[l + 1]!];
      below.fill(0);
      for (let k = 0; k < outputs; k++) {
        const d = above[k]!;
        if (d === 0) continue;
        gradient[biases + k]! += d;
        const start = weights + k * inputs;
        for (let j = 0; j < inputs; j++) {
          gradient[start + j]! += d * from[j]!;
          below[j]! += d * theta[start + j]!;
        }
      }
      if (l > 0) for (let j = 0; j < inputs; j++) below[j]! *= this.#slope(from[j]!);
    }
    return this.#deltas[0]!;
  }

  #activate(z: number): number {
    return this.#relu ? Math.max(0, z) : Math.tanh(z);
  }

  /** The activation's derivative, from its value. */
  #slope(value: number): number {
    if (this.#relu) return value > 0 ? 1 : 0;
    return 1 - value * value;
  }
}
