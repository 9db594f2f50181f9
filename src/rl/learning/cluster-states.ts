import { assertInteger, assertKnownOptions, didYouMean } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { LearnedFrom } from "../../cohort/policy.js";
import { ArgumentError, DataError } from "../../errors.js";
import { sharedColumn } from "../../numeric/columns.js";
import { parallel } from "../../numeric/parallel.js";
import { displayable } from "../../plot/display.js";
import { formatNumber, formatPercent } from "../../plot/format.js";
import type { ResultWarning } from "../../stats/estimate.js";
import { work } from "../../work.js";
import { assertEpisodes } from "./check-arguments.js";
import type { KMeansTask } from "./k-means/k-means-task.js";
import type { Clustering } from "./k-means/lloyd.js";
import { nearestCenters, type Points } from "./k-means/points.js";

export interface ClusterStatesOptions {
  /** Number of states. @default 750, as the AI Clinician has */
  readonly clusters?: number;
  /** Columns by which observations are alike. @default all */
  readonly features?: readonly string[];
  /** Columns of which log(0.1 + x) is taken before they are standardized. @default none */
  readonly log?: readonly string[];
  /** Columns of zeros and ones, which are only shifted by ½. @default none */
  readonly binary?: readonly string[];
  /** Runs from different first centers, of which the tightest is kept. @default 1, as scikit-learn has */
  readonly replicates?: number;
  /** @default 300 */
  readonly maxIterations?: number;
  /** @default 1 */
  readonly seed?: number;
  /** Results do not depend on it. @default the cores this process may use */
  readonly threads?: number;
}

/** Discrete states by similarity, learned from some patients and applied to any. */
export interface StateClusters {
  readonly clusters: number;
  readonly features: readonly string[];
  /** Clusters × features, on the standardized scale. */
  readonly centers: Float64Array;
  /** Observations of the learning patients in each cluster. */
  readonly counts: Float64Array;
  /** Distance from each center of the furthest observation that it was learned from. */
  readonly reach: Float64Array;
  /** Sum of squared distances of the learning observations. */
  readonly inertia: number;
  readonly learnedFrom: LearnedFrom;
  readonly seed: number;
  readonly warnings: readonly ResultWarning[];
  /** The same decisions with clusters as states; the columns stay. */
  assign(log: Episodes): Episodes;
  /** Which observations lie further from their center than any that it was learned from. */
  outOfRange(log: Episodes): { readonly flags: Uint8Array; readonly count: number; readonly share: number };
  toString(): string;
}

const known = ["clusters", "features", "log", "binary", "replicates", "maxIterations", "seed", "threads"];

/**
 * Discrete states by k-means++ on standardized columns, as the AI Clinician makes them (Komorowski et al. 2018), without
 * its hazards: centers, means and deviations come from the episodes given here alone (give the learning patients), the
 * seed is an argument, logarithms are named, no cluster is empty, and observations beyond a cluster's reach are told.
 *
 * Throws a DataError for a constant column, a logarithm of what is not above −0.1, and fewer different observations than
 * clusters. Warns where clusters hold fewer than 10 observations.
 *
 * @example
 * const states = await clusterStates(learn, { clusters: 100, log: ["lactate"], seed: 7 });
 * await planFromLog(states.assign(learn));
 */
export async function clusterStates(
  log: Episodes,
  options: ClusterStatesOptions = {},
): Promise<StateClusters> {
  assertEpisodes(log, "log");
  assertKnownOptions(options, known, "clusterStates");
  const { clusters = 750, replicates = 1, maxIterations = 300, seed = 1, threads } = options;
  assertInteger(clusters, "clusters", 2);
  assertInteger(replicates, "replicates", 1);
  assertInteger(maxIterations, "maxIterations", 1);
  const scales = fitScales(log, options);
  const points = scaled(log, scales);
  const best = await tightest(points.points, { clusters, replicates, maxIterations, seed, threads });
  const { labels, distances } = nearestCenters(points.points, best.centers);
  const counts = new Float64Array(clusters);
  const reach = new Float64Array(clusters);
  labels.forEach((label, i) => {
    counts[label]!++;
    reach[label] = Math.max(reach[label]!, distances[i]!);
  });
  const { centers, inertia } = best;
  const find = (other: Episodes): Found => {
    const { points: there, rows } = scaled(other, scales);
    return { rows, ...nearestCenters(there, centers) };
  };
  const warnings = thinWarnings(counts);
  return displayable(
    {
      ...{ clusters, features: scales.map(({ name }) => name), centers, counts, reach, inertia },
      ...{ learnedFrom: log.asSource(), seed, warnings },
      assign: (other: Episodes) => other.withStates(spreadLabels(other, find(other)), clusters),
      outOfRange: (other: Episodes) => outside(other, find(other), reach),
    },
    { text: () => headline(clusters, scales, counts, warnings) },
  );
}

interface Scale {
  readonly name: string;
  readonly log: boolean;
  readonly center: number;
  readonly width: number;
}

interface Found {
  /** Observation of each point. */
  readonly rows: Int32Array;
  readonly labels: Int32Array;
  readonly distances: Float64Array;
}

