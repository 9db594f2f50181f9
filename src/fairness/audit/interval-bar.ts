export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface BarOptions {
  readonly low: number;
  readonly high: number;
  readonly value: number;
  /** Values at the left and right end of the bar. */
  readonly range: Range;
  /** Whether a line marks 0. */
  readonly zero: boolean;
  readonly strong: boolean;
}

const [width, height] = [72, 14];

/** An interval as a small picture: a line from low to high with a dot at the value, cut at the ends of the range. */
export function intervalBar({ low, high, value, range, zero, strong }: BarOptions): string {
  const size = range.to - range.from || 1;
  const place = (x: number): string =>
    (4 + (width - 8) * Math.min(1, Math.max(0, (x - range.from) / size))).toFixed(1);
  const color = strong ? "#1f3d66" : "#8a8a8a";
  const middle = height / 2;
  const line = Number.isFinite(low + high)
    ? `<line x1="${place(low)}" x2="${place(high)}" y1="${middle}" y2="${middle}" stroke="${color}" stroke-width="2"/>`
    : "";
  const axis = zero ? `<line x1="${place(0)}" x2="${place(0)}" y1="0" y2="${height}" stroke="#999"/>` : "";
  return `<svg width="${width}" height="${height}" style="vertical-align:middle;min-width:${width}px" aria-hidden="true">${axis}${line}<circle cx="${place(value)}" cy="${middle}" r="3" fill="${color}"/></svg>`;
}
