import { assertKnownOptions, assertOneOf } from "../assert.js";
import { DataError } from "../errors.js";
import type { Cholesky } from "../numeric/cholesky.js";
import { memorySums, type SumsOptions } from "../numeric/memory-sums.js";
import { partMoments, standardizationOf } from "../numeric/moments.js";
import { partStride } from "../numeric/pilot.js";
import { rawCoefficients, type Standardization } from "../numeric/standardize.js";
import { PilotKeeper } from "../numeric/stream-pilot.js";
import { streamSums, sumStream } from "../numeric/stream-sums.js";
import type { SumsProvider } from "../numeric/sums.js";
import { work } from "../work.js";
import {
  checkedStream,
  firstRow,
  observationStream,
  type RowCount,
  type RowStream,
} from "./checked-stream.js";
import type { Features } from "./learner.js";
import { leastSquares } from "./linear.js";
import { inverseDiagonalRoots, linearPredictor, sandwichRoots } from "./linear-predictor.js";
import { maximizeLogistic } from "./maximize-logistic.js";

/** A regression fitted to a stream: its coefficients and their errors, but no influence values of single rows. */
export interface StreamedModel {
  readonly name: "linear" | "logistic";
  readonly rows: number;
  readonly coefficients: Float64Array;
  readonly coefficientNames: readonly string[];
  /** Model-based, as of `linear()` and `logistic()`. */
  readonly standardErrors: Float64Array;
  /** Sandwich errors (HC0), right where the model is not. */
  readonly robustErrors: Float64Array;
  /** −2·log-likelihood; for linear regression Σ w·(y − μ)². */
  readonly deviance: number;
  /** Predicted mean of each row; columns are matched by name. */
  predict(x: Features): Float64Array;
}

export interface StreamFitOptions {
  readonly model: "linear" | "logistic";
  /** @default the cores this process may use, or `$TXLAB_THREADS` */
  readonly threads?: number | undefined;
}

/**
 * Fits a linear or logistic regression, unpenalized and with an intercept, to rows that do not fit in memory. Each
 * iteration is one pass over the stream; the coefficients are the same bits as those of `linear()` and `logistic()` on
 * the same rows in memory.
 */
export async function fitStream(stream: RowStream, options: StreamFitOptions): Promise<StreamedModel> {
  assertKnownOptions(options, ["model", "threads"], "fitStream");
  assertOneOf(options.model, "model", ["linear", "logistic"]);
  const { model, threads } = options;
  return work(`Streamed ${model} regression`, 1, async ({ signal }) => {
    const look = await firstPass(stream, model, { threads, signal });
    const family = model === "linear" ? "leastSquares" : "logistic";
    const rows = observationStream(stream);
    const part = model === "logistic" ? partStride(look.count.rows) : undefined;
    const provider = streamSums(rows, family, look.standardization, { threads, signal, part });
    const found = await (model === "linear"
      ? leastSquares(provider, stream.names)
      : maximize(provider, look, stream.names, { threads, signal }));
    const { matrix } = await provider.at(found.beta, "meat");
    return streamedModel(stream.names, model, look, found, matrix);
  });
}

interface FirstLook {
  readonly count: RowCount;
  readonly standardization: Standardization;
  readonly kept: ReturnType<PilotKeeper["pilots"]>;
}

/** Checks all rows, takes their moments, and keeps what pilots need. */
async function firstPass(
  stream: RowStream,
  model: StreamedModel["name"],
  options: SumsOptions,
): Promise<FirstLook> {
  const origin = await firstRow(stream);
  const count = { rows: 0, weight: 0, low: 0, high: 0 };
  const keeper = new PilotKeeper();
  const rows = checkedStream(stream, model === "logistic", count);
  const keep = model === "logistic" ? keeper.keep : undefined;
  const sums = await sumStream(rows, { family: "moments", center: origin }, options, keep);
  if (count.weight === 0) throw new DataError("weights are all 0, so there is nothing to fit.");
  if (model === "logistic" && (count.low === 0 || count.high === 0)) {
    throw new DataError(
      `logistic regression needs both outcomes; y is ${count.low === 0 ? 1 : 0} in all rows with weight.`,
    );
  }
  const kept = model === "logistic" ? keeper.pilots(stream.names.length) : undefined;
  const part = kept && (await partMoments(kept.data, kept.part, options));
  return { count, standardization: part ?? standardizationOf(origin, sums, count.weight), kept };
}

interface Found {
  readonly beta: Float64Array;
  readonly information: Cholesky;
  readonly deviance: number;
}

async function maximize(
  provider: SumsProvider,
  { standardization, kept }: FirstLook,
  names: readonly string[],
  options: SumsOptions,
): Promise<Found> {
  const sumsOf = (every: number): SumsProvider =>
    memorySums(kept!.data, "logistic", standardization, { ...options, every });
  const pilots = kept?.strides.map(sumsOf) ?? [];
  const whole = { ...provider, part: kept && sumsOf(kept.part) };
  const { beta, information, sums } = await maximizeLogistic(whole, pilots, names);
  return { beta, information, deviance: sums.deviance };
}

function streamedModel(
  names: readonly string[],
  name: StreamedModel["name"],
  { count, standardization }: FirstLook,
  { beta, information, deviance }: Found,
  meat: Float64Array,
): StreamedModel {
  const coefficients = rawCoefficients(beta, standardization);
  const variance = name === "linear" ? deviance / (count.rows - beta.length) : 1;
  const identity = (eta: number): number => eta;
  const mean = name === "linear" ? identity : (eta: number) => 1 / (1 + Math.exp(-eta));
  return Object.freeze({
    name,
    rows: count.rows,
    coefficients,
    coefficientNames: ["(Intercept)", ...names],
    standardErrors: inverseDiagonalRoots(information, standardization).map(
      (root) => root * Math.sqrt(variance),
    ),
    robustErrors: sandwichRoots(information, meat, standardization),
    deviance,
    predict: (x: Features) => linearPredictor(coefficients, x, names).map(mean),
  });
}