function fitScales(log: Episodes, options: ClusterStatesOptions): Scale[] {
  const features = options.features ?? log.names;
  if (features.length === 0) {
    throw new ArgumentError(
      "there are no columns to cluster by; give the episodes several state columns or covariates.",
    );
  }
  for (const option of ["log", "binary"] as const) {
    for (const name of options[option] ?? []) {
      if (!features.includes(name))
        throw new ArgumentError(
          `${option} names "${name}", which is no feature.${didYouMean(name, features)}`,
        );
    }
  }
  const rows = knownRows(log, features);
  return features.map((name) => {
    const logarithm = options.log?.includes(name) ?? false;
    const values = transformed(log, name, logarithm, rows);
    if (options.binary?.includes(name)) {
      const other = values.find((x) => x !== 0 && x !== 1);
      if (other !== undefined) throw new DataError(`binary names "${name}", which holds ${other}.`);
      return { name, log: logarithm, center: 0.5, width: 1 };
    }
    let [sum, squares] = [0, 0];
    for (const x of values) sum += x;
    const center = sum / values.length;
    for (const x of values) squares += (x - center) ** 2;
    const width = Math.sqrt(squares / values.length);
    if (!(width > 1e-12 * Math.max(1, Math.abs(center)))) {
      throw new DataError(
        `"${name}" is constant (${values[0]}) among these patients; leave it out of features.`,
      );
    }
    return { name, log: logarithm, center, width };
  });
}

/** Observations that were recorded: an episode's last one may not have been. */
function knownRows(log: Episodes, features: readonly string[]): Int32Array {
  const columns = features.map((name) => columnOf(log, name));
  const total = log.steps + log.count;
  return Int32Array.from({ length: total }, (_, at) => at).filter((at) =>
    columns.every((column) => !Number.isNaN(column[at]!)),
  );
}

function columnOf(log: Episodes, name: string): Float64Array {
  const at = log.names.indexOf(name);
  if (at >= 0) return log.columns[at]!;
  throw new DataError(
    `features name a column "${name}"; the episodes have ${log.names.join(", ") || "none"}.${didYouMean(name, log.names)}`,
  );
}

function transformed(log: Episodes, name: string, logarithm: boolean, rows: Int32Array): Float64Array {
  const column = columnOf(log, name);
  const values = Float64Array.from(rows, (at) => column[at]!);
  const bad = values.filter((x) => !Number.isFinite(x) || (logarithm && x <= -0.1));
  if (bad.length > 0) {
    const what = logarithm ? "be finite and above −0.1, so that log(0.1 + x) exists" : "be finite";
    throw new DataError(`"${name}" must ${what}; ${bad.length} values are not, the first is ${bad[0]}.`);
  }
  return logarithm ? values.map((x) => Math.log(0.1 + x)) : values;
}

function scaled(log: Episodes, scales: readonly Scale[]): { points: Points; rows: Int32Array } {
  const rows = knownRows(
    log,
    scales.map(({ name }) => name),
  );
  const width = scales.length;
  const values = sharedColumn(rows.length * width);
  scales.forEach(({ name, log: logarithm, center, width: unit }, k) => {
    transformed(log, name, logarithm, rows).forEach((x, i) => {
      values[i * width + k] = (x - center) / unit;
    });
  });
  return { points: { rows: rows.length, width, values }, rows };
}

interface TightestOptions extends Omit<KMeansTask, "points" | "replicate"> {
  readonly replicates: number;
  readonly threads: number | undefined;
}

async function tightest(points: Points, options: TightestOptions): Promise<Clustering> {
  const { clusters, replicates, maxIterations, seed, threads } = options;
  const tasks = Array.from({ length: replicates }, (_, replicate): KMeansTask => {
    return { points, clusters, maxIterations, seed, replicate };
  });
  const module = new URL("./k-means/k-means-task.js", import.meta.url);
  const found = await work("clustering states", replicates, ({ report, signal }) =>
    parallel<KMeansTask, Clustering>(module, "runKMeans", tasks, { report, signal, threads }),
  );
  const different = found[0]!.centers.length / points.width;
  if (different < clusters) {
    throw new DataError(
      `there are only ${different} different observations for ${clusters} clusters; ask for fewer.`,
    );
  }
  return found.reduce((best, each) => (each.inertia < best.inertia ? each : best));
}

function spreadLabels(log: Episodes, { rows, labels }: Found): Int32Array {
  const states = new Int32Array(log.steps + log.count).fill(-1);
  rows.forEach((at, i) => {
    states[at] = labels[i]!;
  });
  return states;
}

function outside(
  log: Episodes,
  { rows, labels, distances }: Found,
  reach: Float64Array,
): {
  flags: Uint8Array;
  count: number;
  share: number;
} {
  const flags = new Uint8Array(log.steps + log.count);
  let count = 0;
  rows.forEach((at, i) => {
    if (distances[i]! <= reach[labels[i]!]! * (1 + 1e-12)) return;
    flags[at] = 1;
    count++;
  });
  return { flags, count, share: count / rows.length };
}

function thinWarnings(counts: Float64Array): readonly ResultWarning[] {
  const thin = counts.filter((count) => count < 10).length;
  if (thin === 0) return [];
  const message = `${thin} of ${counts.length} clusters hold fewer than 10 observations; what follows from them is hardly known. Ask for fewer clusters.`;
  return Object.freeze([{ code: "thin-clusters", message }]);
}

function headline(
  clusters: number,
  scales: readonly Scale[],
  counts: Float64Array,
  warnings: readonly ResultWarning[],
): string {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const smallest = counts.reduce((least, count) => Math.min(least, count), Number.POSITIVE_INFINITY);
  const logs = scales.filter((scale) => scale.log).map(({ name }) => name);
  return [
    `State clusters: ${clusters} by k-means++ on ${scales.length} standardized columns${logs.length > 0 ? ` (log of ${logs.join(", ")})` : ""}`,
    `${formatNumber(total, 0)} observations, ${formatNumber(smallest, 0)} (${formatPercent(smallest / total)}) in the smallest`,
    ...warnings.map((each) => `Warning: ${each.message}`),
  ].join("\n");
}
