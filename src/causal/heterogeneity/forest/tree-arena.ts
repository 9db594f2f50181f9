/** Trees grown by one task, one after the other in flat arrays, so that workers share them without copies. */
export interface Trees {
  /** First node of each tree. */
  readonly roots: Int32Array;
  /** Column that a node splits on; −1 for a leaf. */
  readonly feature: Int32Array;
  /** Rows at or below the threshold go left. */
  readonly threshold: Float64Array;
  /** Left child; the right one follows it. For a leaf: where its statistics begin in `leaves`, or −1 for an empty one. */
  readonly child: Int32Array;
  /** Means of (Y, W, YW, W²) over the honest half of each leaf. */
  readonly leaves: Float64Array;
  /** Rows of the half-sample of each pair of trees, as bits. */
  readonly bags: Uint32Array;
}

/** Grows by doubling while a task's trees are written. */
export class TreeArena {
  #feature = new Int32Array(1024);
  #threshold = new Float64Array(1024);
  #child = new Int32Array(1024);
  #leaves = new Float64Array(4096);
  #nodes = 0;
  #values = 0;
  readonly #roots: number[] = [];

  startTree(): number {
    this.#roots.push(this.#nodes);
    return this.addNodes(1);
  }

  /** Adds empty leaves next to each other and returns the first. */
  addNodes(count: number): number {
    const first = this.#nodes;
    this.#nodes += count;
    if (this.#nodes > this.#feature.length) {
      this.#feature = doubled(this.#feature);
      this.#threshold = doubled(this.#threshold);
      this.#child = doubled(this.#child);
    }
    this.#feature.fill(-1, first, this.#nodes);
    this.#child.fill(-1, first, this.#nodes);
    return first;
  }

  split(node: number, feature: number, threshold: number): number {
    const left = this.addNodes(2);
    this.#feature[node] = feature;
    this.#threshold[node] = threshold;
    this.#child[node] = left;
    return left;
  }

  setLeaf(node: number, y: number, w: number, yw: number, ww: number): void {
    if (this.#values + 4 > this.#leaves.length) this.#leaves = doubled(this.#leaves);
    this.#child[node] = this.#values;
    this.#leaves[this.#values++] = y;
    this.#leaves[this.#values++] = w;
    this.#leaves[this.#values++] = yw;
    this.#leaves[this.#values++] = ww;
  }

  /** The leaf of a row; `at` reads its value in a column. */
  leafOf(root: number, columns: readonly Float64Array[], row: number): number {
    let node = root;
    while (this.#feature[node]! >= 0) {
      const left = this.#child[node]!;
      node = columns[this.#feature[node]!]![row]! <= this.#threshold[node]! ? left : left + 1;
    }
    return node;
  }

  get nodes(): number {
    return this.#nodes;
  }

  finish(bags: Uint32Array): Trees {
    return {
      roots: shared(Int32Array, this.#roots),
      feature: shared(Int32Array, this.#feature.subarray(0, this.#nodes)),
      threshold: shared(Float64Array, this.#threshold.subarray(0, this.#nodes)),
      child: shared(Int32Array, this.#child.subarray(0, this.#nodes)),
      leaves: shared(Float64Array, this.#leaves.subarray(0, this.#values)),
      bags,
    };
  }
}

function doubled<T extends Int32Array | Float64Array>(array: T): T {
  const larger = new (array.constructor as new (length: number) => T)(2 * array.length);
  larger.set(array);
  return larger;
}

function shared<T extends Int32Array | Float64Array>(
  type: { new (buffer: SharedArrayBuffer): T; readonly BYTES_PER_ELEMENT: number },
  values: ArrayLike<number>,
): T {
  const array = new type(new SharedArrayBuffer(values.length * type.BYTES_PER_ELEMENT));
  array.set(values);
  return array;
}
