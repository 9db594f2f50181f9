/** A binary tree as parallel arrays, one entry per node; node 0 is the root. */
export interface Tree {
  /** Column that a node splits on; −1 in a leaf. */
  readonly feature: Int32Array;
  /** Rows with a value up to this go left. */
  readonly threshold: Float64Array;
  /** Left child; the right one follows it. 0 in a leaf. */
  readonly child: Int32Array;
  /** 1 where rows without a value go left. */
  readonly missingLeft: Uint8Array;
  /** Prediction of a leaf, and of an inner node if the tree ended there. */
  readonly value: Float64Array;
  /** By how much a split lowered the training loss; 0 in a leaf. */
  readonly gain: Float64Array;
}

/** Collects nodes while a tree grows. */
export class TreeBuilder {
  readonly #feature: number[] = [];
  readonly #threshold: number[] = [];
  readonly #child: number[] = [];
  readonly #missingLeft: number[] = [];
  readonly #value: number[] = [];
  readonly #gain: number[] = [];

  get size(): number {
    return this.#feature.length;
  }

  /** Adds a leaf and returns its number. */
  leaf(value: number): number {
    this.#feature.push(-1);
    this.#threshold.push(0);
    this.#child.push(0);
    this.#missingLeft.push(0);
    this.#value.push(value);
    this.#gain.push(0);
    return this.#feature.length - 1;
  }

  setValue(node: number, value: number): void {
    this.#value[node] = value;
  }

  /** Turns leaf `node` into a split, and returns its left child; both children are leaves. */
  split(
    node: number,
    at: { feature: number; threshold: number; gain: number; missingLeft?: boolean },
    left: number,
    right: number,
  ): number {
    this.#feature[node] = at.feature;
    this.#threshold[node] = at.threshold;
    this.#gain[node] = at.gain;
    this.#missingLeft[node] = at.missingLeft ? 1 : 0;
    const child = this.leaf(left);
    this.leaf(right);
    this.#child[node] = child;
    return child;
  }

  finish(): Tree {
    return {
      feature: Int32Array.from(this.#feature),
      threshold: Float64Array.from(this.#threshold),
      child: Int32Array.from(this.#child),
      missingLeft: Uint8Array.from(this.#missingLeft),
      value: Float64Array.from(this.#value),
      gain: Float64Array.from(this.#gain),
    };
  }
}

/** Leaf of a row whose columns stand in `x` from `at` on. */
export function leafOf(tree: Tree, x: Float64Array, at: number): number {
  const { feature, threshold, child, missingLeft } = tree;
  let node = 0;
  for (let j = feature[0]!; j >= 0; j = feature[node]!) {
    const value = x[at + j]!;
    const left = value <= threshold[node]! || (missingLeft[node] === 1 && Number.isNaN(value));
    node = child[node]! + (left ? 0 : 1);
  }
  return node;
}

export interface TreeJson {
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly child: readonly number[];
  readonly missingLeft: readonly number[];
  readonly value: readonly number[];
  readonly gain: readonly number[];
}

export function treeToJson(tree: Tree): TreeJson {
  return {
    feature: [...tree.feature],
    threshold: [...tree.threshold],
    child: [...tree.child],
    missingLeft: [...tree.missingLeft],
    value: [...tree.value],
    gain: [...tree.gain],
  };
}

export function treeFromJson(json: TreeJson): Tree {
  return {
    feature: Int32Array.from(json.feature),
    threshold: Float64Array.from(json.threshold),
    child: Int32Array.from(json.child),
    missingLeft: Uint8Array.from(json.missingLeft),
    value: Float64Array.from(json.value),
    gain: Float64Array.from(json.gain),
  };
}
