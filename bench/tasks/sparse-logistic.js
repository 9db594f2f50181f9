import { openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { querySource, sparseDesign } from "txlab/cohort";
import { lasso } from "txlab/models";
import { randomStream } from "txlab/stats";
import { readColumns, readInto, writeColumns } from "./columns.js";

/** Ten penalties, evenly on the log scale, from one that leaves about a hundred slopes. */
const lambdas = Array.from({ length: 10 }, (_, k) => 0.004 * 0.1 ** (k / 9));

const peers = [
  {
    name: "scikit-learn, liblinear",
    module: "sparse_logistic",
    goal: 1,
    arguments: { solver: "liblinear", tolerance: 1e-4, lambdas },
    once: true,
  },
];

export const tasks = [
  {
    name: "sparse-logistic",
    title: "lasso logistic path, 10 penalties, 200k × 20k, 0.1% filled",
    arguments: { rows: 200_000, columns: 20_000, perColumn: 200 },
    files: "sparse-logistic",
    write: writeMatrix,
    peers,
    gate,
  },
  {
    name: "claims-sparse-logistic",
    title: "lasso logistic path, 5 penalties, 2M × 40k, 0.1% filled, from Parquet files",
    arguments: { rows: 2_000_000, columns: 40_000, perColumn: 2000, files: 8 },
    once: true,
    files: "claims-sparse-logistic",
    write: writeEvents,
    peers: [],
    long: true,
  },
];

/** Each penalty's objective may be at most 1e-4 of it above the peer's. */
function gate(ours, theirs) {
  const above = Math.max(...theirs.objectives.map((value, k) => ours.objectives[k] / value - 1));
  const said = `objective at most ${above.toExponential(1)} of it above the peer's (limit 1e-4)`;
  return { pass: above <= 1e-4, said };
}

/** Our side. */
export async function load(folder, { rows, columns, perColumn, files }) {
  const [y] = readColumns(folder, "y", rows, 1);
  if (files) return () => fromEvents(folder, rows, y);
  const stored = columns * perColumn;
  const x = {
    rows,
    names: Array.from({ length: columns }, (_, j) => `c${j}`),
    starts: Int32Array.from({ length: columns + 1 }, (_, j) => j * perColumn),
    rowIndices: new Int32Array(new SharedArrayBuffer(4 * stored)),
    values: new Float64Array(new SharedArrayBuffer(8 * stored)),
  };
  readInto(openSync(join(folder, "rows.i32"), "r"), x.rowIndices);
  readInto(openSync(join(folder, "values.f64"), "r"), x.values);
  return async () => summary((await pathOf(x, y, lambdas)).path, x, y);
}

function pathOf(x, y, penalties) {
  return lasso({ family: "logistic", lambdas: penalties, lambda: penalties.at(-1) }).fit(x, y);
}

/** The design from the Parquet files, and its path. */
async function fromEvents(folder, rows, y) {
  const source = querySource(`SELECT person, code FROM read_parquet('${join(folder, "*.parquet")}')`);
  const start = performance.now();
  const ids = Int32Array.from({ length: rows }, (_, i) => i);
  const x = await sparseDesign(source, { id: "person", feature: "code", ids });
  const read = performance.now();
  const { path } = await pathOf(x, y, lambdas.slice(0, 5));
  const seconds = (ms) => Math.round(ms / 100) / 10;
  process.stderr.write(
    `${x.rows} × ${x.names.length}, ${x.values.length} stored: read in ${seconds(read - start)} s, path in ${seconds(performance.now() - read)} s; peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB\n`,
  );
  return { kept: kept(path) };
}

const kept = ({ coefficients }) =>
  coefficients.map((beta) => beta.reduce((count, value) => count + (value === 0 ? 0 : 1), -1));

/** Mean log-loss plus λ·Σ|β| on columns of standard deviation 1, at each penalty. */
function summary({ coefficients }, x, y) {
  const n = y.length;
  const scale = x.names.map((_, j) => {
    const values = x.values.subarray(x.starts[j], x.starts[j + 1]);
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / n - mean * mean);
  });
  const objectives = coefficients.map((beta, k) => {
    const eta = new Float64Array(n).fill(beta[0]);
    let penalty = 0;
    scale.forEach((each, j) => {
      penalty += each * Math.abs(beta[j + 1]);
      if (beta[j + 1] === 0) return;
      for (let at = x.starts[j]; at < x.starts[j + 1]; at++)
        eta[x.rowIndices[at]] += beta[j + 1] * x.values[at];
    });
    const loss = eta.reduce(
      (sum, f, i) => sum + Math.max(f, 0) + Math.log1p(Math.exp(-Math.abs(f))) - y[i] * f,
      0,
    );
    return loss / n + lambdas[k] * penalty;
  });
  return { objectives, kept: kept({ coefficients }) };
}

