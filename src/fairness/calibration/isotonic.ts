/**
 * The increasing step function of x that is nearest to y in squares (pool adjacent violators; Ayer et al. 1955). Between
 * training points it is linear, beyond them constant.
 */
export function isotonic(x: Float64Array, y: Float64Array): (at: number) => number {
  const order = Int32Array.from(x.keys()).sort((a, b) => x[a]! - x[b]!);
  const blocks: { from: number; to: number; sum: number; weight: number }[] = [];
  for (const i of order) {
    const last = blocks[blocks.length - 1];
    if (last && last.to === x[i]) {
      last.sum += y[i]!;
      last.weight++;
    } else {
      blocks.push({ from: x[i]!, to: x[i]!, sum: y[i]!, weight: 1 });
    }
  }
  const pooled: typeof blocks = [];
  for (const block of blocks) {
    let current = { ...block };
    for (
      let before = pooled[pooled.length - 1];
      before && before.sum / before.weight >= current.sum / current.weight;
      before = pooled[pooled.length - 1]
    ) {
      pooled.pop();
      current = {
        from: before.from,
        to: current.to,
        sum: before.sum + current.sum,
        weight: before.weight + current.weight,
      };
    }
    pooled.push(current);
  }
  return (at) => {
    const k = pooled.findIndex(({ to }) => at <= to);
    if (k < 0) return level(pooled[pooled.length - 1]!);
    const block = pooled[k]!;
    const before = pooled[k - 1];
    if (at >= block.from || !before) return level(block);
    const part = (at - before.to) / (block.from - before.to);
    return level(before) + part * (level(block) - level(before));
  };
}

function level({ sum, weight }: { sum: number; weight: number }): number {
  return sum / weight;
}
