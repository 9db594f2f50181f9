import { assertFinite, assertFraction } from "../assert.js";
import { displayable } from "../plot/display.js";
import { normalQuantile, normalTwoSided } from "./distributions.js";
import { estimateHtml, estimateText } from "./estimate-view.js";
import { hasInfluence, type Influence, influenceError, type NoInfluence } from "./influence.js";

/** Something that a reader must know before using a result. `code` is for programs, `message` for people. */
export interface ResultWarning {
  readonly code: string;
  readonly message: string;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
  /** How it was made: Wald, Wilson, percentile, … */
  readonly kind: string;
}

/** What every estimator returns: causal effect, policy value or group gap alike. */
export interface Estimate {
  /** What is estimated, in the field's words: "ATE", "value", "TPR difference". */
  readonly estimand: string;
  /** How: "IPW (Hájek), M-estimation errors". */
  readonly method: string;
  /** One line that a reader understands without the code: "ATE of qsmk on wt82_71". */
  readonly subject: string;
  readonly value: number;
  /** NaN only where `influence` says why there is none. */
  readonly standardError: number;
  /** Units that the estimate rests on. */
  readonly n: number;
  readonly scale: Scale;
  readonly diagnostics: Readonly<Record<string, unknown>>;
  readonly warnings: readonly ResultWarning[];
  /** Further lines shown with the result, such as the naive difference or the E-value. */
  readonly notes: readonly string[];
  /** Absent where nothing was drawn at random. */
  readonly seed?: number | undefined;
  readonly influence: Influence | NoInfluence;
  /** The interval at a confidence level, 0.95 unless said. */
  interval(level?: number): Interval;
  /** Two-sided p-value of a null value, 0 unless said (1 for a ratio). */
  pValue(nullValue?: number): number;
  toString(): string;
}

/** `"probability"` differences print as points; `"ratio"` intervals are made on the log scale; else plain. */
export type Scale = "plain" | "probability" | "ratio";

export interface EstimateParts {
  readonly estimand: string;
  readonly method: string;
  readonly subject?: string;
  readonly value: number;
  readonly influence: Influence | NoInfluence;
  /** Needed where there are no influence values. @default √Σφ²/n */
  readonly standardError?: number;
  /** @default the number of influence values */
  readonly n?: number;
  /** @default "plain" */
  readonly scale?: Scale;
  readonly diagnostics?: Readonly<Record<string, unknown>>;
  readonly warnings?: readonly ResultWarning[];
  readonly notes?: readonly string[];
  readonly seed?: number | undefined;
  /** @default the Wald interval, on the log scale for a ratio */
  readonly interval?: (level: number) => Interval;
  /** @default the Wald test */
  readonly pValue?: (nullValue: number) => number;
}

/**
 * An {@link Estimate} from its value and its influence values; `extra` fields travel with it.
 *
 * @example
 * const influence = { values: Float64Array.of(-1, 0, 1), units: rowUnits(table, 3) };
 * estimate({ estimand: "mean", method: "sample mean", value: 2, influence }).standardError // => 0.4714045207910317
 */
export function estimate<Extra extends object = object>(
  parts: EstimateParts,
  extra?: Extra,
): Estimate & Readonly<Extra> {
  const { value, influence, scale = "plain" } = parts;
  const standardError =
    parts.standardError ?? (hasInfluence(influence) ? influenceError(influence) : Number.NaN);
  const wald = scale === "ratio" ? logWald(value, standardError) : plainWald(value, standardError);
  const interval = parts.interval ?? wald.interval;
  const pValue = parts.pValue ?? wald.pValue;
  const result = {
    ...(extra as Extra),
    estimand: parts.estimand,
    method: parts.method,
    subject: parts.subject ?? parts.estimand,
    value,
    standardError,
    n: parts.n ?? (hasInfluence(influence) ? influence.values.length : Number.NaN),
    scale,
    diagnostics: Object.freeze({ ...parts.diagnostics }),
    warnings: Object.freeze([...(parts.warnings ?? [])]),
    notes: Object.freeze([...(parts.notes ?? [])]),
    seed: parts.seed,
    influence,
    interval(level = 0.95): Interval {
      assertFraction(level, "level");
      return interval(level);
    },
    pValue(nullValue = scale === "ratio" ? 1 : 0): number {
      assertFinite(nullValue, "nullValue");
      return pValue(nullValue);
    },
  };
  const toJSON = (): object => ({ ...result, influence: undefined, interval: interval(0.95) });
  Object.defineProperty(result, "toJSON", { value: toJSON, enumerable: false });
  return displayable(result, { text: () => estimateText(result), html: () => estimateHtml(result) });
}

interface Inference {
  readonly interval: (level: number) => Interval;
  readonly pValue: (nullValue: number) => number;
}

function plainWald(value: number, error: number): Inference {
  return {
    interval: (level) => {
      const reach = normalQuantile(0.5 + level / 2) * error;
      return { low: value - reach, high: value + reach, level, kind: "Wald" };
    },
    pValue: (nullValue) => normalTwoSided((value - nullValue) / error),
  };
}

function logWald(value: number, error: number): Inference {
  const logError = error / value;
  return {
    interval: (level) => {
      const reach = Math.exp(normalQuantile(0.5 + level / 2) * logError);
      return { low: value / reach, high: value * reach, level, kind: "Wald on the log scale" };
    },
    pValue: (nullValue) => normalTwoSided(Math.log(value / nullValue) / logError),
  };
}
