import { type Pace, paceEvery } from "./pace.js";

/** Edges of a bipartite graph, by left node: `starts[u] … starts[u + 1] − 1` are those of `u`. */
export interface Bipartite {
  readonly left: number;
  readonly right: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Positive gain of each edge. */
  readonly gains: Float64Array;
}

/**
 * A matching of maximum total gain, as the right node of each left node or −1: shortest augmenting paths with dual
 * prices (Jonker & Volgenant 1987), where every left node may also stay alone at no gain.
 */
export async function assign(graph: Bipartite, pace?: Pace): Promise<Int32Array> {
  const { left, right } = graph;
  const [mate, owner] = [new Int32Array(left).fill(-1), new Int32Array(right).fill(-1)];
  const [leftPrice, rightPrice] = [new Float64Array(left), new Float64Array(right)];
  const distance = new Float64Array(right).fill(Number.POSITIVE_INFINITY);
  const parent = new Int32Array(right);
  for (let root = 0; root < left; root++) {
    if (root % paceEvery === 0) await pace?.(paceEvery);
    augment({ graph, mate, owner, leftPrice, rightPrice, distance, parent }, root);
  }
  return mate;
}

interface Search {
  readonly graph: Bipartite;
  readonly mate: Int32Array;
  readonly owner: Int32Array;
  readonly leftPrice: Float64Array;
  readonly rightPrice: Float64Array;
  /** Of right nodes from the root; infinite outside of a search. */
  readonly distance: Float64Array;
  /** Left node through which a right node is reached. */
  readonly parent: Int32Array;
}

/** Finds the cheapest way to give `root` a place: a free right node, or some left node left alone. */
function augment(search: Search, root: number): void {
  const { graph, mate, owner, leftPrice, rightPrice, distance, parent } = search;
  const queue = new Queue();
  const reached: number[] = [];
  const settled: number[] = [];
  const inTree: { node: number; at: number }[] = [{ node: root, at: 0 }];
  leftPrice[root] = cheapest(graph, rightPrice, root);
  let [aloneNode, aloneAt] = [root, -leftPrice[root]!];
  let free = -1;
  const relax = (u: number, at: number): void => {
    for (let k = graph.starts[u]!; k < graph.starts[u + 1]!; k++) {
      const v = graph.ends[k]!;
      if (owner[v] === u) continue;
      const next = at - graph.gains[k]! - leftPrice[u]! - rightPrice[v]!;
      if (next >= distance[v]!) continue;
      if (distance[v] === Number.POSITIVE_INFINITY) reached.push(v);
      distance[v] = next;
      parent[v] = u;
      queue.push(next, v);
    }
  };
  relax(root, 0);
  for (;;) {
    const v = queue.pop(distance);
    if (v < 0 || distance[v]! >= aloneAt) break;
    const u = owner[v]!;
    if (u < 0) {
      free = v;
      break;
    }
    settled.push(v);
    inTree.push({ node: u, at: distance[v]! });
    if (distance[v]! - leftPrice[u]! < aloneAt) [aloneNode, aloneAt] = [u, distance[v]! - leftPrice[u]!];
    relax(u, distance[v]!);
  }
  const end = free >= 0 ? distance[free]! : aloneAt;
  for (const { node, at } of inTree) leftPrice[node]! += end - at;
  for (const v of settled) rightPrice[v]! -= end - distance[v]!;
  if (free >= 0) handOver(search, root, free);
  else if (aloneNode !== root) {
    handOver(search, root, mate[aloneNode]!);
    mate[aloneNode] = -1;
  }
  for (const v of reached) distance[v] = Number.POSITIVE_INFINITY;
}

/** Hands places along the path that ends in `v`, back to the root. */
function handOver({ mate, owner, parent }: Search, root: number, v: number): void {
  for (let place = v; place >= 0; ) {
    const u = parent[place]!;
    const before = u === root ? -1 : mate[u]!;
    owner[place] = u;
    mate[u] = place;
    place = before;
  }
}

/** The least reduced cost of a left node's places, staying alone included. */
function cheapest({ starts, ends, gains }: Bipartite, rightPrice: Float64Array, u: number): number {
  let least = 0;
  for (let k = starts[u]!; k < starts[u + 1]!; k++)
    least = Math.min(least, -gains[k]! - rightPrice[ends[k]!]!);
  return least;
}

/** A binary heap of right nodes by distance; entries that were bettered since are passed over. */
class Queue {
  readonly #keys: number[] = [];
  readonly #nodes: number[] = [];

  push(key: number, node: number): void {
    let at = this.#keys.length;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (this.#keys[up]! <= key) break;
      this.#keys[at] = this.#keys[up]!;
      this.#nodes[at] = this.#nodes[up]!;
      at = up;
    }
    this.#keys[at] = key;
    this.#nodes[at] = node;
  }

  /** The nearest node whose entry still holds, or −1. */
  pop(distance: Float64Array): number {
    while (this.#keys.length > 0) {
      const [key, node] = [this.#keys[0]!, this.#nodes[0]!];
      this.#removeFirst();
      if (key === distance[node]) return node;
    }
    return -1;
  }

  #removeFirst(): void {
    const [key, node] = [this.#keys.pop()!, this.#nodes.pop()!];
    const size = this.#keys.length;
    if (size === 0) return;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      if (down >= size) break;
      if (down + 1 < size && this.#keys[down + 1]! < this.#keys[down]!) down++;
      if (this.#keys[down]! >= key) break;
      this.#keys[at] = this.#keys[down]!;
      this.#nodes[at] = this.#nodes[down]!;
      at = down;
    }
    this.#keys[at] = key;
    this.#nodes[at] = node;
  }
}