/** What the outcome depends on: the first 300 columns, some up and some down. */
const slope = (j) => (j < 300 ? (j % 2 === 0 ? 1 : -1) * (0.4 + j / 300) : 0);

/** One row in each of `perColumn` even parts of the rows, for each column; the value is 1 or 2. */
async function writeMatrix(folder, { rows, columns, perColumn }) {
  const root = randomStream(25).split("sparse");
  const rowIndices = new Int32Array(columns * perColumn);
  const values = new Float64Array(columns * perColumn);
  const eta = new Float64Array(rows).fill(-2);
  for (let j = 0; j < columns; j++) {
    const stream = root.split("column", j);
    for (let k = 0; k < perColumn; k++) {
      const at = j * perColumn + k;
      rowIndices[at] = Math.floor((rows / perColumn) * (k + stream.uniform()));
      values[at] = 1 + stream.bernoulli(0.3);
      eta[rowIndices[at]] += slope(j) * values[at];
    }
  }
  writeFileSync(join(folder, "rows.i32"), new Uint8Array(rowIndices.buffer));
  writeFileSync(join(folder, "values.f64"), new Uint8Array(values.buffer));
  const draws = root.split("outcome");
  writeColumns(folder, "y", [eta.map((value) => draws.bernoulli(1 / (1 + Math.exp(-value))))]);
}

/** The same kind of data as events of people, in the order of the people, in Parquet files of equal numbers of people. */
async function writeEvents(folder, { rows, columns, perColumn, files }) {
  const instance = await DuckDBInstance.create(":memory:", { memory_limit: "6GB", temp_directory: folder });
  const connection = await instance.connect();
  const uniform = (key) => `((hash(${key}) % 16777216) / 16777216.0)`;
  const part = perColumn / files;
  for (let file = 0; file < files; file++) {
    const events = `SELECT ((k + ${uniform("(j, k)")}) * ${rows / perColumn})::INTEGER AS person, ('c' || lpad(j::VARCHAR, 5, '0')) AS code FROM range(${columns}) a(j), range(${file * part}, ${(file + 1) * part}) b(k)`;
    const path = join(folder, `events-${file}.parquet`);
    await connection.run(
      `COPY (SELECT * FROM (${events}) ORDER BY person, code) TO '${path}' (FORMAT parquet)`,
    );
  }
  const slopes = `CASE WHEN code < 'c00300' THEN (CASE WHEN code[6]::INTEGER % 2 = 0 THEN 1 ELSE -1 END) * (0.4 + code[2:]::INTEGER / 300.0) ELSE 0 END`;
  const found = await connection.runAndReadAll(
    `SELECT person, sum(${slopes}) AS eta FROM read_parquet('${join(folder, "*.parquet")}') GROUP BY person`,
  );
  const eta = new Float64Array(rows);
  for (const [person, value] of found.getRows()) eta[person] = value;
  connection.closeSync();
  const draws = randomStream(26).split("outcome");
  writeColumns(folder, "y", [eta.map((value) => draws.bernoulli(1 / (1 + Math.exp(2 - value))))]);
}
