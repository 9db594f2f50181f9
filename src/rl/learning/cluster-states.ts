import { assertInteger, assertKnownOptions } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { LearnedFrom, StateMap } from "../../cohort/policy.js";
import { DataError } from "../../errors.js";
import { parallel } from "../../numeric/parallel.js";
import { displayable } from "../../plot/display.js";
import { formatNumber, formatPercent } from "../../plot/format.js";
import type { ResultWarning } from "../../stats/estimate.js";
import { work } from "../../work.js";
import { decisionName } from "../evaluation/decision-name.js";
import { assertEpisodes } from "./check-arguments.js";
import { distinctRows } from "./distinct-rows.js";
import { type ColumnScale, fitScales, type Observed, scaled } from "./k-means/column-scales.js";
import type { KMeansTask } from "./k-means/k-means-task.js";
import type { Clustering } from "./k-means/lloyd.js";
import { nearestCenters, type Points } from "./k-means/points.js";

export interface ClusterStatesOptions {
  /**
   * Number of states. @default one for every 100 decisions of the log, so that an action that carers take in a fifth of a state's
   * decisions is seen there some 20 times; never more than the AI Clinician's 750, nor than decisions differ
   */
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
export interface StateClusters extends StateMap {
  readonly clusters: number;
  /** How each feature was standardized. */
  readonly scales: readonly ColumnScale[];
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
  /** The same decisions with clusters as states; the columns stay. What learns on them carries the clusters. */
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
 * Learners of tables make states so where a log has columns alone, or take those made here as `states`. What they learn carries
 * the clusters, and decides by the columns of any log.
 *
 * Throws a DataError for a constant column, a missing value at a decision, a logarithm of what is not above −0.1, and fewer
 * different observations than clusters. Warns where clusters hold fewer than 10 observations.
 *
 * @example
 * const states = await clusterStates(learn, { clusters: 100, log: ["lactate"], seed: 7 });
 * await planFromLog(learn, { states });
 */
export async function clusterStates(
  log: Episodes,
  options: ClusterStatesOptions = {},
): Promise<StateClusters> {
  assertEpisodes(log, "log");
  assertKnownOptions(options, known, "clusterStates");
  const { replicates = 1, maxIterations = 300, seed = 1, threads } = options;
  assertInteger(replicates, "replicates", 1);
  assertInteger(maxIterations, "maxIterations", 1);
  if (options.clusters !== undefined) assertInteger(options.clusters, "clusters", 2);
  const scales = fitScales(log, options);
  const features = scales.map(({ name }) => name);
  refuseGaps(log, features);
  const { clusters = fittingNumber(log, features) } = options;
  const { points } = scaled(log, scales);
  const best = await tightest(points, { clusters, replicates, maxIterations, seed, threads });
  const { centers, inertia } = best;
  const { counts, reach } = sizes(nearestCenters(points, centers), clusters);
  const warnings = thinWarnings(counts);
  const found: StateClusters = displayable(
    {
      ...{
        name: nameOf(clusters, features.length, seed),
        clusters,
        features,
        scales,
        centers,
        counts,
        reach,
        inertia,
      },
      ...{ learnedFrom: log.asSource(), seed, warnings },
      statesOf: (seen: Observed) => find(found, seen).states,
      equals: (other: StateMap) => alike(found, other),
      assign: (other: Episodes) => {
        refuseGaps(other, features);
        return other.withStates(find(found, other).states, clusters, found);
      },
      outOfRange: (other: Episodes) => outside(found, other),
    },
    { text: () => headline(found) },
  );
  return found;
}

/** One for every 100 decisions, as far as these differ. */
function fittingNumber({ steps, decisions }: Episodes, features: readonly string[]): number {
  const columns = features.map((name) => decisions.columns[decisions.names.indexOf(name)]!);
  const different = distinctRows(columns, steps)?.first.length ?? steps;
  return Math.max(2, Math.min(750, different, Math.floor(steps / 100)));
}

function nameOf(clusters: number, columns: number, seed: number): string {
  return `${clusters} clusters of ${columns === 1 ? "1 column" : `${columns} columns`} (k-means++, seed ${seed})`;
}

/** Only what follows the last decision may be missing. */
function refuseGaps(log: Episodes, features: readonly string[]): void {
  const { decisions, steps } = log;
  for (const name of features) {
    const column = decisions.columns[decisions.names.indexOf(name)];
    const first = column?.findIndex((x) => Number.isNaN(x)) ?? -1;
    if (first < 0) continue;
    const gaps = column!.reduce((sum, x) => sum + Number(Number.isNaN(x)), 0);
    throw new DataError(
      `"${name}" is missing at ${gaps} of ${steps} decisions, the first is ${decisionName(log, first)}; fill it first, as its carers saw it.`,
    );
  }
}

/** Observations in each cluster, and the distance of its furthest. */
function sizes({ labels, distances }: Nearest, clusters: number): Pick<StateClusters, "counts" | "reach"> {
  const [counts, reach] = [new Float64Array(clusters), new Float64Array(clusters)];
  labels.forEach((label, i) => {
    counts[label]!++;
    reach[label] = Math.max(reach[label]!, distances[i]!);
  });
  return { counts, reach };
}

type Nearest = ReturnType<typeof nearestCenters>;

interface Found extends Nearest {
  /** The row of each point. */
  readonly rows: Int32Array;
  /** Of each row. */
  readonly states: Int32Array;
}

function find({ scales, centers }: StateClusters, seen: Observed): Found {
  const { points, rows, total } = scaled(seen, scales);
  const nearest = nearestCenters(points, centers);
  const states = new Int32Array(total).fill(-1);
  rows.forEach((at, i) => {
    states[at] = nearest.labels[i]!;
  });
  return { rows, states, ...nearest };
}

/** Whether a map is of the same columns, standardized alike, and the same centers. */
function alike({ scales, centers }: StateClusters, other: StateMap): boolean {
  const { scales: theirs, centers: there } = other as Partial<StateClusters>;
  return (
    theirs?.length === scales.length &&
    there?.length === centers.length &&
    centers.every((x, k) => x === there[k]) &&
    scales.every(({ name, log, center, width }, k) => {
      const each = theirs[k]!;
      return each.name === name && each.log === log && each.center === center && each.width === width;
    })
  );
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

function outside(clusters: StateClusters, log: Episodes): ReturnType<StateClusters["outOfRange"]> {
  const { rows, labels, distances } = find(clusters, log);
  const flags = new Uint8Array(log.steps + log.count);
  let count = 0;
  rows.forEach((at, i) => {
    if (distances[i]! <= clusters.reach[labels[i]!]! * (1 + 1e-12)) return;
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

function headline({ clusters, scales, counts, warnings }: StateClusters): string {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const smallest = counts.reduce((least, count) => Math.min(least, count), Number.POSITIVE_INFINITY);
  const logs = scales.filter((scale) => scale.log).map(({ name }) => name);
  return [
    `State clusters: ${clusters} by k-means++ on ${scales.length} standardized columns${logs.length > 0 ? ` (log of ${logs.join(", ")})` : ""}`,
    `${formatNumber(total, 0)} observations, ${formatNumber(smallest, 0)} (${formatPercent(smallest / total)}) in the smallest`,
    ...warnings.map((each) => `Warning: ${each.message}`),
  ].join("\n");
}
