/** What is made of a person's events in a window. */
export type Aggregate = "count" | "any" | "sum" | "mean" | "last" | "min" | "max" | "slope";

export const aggregates: readonly Aggregate[] = [
  "count",
  "any",
  "sum",
  "mean",
  "last",
  "min",
  "max",
  "slope",
];

/** Whether an aggregate needs values, and whether it is 0, rather than unknown, where there are no events. */
export const needsValue = (aggregate: Aggregate): boolean => aggregate !== "count" && aggregate !== "any";
export const isZeroWithout = (aggregate: Aggregate): boolean => ["count", "any", "sum"].includes(aggregate);

/** Events of one code in one window, summed up for each row as they come. */
export class WindowStats {
  readonly #rows: number;
  readonly #sums: ReadonlyMap<string, Float64Array>;

  constructor(rows: number, wanted: readonly Aggregate[]) {
    const names = new Set(wanted.flatMap((aggregate) => parts[aggregate]));
    this.#rows = rows;
    this.#sums = new Map([...names].map((name) => [name, new Float64Array(rows).fill(empty[name] ?? 0)]));
  }

  /** An event `time` after the window's end (so it is negative), with its value, which may be missing. */
  add(row: number, time: number, value: number): void {
    for (const [name, sums] of this.#sums) {
      const before = sums[row]!;
      if (name === "events") sums[row] = before + 1;
      else if (Number.isNaN(value)) continue;
      else if (name === "last") {
        if (time >= this.#sums.get("lastTime")![row]!) sums[row] = value;
      } else sums[row] = step(name, before, time, value);
    }
  }

  /** The aggregate of each row; NaN where it is unknown. */
  values(aggregate: Aggregate): Float64Array {
    const of = (name: string): Float64Array => this.#sums.get(name)!;
    const each = (value: (i: number) => number): Float64Array =>
      Float64Array.from({ length: this.#rows }, (_, i) => value(i));
    switch (aggregate) {
      case "count":
        return of("events");
      case "any":
        return each((i) => Number(of("events")[i]! > 0));
      case "mean":
        return each((i) => of("sum")[i]! / of("n")[i]!);
      case "slope":
        return each((i) => {
          const [n, t, v] = [of("n")[i]!, of("t")[i]!, of("sum")[i]!];
          const spread = of("tt")[i]! - (t * t) / n;
          return spread > 1e-12 * of("tt")[i]! ? (of("tv")[i]! - (t * v) / n) / spread : Number.NaN;
        });
      default:
        return of(aggregate);
    }
  }
}

/** Sums that an aggregate is made of, in the order in which an event changes them. */
const parts: Readonly<Record<Aggregate, readonly string[]>> = {
  count: ["events"],
  any: ["events"],
  sum: ["sum"],
  mean: ["sum", "n"],
  last: ["last", "lastTime"],
  min: ["min"],
  max: ["max"],
  slope: ["sum", "n", "t", "tt", "tv"],
};

const empty: Readonly<Record<string, number>> = {
  last: Number.NaN,
  lastTime: Number.NEGATIVE_INFINITY,
  min: Number.NaN,
  max: Number.NaN,
};

function step(name: string, before: number, time: number, value: number): number {
  switch (name) {
    case "sum":
      return before + value;
    case "n":
      return before + 1;
    case "t":
      return before + time;
    case "tt":
      return before + time * time;
    case "tv":
      return before + time * value;
    case "lastTime":
      return Math.max(before, time);
    case "min":
      return value < before ? value : Number.isNaN(before) ? value : before;
    default:
      return value > before ? value : Number.isNaN(before) ? value : before;
  }
}
